"""A surge in virtual time: the real engine on the fake switch, so that order and state can be checked whole.

Ten thousand callers in a minute on three hundred agents is more than one machine's Asterisk takes; what the
engine decides does not depend on that.
"""

import random
import resource
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.call_control.board import Board
from lingtong.floor.center import Center
from lingtong.floor.engine import Engine
from lingtong.floor.live.commands import LogIn, SetReady, SetScreen
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.testing.center import TENANT, demo_center
from lingtong.floor.testing.fake_floor import ManualClock
from lingtong.floor.turn import Outcome
from lingtong.foundation.journal import Fact, Journal
from lingtong.interactions.events import InteractionEnded, InteractionQueued, OfferEnded, QueueLeft
from lingtong.kit import Ids
from lingtong.switch import commands as do
from lingtong.switch.fake import FakeSwitch

TALKS = 20.0  # seconds
ANSWERS_AFTER = 1.0
WORD = 2.0  # seconds of the longest prompt that matters here
CAP = 2000  # who may stand in the line


class Surge(msgspec.Struct):
    """What became of a wave. `violations` are places in line that were not kept."""

    callers: int
    agents: int
    served: int = 0
    told: int = 0
    unspoken: int = 0
    violations: int = 0
    wrong_seats: int = 0
    left: int = 0
    waited: float = 0.0
    drained: float = 0.0
    processor: float = 0.0

    @property
    def fluid(self) -> float:
        """Seconds from the first call to the last agent free, if every agent worked without a gap."""
        return self.served * (TALKS + ANSWERS_AFTER) / self.agents


class Wave:
    def __init__(self, callers: int, seconds: float, agents: int, folder: Path) -> None:
        self.clock = ManualClock()
        self.rng = random.Random(5)
        self.switch = FakeSwitch(self.clock, random.Random(6))
        self.switch.answer_after, self.switch.play_for = ANSWERS_AFTER, WORD
        self.center = _center(agents)
        self.found = Surge(callers, agents)
        self._line: dict[str, datetime] = {}
        self._spoken: set[str] = set()
        self._arrivals = _arrivals(callers, seconds, self.clock.at, self.rng)
        self._hangs_up: list[tuple[datetime, str]] = []
        self._began, self._came = self.clock.at, 0
        for agent in self.center.agents.values():
            self.switch.behavior[agent.endpoint] = "answers"
        ids = Ids(self.clock, random.Random(7))
        journal = Journal(folder)
        self.engine = Engine.start(self.clock, ids, self.center, journal, self.switch, self._show)
        self.engine.hear(self.switch.connect())
        self._sign_in()

    def run(self) -> Surge:
        before = resource.getrusage(resource.RUSAGE_SELF)
        arrival = next(self._arrivals, None)
        while arrival is not None or self.switch.next_at() is not None or self._hangs_up:
            self._settle()
            arrival = self._go_on(arrival)
            if arrival is None and not self._board.interactions:
                break
        self._settle()
        after = resource.getrusage(resource.RUSAGE_SELF)
        self.found.processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self._look_at_the_end()
        return self.found

    @property
    def _board(self) -> Board:
        return self.engine.floor.board

    def _sign_in(self) -> None:
        for agent in self.center.agents.values():
            self.switch.phone(agent.endpoint, True)
        self._settle()
        for name in self.center.agents:
            self.engine.do(LogIn(tenant_id=TENANT, agent_id=name, window_id="w"))
            self.engine.do(SetScreen(tenant_id=TENANT, agent_id=name, alive=True, window_id="w"))
            self.engine.do(SetReady(tenant_id=TENANT, agent_id=name))

    def _go_on(self, arrival: datetime | None) -> datetime | None:
        """To whatever happens next: a caller, an end of a talk, something at the switch, a clock."""
        self._hangs_up.sort(reverse=True)
        ends = self._hangs_up[-1][0] if self._hangs_up else None
        upcoming = (arrival, ends, self.switch.next_at(), self.engine.floor.next_wake())
        times = [at for at in upcoming if at is not None]
        if not times:
            return None
        self.clock.at = max(self.clock.at, min(times))
        if arrival is not None and arrival <= self.clock.at:
            self._came += 1
            self.switch.arrive(f"caller-{self._came}", "13800000000", "95598")
            arrival = next(self._arrivals, None)
        while self._hangs_up and self._hangs_up[-1][0] <= self.clock.at:
            self.switch.hang_up(self._hangs_up.pop()[1])
        return arrival

    def _settle(self) -> None:
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

    # --- what is looked at

    def _show(self, outcome: Outcome) -> None:
        for command in outcome.commands:
            if isinstance(command, do.Play):
                self._spoken.add(command.leg_id)
            elif isinstance(command, do.ClearLeg) and command.leg_id.startswith("caller-"):
                self.found.unspoken += command.leg_id not in self._spoken and command.cause != "normal"
        for fact in outcome.facts:
            self._fact(fact)

    def _fact(self, fact: Fact) -> None:
        match fact:
            case InteractionQueued(interaction_id=it):
                self._line[it] = fact.at
            case QueueLeft(interaction_id=it, outcome="answered", waited=waited):
                came = self._line.pop(it)
                self.found.waited += waited
                self.found.violations += self._overtaken(came)
            case OfferEnded(interaction_id=it, outcome="answered"):
                leg_id = self._board.interactions[it].customer.leg_id
                self._hangs_up.append((fact.at + timedelta(seconds=TALKS), leg_id))
            case InteractionEnded(result=result):
                self.found.served += result == "handled"
                self.found.told += result in ("released", "refused")
                self.found.drained = (fact.at - self._began).total_seconds()

    def _overtaken(self, came: datetime) -> int:
        """Whether somebody who came before is not even being offered while this one is served."""
        oldest = next(iter(self._line), None)
        if oldest is None or self._line[oldest] >= came:
            return 0
        waiting = self._board.acd.waiting(oldest)
        return int(waiting is not None and not waiting.reserved)

    def _look_at_the_end(self) -> None:
        """The moment the wave is over: nobody is left, every agent is free."""
        self.found.left = len(self._board.interactions) + len(self.switch.legs)
        self.found.wrong_seats = sum(
            seat.state.value != "ready" or bool(seat.interaction_id) for seat in self._board.seats.all()
        )


def surge(callers: int = 10_000, seconds: float = 60.0, agents: int = 300) -> Surge:
    with tempfile.TemporaryDirectory() as folder:
        return Wave(callers, seconds, agents, Path(folder)).run()


def _arrivals(callers: int, seconds: float, start: datetime, rng: random.Random) -> Iterator[datetime]:
    """Negative-exponential gaps, as in TVS-32."""
    at = 0.0
    for _ in range(callers):
        at += rng.expovariate(callers / seconds)
        yield start + timedelta(seconds=at)


def _center(agents: int) -> Center:
    demo = demo_center()
    queue = QueueConfig(
        id="fault",
        tenant_id=TENANT,
        number="3001",
        name="fault",
        after_call_work=0.0,
        announce_every=0.0,
        max_waiting=CAP,
        recorded=False,
    )
    people = {
        f"a{number:03}": AgentConfig(
            id=f"a{number:03}",
            tenant_id=TENANT,
            agent_number=f"{1000 + number}",
            name=f"a{number:03}",
            endpoint=f"p{number:03}",
            queues=("fault",),
            phone="desk",
        )
        for number in range(agents)
    }
    flow = msgspec.structs.replace(demo.flows["main"], start="to_fault")
    return msgspec.structs.replace(demo, agents=people, queues={"fault": queue}, flows={"main": flow})
