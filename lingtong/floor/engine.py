"""Around the floor: journal first, then the switch, then the screens. Synchronous: a test owns time."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import msgspec
import structlog

from lingtong.floor.agents.model import Seat
from lingtong.floor.call_control import AskedInTurn, Floor, Pace, Talked
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.callbacks.model import Callback, Promised
from lingtong.floor.center import Center
from lingtong.floor.channels.fax.model import FaxCall
from lingtong.floor.lists.model import Lock, Suspicion
from lingtong.floor.live.commands import Done, EngineCommand
from lingtong.floor.plans.model import Running
from lingtong.floor.turn import Errand, ErrandDone, Outcome
from lingtong.foundation.journal import Fact, Following, Journal
from lingtong.foundation.journal.journal import Entity
from lingtong.kit import Clock, Ids, Refusal
from lingtong.switch.events import SwitchEvent
from lingtong.switch.ports import Switch

AnyEntity = TypeVar("AnyEntity")
log = structlog.get_logger()

_seat = msgspec.msgpack.Decoder(Seat).decode
_interaction = msgspec.msgpack.Decoder(Interaction).decode
_callback = msgspec.msgpack.Decoder(Callback).decode
_lock = msgspec.msgpack.Decoder(Lock).decode
_suspicion = msgspec.msgpack.Decoder(Suspicion).decode
_plan = msgspec.msgpack.Decoder(Running).decode
_talked = msgspec.msgpack.Decoder(Talked).decode
_in_turn = msgspec.msgpack.Decoder(AskedInTurn).decode
_promised = msgspec.msgpack.Decoder(Promised).decode
_fax = msgspec.msgpack.Decoder(FaxCall).decode
_pace = msgspec.msgpack.Decoder(Pace).decode


def _nobody_runs(errand: Errand) -> None:
    log.error("errand.nobody_runs", kind=errand.kind, errand_id=errand.id)


class Broken(Refusal):
    code = "engine.broken"
    status = 500


class NotActive(Exception):
    """Another engine has the lease; this one is about to end and answers nobody."""


class Engine:
    """One turn after another. `show` gets each outcome once the journal has it.

    `holds` is asked before each turn and again before it is written: an engine whose lease is lost changes,
    writes and sends nothing.
    """

    def __init__(
        self,
        floor: Floor,
        journal: Journal,
        switch: Switch,
        show: Callable[[Outcome], None],
        holds: Callable[[], bool] = lambda: True,
    ) -> None:
        self.floor = floor
        self.journal = journal
        self._switch = switch
        board = floor.board
        self._kept: dict[str, Callable[[str], Any]] = {
            "interaction": board.interactions.get,
            "seat": board.seats.get,
            "callback": board.promises.open.get,
            "plan": board.plans.running.get,
            "lock": board.locks.open.get,
            "suspicion": board.suspicions.open.get,
            "pace": board.paces.get,
            "in_turn": board.in_turn.asked.get,
            "promised": board.promises.promised.get,
            "fax": board.faxes.open.get,
            "last_agent": board.last_agents.talked.get,
        }
        self._show, self._holds = show, holds
        self.run_errand: Callable[[Errand], None] = _nobody_runs
        switch.listen(self.hear)

    @classmethod
    def start(  # noqa: PLR0913 - a parts list
        cls,
        clock: Clock,
        ids: Ids,
        center: Center,
        journal: Journal,
        switch: Switch,
        show: Callable[[Outcome], None],
        *,
        holds: Callable[[], bool] = lambda: True,
        following: Following | None = None,
    ) -> "Engine":
        """Load the journal and go on from it; the switch's `SwitchConnected` then reconciles."""
        engine = cls(Floor(clock, ids, center), journal, switch, show, holds)
        loaded = journal.load(following).entities
        seats = list(_readable(_seat, loaded.get("seat", {})))
        interactions = list(_readable(_interaction, loaded.get("interaction", {})))
        callbacks = list(_readable(_callback, loaded.get("callback", {})))
        plans = list(_readable(_plan, loaded.get("plan", {})))
        paces = list(_readable(_pace, loaded.get("pace", {})))
        locks = list(_readable(_lock, loaded.get("lock", {})))
        known = list(_by_key(_talked, loaded.get("last_agent", {})))
        turns = list(_readable(_in_turn, loaded.get("in_turn", {})))
        promised = list(_readable(_promised, loaded.get("promised", {})))
        faxing = list(_readable(_fax, loaded.get("fax", {})))
        suspicions = list(_readable(_suspicion, loaded.get("suspicion", {})))
        kept = (
            seats,
            interactions,
            callbacks,
            plans,
            paces,
            known,
            locks,
            turns,
            promised,
            faxing,
            suspicions,
        )
        engine._turn(lambda: engine.floor.restore(*kept))
        return engine

    def hear(self, event: SwitchEvent) -> None:
        self._turn(lambda: self.floor.hear(event))

    def do(self, command: EngineCommand) -> Done:
        """Raises the refusal, if there is one, after its turn is journaled; `NotActive` without the lease."""
        answers: list[Done | Refusal] = []

        def turn() -> Outcome:
            answer, outcome = self.floor.do(command)
            answers.append(answer)
            return outcome

        if not self._holds():
            raise NotActive
        self._turn(turn)
        answer = answers[0] if answers else Broken("This did not work. It has been noted; try again.")
        if isinstance(answer, Refusal):
            raise answer
        return answer

    def errand_done(self, done: ErrandDone) -> None:
        """The answer to an errand; one that comes late or twice changes nothing."""
        self._turn(lambda: self.floor.errand_done(done))

    def record(self, facts: list[Fact], entities: Iterable[Entity] = ()) -> None:
        """Facts of what happened without us, and what is kept beside the floor, in one piece."""
        if self._holds():
            self.journal.append(facts, entities)
            self._show(Outcome(facts, [], {}, []))

    def wake(self) -> None:
        self._turn(self.floor.wake)

    def reconfigure(self, center: Center) -> None:
        self._turn(lambda: self.floor.reconfigure(center))

    def _turn(self, turn: Callable[[], Outcome]) -> None:
        """One bad cue must not stop the others: what it changed so far is kept, journaled and shown."""
        if not self._holds():
            return
        try:
            outcome = turn()
        except Exception as error:
            self.broke(error)
            outcome = self.floor.recover()
        self._act(outcome)

    def broke(self, error: Exception) -> None:
        """A turn ended half-way, which is a bug."""
        log.error("engine.turn_failed", exc_info=error)

    def _act(self, outcome: Outcome) -> None:
        if not self._holds():
            return
        self.journal.append(outcome.facts, self._entities(outcome))
        for command in outcome.commands:
            self._switch.send(command)
        for errand in outcome.errands:
            self.run_errand(errand)
        self._show(outcome)

    def _entities(self, outcome: Outcome) -> Iterable[Entity]:
        for kind, key in outcome.changed:
            kept = self._kept.get(kind)
            if kept is not None:
                yield kind, key, kept(key)


def _readable(decode: Callable[[bytes], AnyEntity], bodies: dict[str, bytes]) -> Iterator[AnyEntity]:
    return (entity for _, entity in _by_key(decode, bodies))


def _by_key(
    decode: Callable[[bytes], AnyEntity], bodies: dict[str, bytes]
) -> Iterator[tuple[str, AnyEntity]]:
    for key, body in bodies.items():
        try:
            yield key, decode(body)
        except msgspec.MsgspecError:
            log.exception("journal.entity_unreadable", key=key)
