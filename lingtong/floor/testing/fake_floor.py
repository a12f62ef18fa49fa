import errno
import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from lingtong.floor.agents.model import Seat
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.center import Center
from lingtong.floor.engine import Engine
from lingtong.floor.lists.model import NumberBook
from lingtong.floor.live import commands as ask
from lingtong.floor.testing.center import TENANT
from lingtong.floor.testing.watch import Watch
from lingtong.floor.turn import Errand, ErrandDone, ErrandOutcome, Outcome, Said
from lingtong.foundation.journal import Fact, Journal, Shipping
from lingtong.foundation.journal.journal import Entity
from lingtong.interactions.events import InteractionEnded
from lingtong.kit import Ids
from lingtong.switch.commands import Cause, Command
from lingtong.switch.events import SwitchLost
from lingtong.switch.fake import FakeSwitch

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai
BEAT = 20.0  # seconds between signs of life of an agent's window


class ManualClock:
    def __init__(self, start: datetime = START) -> None:
        self.at = start

    def now(self) -> datetime:
        return self.at


class Killed(BaseException):
    """The engine died here."""


class _StrictEngine(Engine):
    def broke(self, error: Exception) -> None:
        raise error


class _WatchedJournal(Journal):
    """Says what it has on disk. `moment` may kill the engine before or after."""

    def __init__(self, day: "FakeFloor") -> None:
        super().__init__(day.folder)
        self._moment, self._tell = day.moment, day.recorded
        self._untold: list[Fact] = []
        self.full = False

    def append(self, facts: Iterable[Fact], entities: Iterable[Entity]) -> None:
        facts, entities = list(facts), list(entities)
        self._moment("before the journal")
        super().append(facts, entities)
        self._untold += facts
        if not self.alarm:
            told, self._untold = self._untold, []
            self._tell(told)
        self._moment("after the journal")

    def sync(self) -> None:
        """Nobody pulls the plug here, so there is nothing to wait for."""

    def __del__(self) -> None:
        """Days end without a word, and there are thousands of them: their files would stay open."""
        self.close()

    def put(self, data: bytearray) -> int:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().put(data)


class _MortalSwitch(FakeSwitch):
    """`moment` may kill the engine before each command."""

    moment: Callable[[str], None]

    def send(self, command: Command) -> None:
        self.moment("before a command")
        super().send(command)


