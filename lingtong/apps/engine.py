"""The engine as a process: timers, the group commit of the journal, commands and views over the bus."""

import asyncio
import contextlib
import gc
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from pathlib import Path
from typing import Any

import msgspec
import structlog

from lingtong.apps.errands import ErrandsOfEngine
from lingtong.apps.taking import TakesCalls, Who
from lingtong.floor.availability.signs import SignFile
from lingtong.floor.call_control import degraded
from lingtong.floor.center import Center
from lingtong.floor.engine import Engine, NotActive
from lingtong.floor.ivr.errands import Letters
from lingtong.floor.lists.following import FollowedBook
from lingtong.floor.live.any_command import AnyCommand
from lingtong.floor.live.projector import Projector, Shown
from lingtong.floor.live.views import CenterChanged
from lingtong.floor.turn import ErrandDone, Outcome
from lingtong.foundation.bus import Bus, NobodyAnswers, NotForMe
from lingtong.foundation.journal import Fact, Following, Journal
from lingtong.foundation.lease import Alone, Lease
from lingtong.insight.reporting.today import STORED
from lingtong.kit import Clock, Ids, Refusal
from lingtong.switch.numbers import place_of
from lingtong.switch.ports import Switch
from lingtong.switch.runtime.degraded import done, take

log = structlog.get_logger()
GROUP_COMMIT = 0.02  # seconds; facts and views are shown once the disk has them
QUEUES_EVERY = 0.25  # seconds between two views of a queue: people read no faster
TAKE_EVERY = 5.0
ASK_WITHIN = 5.0
# Objects, passes, passes: callers who wait are no garbage, and were looked at for nothing.
COLLECTS = (10_000, 20, 20)

_command = msgspec.json.Decoder(AnyCommand).decode
_json = msgspec.json.Encoder().encode
_center = msgspec.json.Decoder(Center).decode

# Until cancelled: ships what the journal gets, and calls what it was given each time facts were stored.
Work = Callable[[], Coroutine[Any, Any, None]]
Ship = Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]


