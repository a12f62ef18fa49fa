"""S4: matching alone. Agents become free while very many wait; who is next, beside a scan and beside SQL.

One assignment is the whole of it: the agent is told free, the match is made, its caller leaves the line and another
one comes. Before anything is timed, every decision of a smaller floor is compared with the oracle, and at full
size with the scan.
"""

import gc
import math
import random
import sqlite3
import time
from datetime import UTC, datetime, timedelta

import msgspec

from bench.figures import percentile
from bench.hall import Hall
from bench.results import Goal, Result, figure, void
from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center
from lingtong.floor.routing import Acd
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.routing.model import Waiting
from lingtong.floor.testing.oracle import Oracle

AGENTS, SKILLS, WAITING = 10_000, 1_000, 100_000
OWN_SKILLS = 5  # of one agent
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
RATE, P99, GROWTH = Goal("≥", 100_000), Goal("≤", 100), Goal("≤", 1)


class Hallful(msgspec.Struct):
    """How large a floor is: a tenth has a tenth of the agents, skills and callers."""

    agents: int = AGENTS
    skills: int = SKILLS
    waiting: int = WAITING

    def part(self, divisor: int) -> "Hallful":
        return Hallful(self.agents // divisor, max(self.skills // divisor, OWN_SKILLS), self.waiting // divisor)


def center_of(size: Hallful, rng: random.Random) -> Center:
    skills = [f"s{number}" for number in range(size.skills)]
    return Center(
        queues={
            f"q-{skill}": QueueConfig(id=f"q-{skill}", tenant_id="t", number=skill, name=skill, skills={skill: 3})
            for skill in skills
        },
        agents={
            name: AgentConfig(
                id=name,
                tenant_id="t",
                agent_number=name,
                name=name,
                endpoint=name,
                skills={skill: rng.randint(1, 9) for skill in rng.sample(skills, OWN_SKILLS)},
            )
            for name in (f"a{number}" for number in range(size.agents))
        },
    )


class Floor:
    """A line at each queue, and agents who become free one after another."""

    def __init__(self, size: Hallful, seed: int) -> None:
        self.rng = random.Random(seed)
        self.center = center_of(size, self.rng)
        self.queues, self.agents = list(self.center.queues), list(self.center.agents)
        self.acd = Acd(self.center, START)
        self.agents = [name for name in self.agents if self.acd.able(name)]
        self.number = 0
        self.line: dict[str, Waiting] = {}
        for _ in range(size.waiting):
            waiting = self.caller()
            self.acd.add(waiting)
            self.line[waiting.interaction_id] = waiting
        self.acd.match()  # nobody is free yet

    def caller(self) -> Waiting:
        self.number += 1
        at = START + timedelta(milliseconds=self.number)
        return Waiting(
            interaction_id=f"w{self.number}",
            queue_id=self.rng.choice(self.queues),
            priority=self.rng.choice((0, 0, 0, 5)),
            first_at=at,
            queued_at=at,
            number=self.number,
        )

    def work(self, count: int) -> list[tuple[str, datetime, Waiting]]:
        """Who becomes free, since when, and who comes: drawn before the clock runs."""
        calls = [self.caller() for _ in range(count)]
        return [(self.rng.choice(self.agents), call.first_at, call) for call in calls]

    def assigned(self, work: list[tuple[str, datetime, Waiting]]) -> list[float]:
        """Seconds of each assignment, told as the engine tells it: one thing happens, then all are matched."""
        acd, clock, took = self.acd, time.perf_counter, []
        for agent_id, at, call in work:
            begun = clock()
            acd.add(call, at)
            while acd.match(now=at) is not None:
                pass
            acd.agent_free(agent_id, at, now=at)
            while (match := acd.match(now=at)) is not None:
                acd.remove(match.interaction_id)
            took.append(clock() - begun)
        return took