class FakeFloor:
    """Speaks the language of a day on the floor. `crash` kills the engine, `start` begins from its journal.

    `die_at(n)` kills it at the n-th moment from now: before the journal is written, after it, or between two
    commands to the switch; it is started again at once.
    """

    def __init__(self, center: Center, folder: Path, seed: int = 1) -> None:
        self.center = center
        self.folder = folder
        self.clock = ManualClock()
        self.rng = random.Random(seed)
        self.ids = Ids(self.clock, random.Random(seed + 1))
        self.switch = _MortalSwitch(self.clock, random.Random(seed + 2))
        self.switch.moment = self.moment
        self.facts: list[Fact] = []
        self.errands: list[Errand] = []
        self.said: list[Said] = []
        self.moments = 0
        self.deaths: list[str] = []
        self._die_at = -1
        self.windows: dict[str, set[str]] = {}
        self._beat_at = self.clock.at
        self._callers = 0
        self.database: dict[str, bytes] = {}
        self.shipping = Shipping(folder)
        self.book = NumberBook()  # as administrators keep it; it outlives the engine
        self.note = ""  # what a simulated person is about to do
        self.watch = Watch()
        self.start()

    # --- life and death

    def start(self) -> None:
        self.journal = _WatchedJournal(self)
        self._call(self._start)
        self._beat()
        self.settle()

    def _start(self) -> None:
        self.engine = _StrictEngine.start(
            self.clock, self.ids, self.center, self.journal, self.switch, self._show
        )
        self.engine.floor.board.lists.book = lambda: self.book
        self.engine.run_errand = self.errands.append
        self.watch.begin(self.engine)
        self.engine.hear(self.switch.connect())

    def crash(self) -> None:
        """`kill -9`: nothing is closed, nothing is said."""
        self.watch.begin(None)
        self.switch.lose_socket()
        self.journal.close()

    def die_at(self, moment: int) -> None:
        self._die_at = self.moments + moment

    def switch_dies(self) -> None:
        self._call(lambda: self.engine.hear(self.switch.die()))

    def socket_lost(self) -> SwitchLost:
        lost = self.switch.lose_socket()
        self._call(lambda: self.engine.hear(lost))
        return lost

    def socket_back(self) -> None:
        self._call(lambda: self.engine.hear(self.switch.connect()))
        self.settle()

    def reconfigure(self, center: Center) -> None:
        """Somebody saved in the admin pages; the engine keeps it for its next start."""
        self.center = center
        self._call(lambda: self.engine.reconfigure(center))
        self.settle()

    def moment(self, where: str) -> None:
        self.moments += 1
        if self.moments >= self._die_at > 0 and not self.journal.alarm:
            self._die_at = -1
            self.deaths.append(where)
            raise Killed

    def _call(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Killed:
            self.crash()
            self.start()

    # --- time

    def time_passes(self, seconds: float) -> None:
        """Everything due on the way happens in its order."""
        until = self.clock.at + timedelta(seconds=seconds)
        while True:
            self.settle()
            upcoming = [self.switch.next_at(), self.engine.floor.next_wake()]
            if any(self.windows.values()):
                upcoming.append(self._beat_at)
            first = min((at for at in upcoming if at is not None), default=until)
            if first >= until:
                break
            self.clock.at = max(self.clock.at, first)
        self.clock.at = until
        self.settle()

    def ship(self, facts: list[tuple[str, bytes]]) -> None:
        """Into a database that knows a fact by its id."""
        for _, body in facts:
            self.database.setdefault(msgspec.json.decode(body)["id"], body)

    def ship_all(self) -> None:
        while facts := self.shipping.unshipped():
            self.ship(facts)
            self.shipping.shipped()
            self.journal.drop_shipped()

    def world_moves(self, seconds: float) -> None:
        """Time passes at the switch while there is no engine."""
        self.clock.at += timedelta(seconds=seconds)
        for _ in self.switch.due():
            pass

    def settle(self) -> None:
        """All that is due now."""
        busy = True
        while busy:
            busy = False
            for event in self.switch.due():
                busy = True
                self._hear(event)
            wake = self.engine.floor.next_wake()
            if wake is not None and wake <= self.clock.at:
                busy = True
                self._call(self.engine.wake)
        if self.clock.at >= self._beat_at:
            self._beat()
        self.watch.quiet(self.switch)

    def _hear(self, event: object) -> None:
        self.watch.heard()
        self._call(lambda: self.engine.hear(event))  # type: ignore[arg-type]

    def _beat(self) -> None:
        self._beat_at = self.clock.at + timedelta(seconds=BEAT)
        for name in sorted(self.windows):
            for window in sorted(self.windows[name]):
                self._screen(name, window, alive=True)

    def _screen(self, name: str, window: str, alive: bool) -> None:
        command = ask.SetScreen(tenant_id=TENANT, agent_id=name, alive=alive, window_id=window)
        if name in self.center.agents:
            self._call(lambda: self.engine.do(command))

    # --- people

    def caller_dials(
        self, number: str = "95598", ani: str = "13812342046", source: str = "trunk:carrier"
    ) -> str:
        """A caller's leg id."""
        self._callers += 1
        leg_id = f"caller-{self._callers}"
        self.switch.arrive(leg_id, ani, number, source)
        self.settle()
        return leg_id

    def caller_waits(self, queue: str = "fault", ani: str = "13812342046") -> str:
        """Through the greeting and the menu into a queue."""
        leg_id = self.caller_dials(ani=ani)
        self.time_passes(3.5)
        self.press(leg_id, "1" if queue == "fault" else "2")
        return leg_id

    def press(self, leg_id: str, key: str) -> None:
        self.switch.press(leg_id, key)
        self.settle()

    def errand_ends(
        self, outcome: ErrandOutcome, values: dict[str, str] | None = None, errand: Errand | None = None
    ) -> Errand:
        """The answer to the newest errand, or to this one."""
        errand = errand or self.errands[-1]
        done = ErrandDone(
            errand_id=errand.id, interaction_id=errand.interaction_id, outcome=outcome, values=values or {}
        )
        self._call(lambda: self.engine.errand_done(done))
        self.settle()
        return errand

    def hangs_up(self, leg_id: str, cause: Cause = "normal") -> None:
        self.switch.hang_up(leg_id, cause)
        self.settle()

    def agent_ready(self, name: str) -> str:
        """Phone on, signed in, screen alive, ready."""
        self.agent_logs_in(name)
        self.do(ask.SetReady, name)
        return name

    def agent_logs_in(self, name: str) -> None:
        self.phone(name, reachable=True)
        self.do(ask.LogIn, name, window_id=f"w-{name}")
        self.window(name, f"w-{name}", opened=True)
        self.settle()

    def window(self, name: str, window: str, opened: bool) -> None:
        """A browser window of the agent opens or closes; an open one gives signs of life by itself."""
        windows = self.windows.setdefault(name, set())
        (windows.add if opened else windows.discard)(window)
        self._screen(name, window, alive=opened)
        self.settle()

    def phone(self, name: str, reachable: bool) -> None:
        self.switch.phone(self.center.agents[name].endpoint, reachable)
        self.settle()

    def answers(self, name: str) -> None:
        """The agent picks up the ringing phone."""
        self.switch.pick_up(self.leg_of(name))
        self.settle()

    def agent_hangs_up(self, name: str, cause: Cause = "normal") -> None:
        self.hangs_up(self.leg_of(name), cause)

    def do(self, command: type[ask.EngineCommand], name: str, **fields: object) -> str:
        """An agent asks; a refusal is raised. Calls are found by the agent's seat."""
        if issubclass(command, ask.AboutCall) and "interaction_id" not in fields:
            fields["interaction_id"] = self.seat(name).interaction_id
        asked = command(tenant_id=TENANT, agent_id=name, **fields)
        answers: list[ask.Done] = []
        try:
            self._call(lambda: answers.append(self.engine.do(asked)))
        finally:
            self.settle()
        return answers[0].interaction_id if answers else ""

    # --- looking

    def seat(self, name: str) -> Seat:
        return self.engine.floor.board.seats.get(name)

    def has_seat(self, name: str) -> bool:
        return any(seat.agent_id == name for seat in self.engine.floor.board.seats.all())

    def state_of(self, name: str) -> str:
        return self.seat(name).state.value

    def call(self, leg_id: str) -> Interaction:
        it = self.engine.floor.board.of_leg(leg_id)
        assert it is not None, f"{leg_id} is in no interaction"
        return it

    def leg_of(self, name: str) -> str:
        """The newest leg at the agent's phone."""
        leg = self.switch.leg_at(self._phone_of(name))
        assert leg is not None, f"{name}'s phone has no leg"
        return leg.leg_id

    def _phone_of(self, name: str) -> str:
        agent = self.center.agents[name]
        return f"number:{agent.mobile}" if agent.phone == "mobile" else f"phone:{agent.endpoint}"

    def rings(self, name: str) -> bool:
        leg = self.switch.leg_at(self._phone_of(name))
        return leg is not None and not leg.connected

    def line(self, queue: str) -> list[str]:
        """Legs of those who wait, in order."""
        board = self.engine.floor.board
        waiting = (board.interactions.get(entry.interaction_id) for entry in board.acd.in_line(queue))
        return [it.customer.leg_id for it in waiting if it is not None]

    def hear_each_other(self, leg_id: str, name: str) -> bool:
        leg = self.switch.leg_at(self._phone_of(name))
        return (
            leg is not None
            and leg_id in self.switch.legs
            and leg.leg_id in self.switch.hears(leg_id)
            and leg_id in self.switch.hears(leg.leg_id)
        )

    @property
    def call_ends(self) -> int:
        """How many interactions have ended so far."""
        return sum(isinstance(fact, InteractionEnded) for fact in self.facts)

    def kinds(self) -> list[str]:
        """The tags of all facts so far."""
        return [str(type(fact).__struct_config__.tag) for fact in self.facts]

    def recorded(self, facts: list[Fact]) -> None:
        self.facts += facts
        self.watch.recorded(facts)

    def _show(self, outcome: Outcome) -> None:
        self.said += outcome.said
        self.watch.turn(outcome)
