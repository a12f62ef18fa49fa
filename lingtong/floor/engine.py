"""Around the floor: journal first, then the switch, then the screens. Synchronous, so that a test owns time."""

from collections.abc import Callable, Iterable

import msgspec
import structlog

from lingtong.floor.agents.model import Seat
from lingtong.floor.call_control.floor import Floor
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.center import Center
from lingtong.floor.live.commands import Done, EngineCommand
from lingtong.floor.turn import Outcome
from lingtong.foundation.journal import Fact, Journal
from lingtong.foundation.journal.journal import Entity
from lingtong.kit import Clock, Ids, Refusal
from lingtong.switch.events import SwitchEvent
from lingtong.switch.ports import Switch

log = structlog.get_logger()

_seat = msgspec.msgpack.Decoder(Seat).decode
_interaction = msgspec.msgpack.Decoder(Interaction).decode


class Engine:
    """One turn after another. `show` gets each outcome once the journal has it."""

    def __init__(
        self, floor: Floor, journal: Journal, switch: Switch, show: Callable[[Outcome], None]
    ) -> None:
        self.floor = floor
        self._journal = journal
        self._switch = switch
        self._show = show
        switch.listen(self.hear)

    @classmethod
    def start(
        cls,
        clock: Clock,
        ids: Ids,
        center: Center,
        journal: Journal,
        switch: Switch,
        show: Callable[[Outcome], None],
    ) -> "Engine":
        """Load the journal and go on from it; the switch's `SwitchConnected` then reconciles."""
        engine = cls(Floor(clock, ids, center), journal, switch, show)
        loaded = journal.load().entities
        seats = [_seat(body) for body in loaded.get("seat", {}).values()]
        interactions = [_interaction(body) for body in loaded.get("interaction", {}).values()]
        engine._act(engine.floor.restore(seats, interactions))
        return engine

    def hear(self, event: SwitchEvent) -> None:
        try:
            outcome = self.floor.hear(event)
        except Exception:
            # One bad event must not stop the others; what it changed so far is kept and shown.
            log.exception("engine.event_failed", event_type=type(event).__name__)
            outcome = self.floor.turn.end()
        self._act(outcome)

    def do(self, command: EngineCommand) -> Done:
        """Raises the refusal, if there is one, after its turn is journaled."""
        answer, outcome = self.floor.do(command)
        self._act(outcome)
        if isinstance(answer, Refusal):
            raise answer
        return answer

    def record(self, facts: list[Fact]) -> None:
        """Facts of what happened without us."""
        self._act(Outcome(facts, [], {}, []))

    def wake(self) -> None:
        self._act(self.floor.wake())

    def reconfigure(self, center: Center) -> None:
        self._act(self.floor.reconfigure(center))

    def _act(self, outcome: Outcome) -> None:
        self._journal.append(outcome.facts, self._entities(outcome))
        for command in outcome.commands:
            self._switch.send(command)
        self._show(outcome)

    def _entities(self, outcome: Outcome) -> Iterable[Entity]:
        board = self.floor.board
        for kind, key in outcome.changed:
            if kind == "interaction":
                yield kind, key, board.interactions.get(key)
            elif kind == "seat":
                yield kind, key, board.seats.get(key)