class EngineProcess:
    """`run` serves until cancelled. Needs no database: the center comes by the bus or from disk."""

    def __init__(  # noqa: PLR0913 - a parts list
        self,
        *,
        clock: Clock,
        ids: Ids,
        switch: Switch,
        bus: Bus,
        folder: Path,
        degraded_log: Path,
        ship: Ship,
        lease: Lease | None = None,
        watch: Work | None = None,
        who: Who | None = None,
        letters: Letters | None = None,
    ) -> None:
        self._clock, self._ids, self._switch, self._bus = clock, ids, switch, bus
        self._folder, self._ship, self._degraded_log = folder, ship, degraded_log
        self._journal = Journal(folder)
        self._lease: Lease = lease or Alone()
        self._watch, self._who = watch, who or Who()
        self._fresh: deque[Outcome] = deque()
        self._woken = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._wakes_at = clock.now()
        self._engine: Engine | None = None
        self._projector: Projector | None = None
        self._taking: TakesCalls | None = None
        self._met: asyncio.Event | None = None
        self._center_file = folder / "center.json"
        self._lists = FollowedBook(folder / "lists.jsonl")
        self._errands = ErrandsOfEngine(bus, letters or Letters(), self._errand_done)

    def begin(self, center: Center | None, following: Following | None = None) -> None:
        """Load the journal. `center` is None while the database is away: then the last known one serves.

        `following` is what this process knows of the journal of an engine that was active before it.
        """
        if center is None or following is not None:
            center = max(center or Center(), self._last_center(), key=lambda one: one.revision)
        self._keep_center(center)
        left = SignFile(self._folder).left()
        self._engine = Engine.start(
            self._clock,
            self._ids,
            center,
            self._journal,
            self._switch,
            self._show,
            holds=self._lease.holds,
            following=following,
        )
        self._taking = TakesCalls(
            engine=self._engine,
            clock=self._clock,
            ids=self._ids,
            folder=self._folder,
            who=self._who,
            left=left,
            holds=self._lease.holds,
        )
        self._lists.load()
        self._engine.floor.board.lists.book = lambda: self._lists.book
        self._engine.run_errand = self._errands.ask
        self._projector = Projector(self._engine.floor.board)
        self._arm()

    async def run(self, met: asyncio.Event | None = None) -> None:
        """Until cancelled. `met` is set when the switch has been met for the first time."""
        assert self._taking is not None, "begin first"
        self._met = met
        await self._bus.serve("engine.command", self._answer, shared=False)
        await self._bus.subscribe("center.changed", self._reconfigure)
        await self._serve_hellos(self.engine.floor.board.center)
        self._bus.when_back(self._greet_anew)
        try:
            async with asyncio.TaskGroup() as group:
                if self._watch is not None:
                    group.create_task(self._watch())
                group.create_task(self._taking.run(self._bus))
                group.create_task(self._lists.run(self._bus))
                group.create_task(self._errands.run())
                group.create_task(self._switch.run())
                group.create_task(self._catch_up())
                group.create_task(_settle_in())
                group.create_task(self._publish())
                group.create_task(self._publish_queues())
                group.create_task(self._ships())
                group.create_task(self._take_degraded())
        finally:
            self._journal.close()

    def stops_in_order(self) -> None:
        """Said before `run` is cancelled: what comes now is a planned outage."""
        if self._taking is not None:
            self._taking.stop()

    @property
    def engine(self) -> Engine:
        assert self._engine is not None, "begin first"
        return self._engine

    # --- bus

    async def _answer(self, payload: bytes) -> bytes:
        try:
            done = self.engine.do(_command(payload))
        except NotActive:
            raise NotForMe from None
        except Refusal as refusal:
            no = {
                "code": refusal.code,
                "status": refusal.status,
                "message": refusal.message,
                "params": refusal.params,
            }
            return _json({"refused": no})
        except msgspec.MsgspecError as error:
            return _json(
                {"refused": {"code": "request.invalid", "status": 422, "message": str(error), "params": {}}}
            )
        finally:
            self._arm()
        return _json({"ok": done})

    async def _serve_hellos(self, center: Center) -> None:
        for tenant_id in center.tenants:
            await self._bus.serve(f"engine.hello.{tenant_id}", self._hello_of(tenant_id), shared=False)

    def _hello_of(self, tenant_id: str) -> Callable[[bytes], Awaitable[bytes]]:
        async def hello(payload: bytes) -> bytes:
            assert self._projector is not None
            if not self._lease.holds():
                raise NotForMe
            asked = msgspec.json.decode(payload, type=dict[str, str])
            agent_id, interaction_id = asked.get("agent_id", ""), asked.get("interaction_id", "")
            if interaction_id:
                return _json(self._projector.look(tenant_id, agent_id, interaction_id))
            return _json(self._projector.hello(tenant_id, agent_id))

        return hello

    async def _reconfigure(self, _: str, payload: bytes) -> None:
        center, now = _center(payload), self.engine.floor.board.center
        if center.revision < now.revision:
            return  # read before, told after the newer one
        known = set(now.tenants)
        self.engine.reconfigure(center)
        if self._taking is not None:
            self._taking.met()
        self._arm()
        self._keep_center(center)
        for tenant_id in center.tenants:
            if tenant_id not in known:
                await self._bus.serve(f"engine.hello.{tenant_id}", self._hello_of(tenant_id), shared=False)
        await self._greet_anew()

    async def _catch_up(self) -> None:
        """What was saved between the start and the subscription: nobody heard of it here."""
        with contextlib.suppress(NobodyAnswers):  # the next change carries it
            payload = await self._bus.ask("center.snapshot", b"", within=ASK_WITHIN)
            if _center(payload) != self.engine.floor.board.center:
                await self._reconfigure("", payload)

    async def _greet_anew(self) -> None:
        """Screens that missed something ask for the whole picture."""
        center = self.engine.floor.board.center
        for tenant_id in center.tenants:
            await self._bus.publish(f"live.{tenant_id}", _json(CenterChanged(revision=center.revision)))

    # --- turns

    def _errand_done(self, done: ErrandDone) -> None:
        self.engine.errand_done(done)
        self._arm()

    def _show(self, outcome: Outcome) -> None:
        self._fresh.append(outcome)
        if self._met is not None and self._engine is not None and self._engine.floor.board.switch_connected:
            self._met.set()
            self._met = None
        self._woken.set()
        if self._taking is not None:
            self._taking.look()
        if self._engine is not None:
            self._arm()

    def _arm(self) -> None:
        """Wake the floor at its next deadline. A timer that is early arms itself again."""
        at = self.engine.floor.next_wake()
        if at is None or (self._timer is not None and self._wakes_at <= at):
            return
        if self._timer is not None:
            self._timer.cancel()
        seconds = max((at - self._clock.now()).total_seconds(), 0.0)
        self._wakes_at = at
        self._timer = asyncio.get_running_loop().call_later(seconds, self._wake)

    def _wake(self) -> None:
        self._timer = None
        at = self.engine.floor.next_wake()
        if at is not None and at <= self._clock.now():
            self.engine.wake()
        self._arm()

    async def _publish(self) -> None:
        """Group commit, then show: what a screen has seen survives a power cut."""
        assert self._projector is not None
        while True:
            await self._woken.wait()
            self._woken.clear()
            outcomes, self._fresh = self._fresh, deque()
            merged = _merge(outcomes)
            views = list(self._projector.views(merged))  # of this moment: while the disk works, calls go on
            try:
                await asyncio.to_thread(self._journal.sync)
            except OSError as error:
                log.error("journal.sync_failed", error=error.strerror)
            try:
                await self._tell(merged.facts, views)
            except NobodyAnswers:  # the journal has it all; screens are greeted anew when the bus is back
                log.error("views.not_told", facts=len(merged.facts))
            await asyncio.sleep(GROUP_COMMIT)

    async def _publish_queues(self) -> None:
        """Queues change with every step of every call; they are drawn at a pace of their own."""
        assert self._projector is not None
        while True:
            await asyncio.sleep(QUEUES_EVERY)
            for tenant_id, view in self._projector.queues():
                with contextlib.suppress(NobodyAnswers):
                    await self._bus.publish(f"live.{tenant_id}", _json(view))

    async def _tell(self, facts: Iterable[Fact], views: Iterable[Shown]) -> None:
        for fact in facts:
            await self._bus.publish(f"facts.{fact.tenant_id}", _json(fact))
        for tenant_id, view in views:
            await self._bus.publish(f"live.{tenant_id}", _json(view))

    # --- shipping

    async def _ships(self) -> None:
        await self._ship(self._stored)

    async def _stored(self) -> None:
        """The keeper has put facts into the database: figures look there, and the journal needs less."""
        await asyncio.to_thread(self._journal.drop_shipped)
        with contextlib.suppress(NobodyAnswers):  # stored is stored; figures look by themselves now and then
            await self._bus.publish(STORED, b"")

    # --- what the switch did alone

    async def _take_degraded(self) -> None:
        """Bring the calls of the degraded mode into the records, each once, as their lines appear."""
        while True:
            try:
                calls = await asyncio.to_thread(take, self._degraded_log)
                if calls:
                    center = self.engine.floor.board.center
                    self.engine.record([fact for call in calls for fact in degraded.facts_of(call, center)])
                    log.info("degraded.taken_in", calls=len(calls))
                await asyncio.to_thread(done, self._degraded_log)
            except OSError as error:
                log.error("degraded.not_taken_in", error=error.strerror)
            await asyncio.sleep(TAKE_EVERY)

    # --- configuration on disk

    def _last_center(self) -> Center:
        try:
            return _center(self._center_file.read_bytes())
        except (OSError, msgspec.MsgspecError):
            log.warning("center.none_on_disk")
            return Center()

    def _keep_center(self, center: Center) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary = self._center_file.with_suffix(".tmp")
            temporary.write_bytes(_json(center))
            temporary.replace(self._center_file)
        except OSError as error:
            log.error("center.not_kept", error=error.strerror)


async def _settle_in() -> None:
    """Read the tables of places, then let the collector look at none of what is there for good.

    A full collection of all that holds up every call for a tenth of a second and finds nothing.
    """
    await asyncio.to_thread(place_of, "+861010")
    gc.set_threshold(*COLLECTS)
    gc.freeze()


def _merge(outcomes: deque[Outcome]) -> Outcome:
    """Views are whole, so several turns are shown as one."""
    facts: list[Fact] = []
    merged = Outcome(facts, [], {}, [])
    for outcome in outcomes:
        facts += outcome.facts
        merged.changed.update(outcome.changed)
        merged.said += outcome.said
    return merged
