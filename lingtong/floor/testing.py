"""A whole floor for tests: the real engine on the fake switch, in virtual time.

    day = FakeFloor(demo_center(), tmp_path)
    caller = day.caller_dials("95598")
    day.time_passes(seconds=4)

Every moment the invariants of `Watch` are checked, so each test proves them on its way.
"""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lingtong.floor.agents.config import AgentConfig, Reason
from lingtong.floor.agents.model import Seat
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.center import Center, Tenant, Trunk
from lingtong.floor.engine import Engine
from lingtong.floor.ivr.graph import (
    AnswerNode,
    EntryPoint,
    Flow,
    HangUpNode,
    HoursNode,
    MenuNode,
    PlayNode,
    QueueNode,
    SetNode,
    TransferNode,
)
from lingtong.floor.live import commands as ask
from lingtong.floor.routing.config import Disposition, QueueConfig
from lingtong.floor.turn import Outcome, Said
from lingtong.foundation.calendar import Calendar, Opening
from lingtong.foundation.journal import Fact, Journal
from lingtong.kit import Ids
from lingtong.switch.commands import Cause
from lingtong.switch.events import LegArrived, SwitchLost
from lingtong.switch.fake import FakeSwitch
from lingtong.switch.numbers import DialRight

TENANT = "demo"
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai


class ManualClock:
    def __init__(self, start: datetime = START) -> None:
        self.at = start

    def now(self) -> datetime:
        return self.at


def demo_center() -> Center:
    """Two queues, three browser agents (zhang, wang, chen), a desk phone (liu) and a menu of all node kinds."""
    always = Calendar(
        id="always",
        tenant_id=TENANT,
        name="Always",
        week=tuple((Opening("00:00", "24:00"),) for _ in range(7)),
    )
    nights = Calendar(id="nights", tenant_id=TENANT, name="Nights", week=((Opening("20:00", "24:00"),),) * 7)
    nodes = {
        "answer": AnswerNode(next="hours"),
        "hours": HoursNode(calendar_id="always", open="welcome", closed="closed"),
        "closed": HangUpNode(prompt="closed"),
        "welcome": PlayNode(prompt="welcome", next="menu"),
        "menu": MenuNode(
            prompt="main_menu",
            keys={"1": "fault", "2": "billing", "8": "outside", "9": "english"},
            labels={"1": "fault", "2": "bill"},
            otherwise="billing",
        ),
        "english": SetNode(values={"language": "en"}, next="menu"),
        "fault": SetNode(values={"topic": "fault"}, next="to_fault"),
        "to_fault": QueueNode(queue_id="fault"),
        "billing": QueueNode(queue_id="billing"),
        "outside": TransferNode(number="053186012345", failed="billing"),
    }
    agents = {
        name: AgentConfig(
            id=name,
            tenant_id=TENANT,
            agent_number=number,
            name=name.title(),
            endpoint=f"ep-{name}",
            phone="desk" if name == "liu" else "browser",
            skills=skills,
            queues=("billing",),
            dial_right=DialRight.NATIONAL,
        )
        for name, number, skills in (
            ("zhang", "1001", {"fault": 5}),
            ("wang", "1002", {"fault": 5}),
            ("chen", "1003", {}),
            ("liu", "1004", {"fault": 2}),
        )
    }
    return Center(
        tenants={TENANT: Tenant(id=TENANT, name="Demo")},
        agents=agents,
        reasons={"meal": Reason(id="meal", tenant_id=TENANT, code="meal", name="就餐")},
        queues={
            "fault": QueueConfig(
                id="fault",
                tenant_id=TENANT,
                number="3001",
                name="故障报修",
                skills={"fault": 3},
                dispositions=("done",),
            ),
            "billing": QueueConfig(id="billing", tenant_id=TENANT, number="3002", name="账单咨询"),
        },
        dispositions={"done": Disposition(id="done", tenant_id=TENANT, code="done", name="已解决")},
        entry_points={
            "main": EntryPoint(
                id="main", tenant_id=TENANT, number="95598", name="Main", flow_id="main", browser=True
            ),
            "trunk": EntryPoint(id="trunk", tenant_id=TENANT, number="95599", name="Trunk", flow_id="main"),
        },
        flows={"main": Flow(id="main", tenant_id=TENANT, name="Main", start="answer", nodes=nodes)},
        calendars={"always": always, "nights": nights},
        trunks={
            "carrier": Trunk(id="carrier", tenant_id=TENANT, name="carrier", caller_number="95598"),
            "second": Trunk(id="second", tenant_id=TENANT, name="second", order=1),
        },
    )


