"""Today's figures, live: the same fold over the same facts as every report.

Facts count as soon as the engine has told them, also while the database is behind or away; the database gives
those of before, and every one that was not heard.
"""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta

import msgspec
import structlog

from lingtong.floor.live import QueueView, decode_fact
from lingtong.foundation.bus import Bus
from lingtong.foundation.db import Database, Reading
from lingtong.foundation.journal import store as journal
from lingtong.foundation.journal.facts import Fact
from lingtong.insight.reporting.ahead import Ahead
from lingtong.insight.reporting.metrics import (
    KINDS,
    PRESENCE_KINDS,
    AgentFigures,
    Fold,
    Goal,
    QueueFigures,
)
from lingtong.insight.reporting.ports import Centers
from lingtong.kit import Clock

log = structlog.get_logger()
STORED = "journal.stored"  # published after facts were stored; carries nothing
FACTS = "facts.>"
LOOK_EVERY = 2.0  # seconds, where no word came
TELL_EVERY = 0.25  # seconds between two words that figures of a queue have moved
BEFORE_MIDNIGHT = timedelta(hours=4)  # callers who arrived yesterday and still wait
PRESENT_SINCE = timedelta(hours=36)  # the longest that somebody is taken to have been signed in
PAGE = 2000

Changed = Callable[[str, str], None]


class _Kind(msgspec.Struct):
    kind: str


_kind_of = msgspec.json.Decoder(_Kind).decode


class Today:
    """A fold for each tenant. `changed(tenant_id, queue_id)` is called after a queue's figures moved."""

    def __init__(self, database: Database, centers: Centers, clock: Clock) -> None:
        self._database, self._centers, self._clock = database, centers, clock
        self._folds: dict[str, Fold] = {}
        self._sequence: int | None = None
        self._day: date | None = None
        self._word = asyncio.Event()
        self._ahead = Ahead()
        self._moved: set[tuple[str, str]] = set()
        self._moves = asyncio.Event()
        self.changed: Changed = _nobody

    async def run(self, bus: Bus) -> None:
        """Follow the facts until cancelled."""
        await bus.subscribe(FACTS, self.hear)
        await bus.subscribe(STORED, self._hear_word)
        bus.when_back(self._missed_some)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tell())
            tasks.create_task(self._follow_stored())

    async def hear(self, _: str, payload: bytes) -> None:
        """A fact that the engine has just told."""
        try:
            if _kind_of(payload).kind not in KINDS:
                return
            fact = decode_fact(payload)
        except msgspec.MsgspecError:  # of a newer version
            return
        if self._ahead.hear(fact):
            self._moved |= self._take(fact.tenant_id, fact)
            self._moves.set()

    async def _follow_stored(self) -> None:
        while True:
            try:
                await self.catch_up()
            except Exception as error:  # the database is away; the cursor stands where it stood
                log.warning("figures.behind", error=type(error).__name__)
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self._word.wait()
            except TimeoutError:
                continue

    async def catch_up(self) -> None:
        """Take every fact that was stored since, but for those that were heard and counted before."""
        self._word.clear()
        self._forget_old_days()
        self._count_anew_if_wrong()
        moved: set[tuple[str, str]] = set()
        while True:
            async with self._database.reading_everywhere() as reader:
                if self._sequence is None:
                    self._sequence = await self._recall(reader)
                rows = await journal.after(reader.session, self._sequence, KINDS, PAGE)
            for row in rows:
                self._sequence = row.sequence
                if not self._ahead.stored(row.id):
                    moved |= self._take(row.tenant_id, decode_fact(row.body))
            if len(rows) < PAGE:
                break
        for fact in self._ahead.caught_up():
            moved |= self._take(fact.tenant_id, fact)
        for tenant_id, queue_id in moved:
            self.changed(tenant_id, queue_id)

    def queue(self, tenant_id: str, queue_id: str) -> QueueFigures:
        fold = self.fold(tenant_id)
        return fold.queue(fold.day_of(self._clock.now()), queue_id, self.goal(queue_id))

    def goal(self, queue_id: str) -> Goal:
        config = self._centers.current().queues.get(queue_id)
        return Goal(config.goal_seconds, config.short_abandoned) if config is not None else Goal()

    def agent(self, tenant_id: str, agent_id: str) -> AgentFigures:
        fold, now = self.fold(tenant_id), self._clock.now()
        return fold.agent(fold.day_of(now), agent_id, now)

    def agents(self, tenant_id: str) -> list[str]:
        fold = self.fold(tenant_id)
        return sorted(fold.agents(fold.day_of(self._clock.now())))

    def overlay(self, tenant_id: str, view: QueueView) -> QueueView:
        """The live view with today's figures in it; as the engine sent it while nothing was read yet."""
        if self._sequence is None:
            return view
        figures = self.queue(tenant_id, view.queue_id)
        return msgspec.structs.replace(
            view,
            offered=figures.offered,
            answered=figures.answered,
            abandoned=figures.abandoned,
            short_abandoned=figures.short_abandoned,
            within_goal=figures.within_goal,
            service_level=figures.service_level,
            asa=figures.asa,
        )

    async def _recall(self, reader: Reading) -> int:
        """Who was here already before today began; gives the sequence from which today is folded."""
        session = reader.session
        begins = await journal.last_before(session, self._earliest())
        sequence = await journal.last_before(session, self._clock.now() - PRESENT_SINCE)
        while sequence < begins:
            rows = await journal.after(session, sequence, PRESENCE_KINDS, PAGE)
            earlier = [row for row in rows if row.sequence <= begins]
            for row in earlier:
                self._take(row.tenant_id, decode_fact(row.body))
            sequence = earlier[-1].sequence if len(earlier) == PAGE else begins
        return begins

    def _take(self, tenant_id: str, fact: Fact) -> set[tuple[str, str]]:
        self.fold(tenant_id).take(fact)
        queue_id = getattr(fact, "queue_id", "")
        return {(tenant_id, queue_id)} if queue_id else set()

    def fold(self, tenant_id: str) -> Fold:
        found = self._folds.get(tenant_id)
        if found is None:
            tenant = self._centers.current().tenants.get(tenant_id)
            found = self._folds[tenant_id] = Fold(tenant.timezone if tenant is not None else "Asia/Shanghai")
        return found

    def _earliest(self) -> datetime:
        now = self._clock.now()
        for tenant_id in self._centers.current().tenants:
            self.fold(tenant_id)
        starts = [fold.day_starts(fold.day_of(now)) for fold in self._folds.values()]
        return min(starts, default=now - timedelta(days=1)) - BEFORE_MIDNIGHT

    def _count_anew_if_wrong(self) -> None:
        if self._ahead.is_wrong:
            log.warning("figures.counted_anew", why="a fact that was told was never stored")
            self._folds, self._sequence, self._ahead = {}, None, Ahead()

    def _forget_old_days(self) -> None:
        today = self._clock.now().date()
        if self._day not in (None, today):
            for fold in self._folds.values():
                fold.forget_before(fold.day_of(self._clock.now()) - timedelta(days=1))
        self._day = today

    async def _hear_word(self, _: str, __: bytes) -> None:
        self._word.set()

    async def _missed_some(self) -> None:
        self._ahead.missed_some()

    async def _tell(self) -> None:
        while True:
            await self._moves.wait()
            self._moves.clear()
            moved, self._moved = self._moved, set()
            for tenant_id, queue_id in moved:
                self.changed(tenant_id, queue_id)
            await asyncio.sleep(TELL_EVERY)


def _nobody(_: str, __: str) -> None:
    """Nobody listens yet."""