class FakeFloor:
    """Speaks the language of a day on the floor. `crash` kills the engine and starts it again from its journal."""

    def __init__(self, center: Center, folder: Path, seed: int = 1) -> None:
        self.center = center
        self.folder = folder
        self.clock = ManualClock()
        self.rng = random.Random(seed)
        self.ids = Ids(self.clock, random.Random(seed + 1))
        self.switch = FakeSwitch(self.clock, random.Random(seed + 2))
        self.facts: list[Fact] = []
        self.said: list[Said] = []
        self.revision = 0
        self._callers = 0
        self.start()

    # --- life and death

    def start(self) -> None:
        self.journal = Journal(self.folder)
        self.engine = Engine.start(self.clock, self.ids, self.center, self.journal, self.switch, self._show)
        self.engine.hear(self.switch.connect())
        self.settle()

    def crash(self) -> None:
        """`kill -9`: nothing is closed, nothing is said."""
        self.switch.lose_socket()
        self.journal.close()

    def switch_dies(self) -> None:
        self.engine.hear(self.switch.die())

    def socket_lost(self) -> SwitchLost:
        lost = self.switch.lose_socket()
        self.engine.hear(lost)
        return lost

    def socket_back(self) -> None:
        self.engine.hear(self.switch.connect())
        self.settle()

    # --- time

    def time_passes(self, seconds: float) -> None:
        """Everything due on the way happens in its order."""
        until = self.clock.at + timedelta(seconds=seconds)
        while True:
            self.settle()
            upcoming = [at for at in (self.switch.next_at(), self.engine.floor.next_wake()) if at is not None]
            if not upcoming or min(upcoming) > until:
                break
            self.clock.at = max(self.clock.at, min(upcoming))
        self.clock.at = until
        self.settle()

    def settle(self) -> None:
        """All that is due now."""
        busy = True
        while busy:
            busy = False
            for event in self.switch.due():
                busy = True
                self.engine.hear(event)
            wake = self.engine.floor.next_wake()
            if wake is not None and wake <= self.clock.at:
                busy = True
                self.engine.wake()

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
        self.do(ask.SetScreen, name, alive=True, window_id=f"w-{name}")

    def phone(self, name: str, reachable: bool) -> None:
        self.switch.phone(self.center.agents[name].endpoint, reachable)
        self.settle()

    def answers(self, name: str) -> None:
        """The agent picks up the ringing phone."""
        leg = self.switch.leg_at(f"phone:{self.center.agents[name].endpoint}")
        assert leg is not None, f"{name}'s phone does not ring"
        self.switch.pick_up(leg.leg_id)
        self.settle()

    def agent_hangs_up(self, name: str, cause: Cause = "normal") -> None:
        leg = self.switch.leg_at(f"phone:{self.center.agents[name].endpoint}")
        assert leg is not None
        self.hangs_up(leg.leg_id, cause)

    def do(self, command: type[ask.EngineCommand], name: str, **fields: object) -> str:
        """An agent asks; a refusal is raised. Calls are found by the agent's seat."""
        if issubclass(command, ask.AboutCall) and "interaction_id" not in fields:
            fields["interaction_id"] = self.seat(name).interaction_id
        answer = self.engine.do(command(tenant_id=TENANT, agent_id=name, **fields))  # type: ignore[arg-type]
        self.settle()
        return answer.interaction_id

    # --- looking

    def seat(self, name: str) -> Seat:
        return self.engine.floor.board.seats.get(name)

    def state_of(self, name: str) -> str:
        return self.seat(name).state.value

    def call(self, leg_id: str) -> Interaction:
        it = self.engine.floor.board.of_leg(leg_id)
        assert it is not None, f"{leg_id} is in no interaction"
        return it

    def line(self, queue: str) -> list[str]:
        """Legs of those who wait, in order."""
        board = self.engine.floor.board
        return [
            board.interactions[entry.interaction_id].customer.leg_id for entry in board.acd.in_line(queue)
        ]

    def hear_each_other(self, leg_id: str, name: str) -> bool:
        leg = self.switch.leg_at(f"phone:{self.center.agents[name].endpoint}")
        return (
            leg is not None
            and leg.leg_id in self.switch.hears(leg_id)
            and leg_id in self.switch.hears(leg.leg_id)
        )

    def kinds(self) -> list[str]:
        """The tags of all facts so far."""
        return [str(type(fact).__struct_config__.tag) for fact in self.facts]

    def _show(self, outcome: Outcome) -> None:
        self.facts += outcome.facts
        self.said += outcome.said


def arrived(leg_id: str, ani: str, dnis: str, source: str = "trunk:carrier") -> LegArrived:
    return LegArrived(leg_id=leg_id, ani=ani, dnis=dnis, source=source)
