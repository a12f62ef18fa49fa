"""S4: matching alone. Agents become free while very many wait; who is next, beside a scan and beside SQL.

One assignment is all of it, as the engine does it: a caller comes and is matched with nobody, an agent is
told free and matched, and the caller leaves the line. Before anything is timed every decision of a smaller
floor is compared with the oracle, and at full size with the scan and the table.
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
from lingtong.apps.engine import COLLECTS
from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center
from lingtong.floor.routing import Acd
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.routing.model import Waiting
from lingtong.floor.testing.oracle import Oracle

AGENTS, SKILLS, WAITING = 10_000, 1_000, 100_000
OWN_SKILLS, LEVEL = 5, 3  # of one agent; needed by each queue
ASSIGNED, COMPARED, SCANNED = 100_000, 300, 60
AT_A_TIME = 250  # callers are drawn: in the engine, too, who comes has just been made
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WHAT = "matching, 10,000 agents, 1,000 skills, 100,000 waiting"
RATE, P99, GROWTH = Goal("≥", 100_000), Goal("≤", 100), Goal("≤", 1)
Work = list[tuple[str, datetime, Waiting]]


class Hallful(msgspec.Struct):
    """How large a floor is: a tenth has a tenth of the agents, skills and callers."""

    agents: int = AGENTS
    skills: int = SKILLS
    waiting: int = WAITING

    def part(self, divisor: int) -> "Hallful":
        return Hallful(
            self.agents // divisor, max(self.skills // divisor, OWN_SKILLS), self.waiting // divisor
        )


def center_of(size: Hallful, rng: random.Random) -> Center:
    skills = [f"s{number}" for number in range(size.skills)]
    return Center(
        queues={
            f"q-{skill}": QueueConfig(
                id=f"q-{skill}", tenant_id="t", number=skill, name=skill, skills={skill: 3}
            )
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
        self.line = [self.caller() for _ in range(size.waiting)]
        for waiting in self.line:
            self.acd.add(waiting)
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

    def work(self, count: int) -> Work:
        """Who becomes free, since when, and who comes: drawn before the clock runs."""
        calls = [self.caller() for _ in range(count)]
        return [(self.rng.choice(self.agents), call.first_at, call) for call in calls]

    def assigned(self, work: Work) -> list[float]:
        """Seconds of each assignment, as the engine does it: one thing happens, then all are matched."""
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

    def decided(self, agent_id: str, at: datetime, call: Waiting) -> str:
        """Whom the agent gets; the agent is at work again at once."""
        self.acd.add(call, at)
        if self.acd.match(now=at) is not None:
            return "somebody before anybody was free"
        self.acd.agent_free(agent_id, at, now=at)
        match = self.acd.match(now=at)
        if match is None:
            return "nobody"
        self.acd.remove(match.interaction_id)
        self.acd.agent_taken(agent_id)
        return match.interaction_id


class Scan:
    """What `app_queue` does: everybody who waits is looked at for each decision."""

    def __init__(self, floor: Floor) -> None:
        self.able = {name: frozenset(floor.acd.able(name)) for name in floor.agents}
        self.line = {one.interaction_id: one for one in floor.line}

    def add(self, call: Waiting) -> None:
        self.line[call.interaction_id] = call

    def next(self, agent_id: str) -> str:
        able, best = self.able[agent_id], None
        for one in self.line.values():
            if one.queue_id in able and (best is None or one.rank < best.rank):
                best = one
        assert best is not None
        del self.line[best.interaction_id]
        return best.interaction_id


class Table:
    """What `mod_callcenter` does: a table asked for the highest score; here in memory, and with an index."""

    def __init__(self, floor: Floor) -> None:
        self.able = {name: floor.acd.able(name) for name in floor.agents}
        self.sql = sqlite3.connect(":memory:")
        self.sql.execute(
            "create table line (id text primary key, queue text, score integer, first real, n integer)"
        )
        self.sql.execute("create index of_queue on line (queue)")
        for one in floor.line:
            self.add(one)

    def add(self, call: Waiting) -> None:
        row = (call.interaction_id, call.queue_id, -call.priority, call.first_at.timestamp(), call.number)
        self.sql.execute("insert into line values (?, ?, ?, ?, ?)", row)

    def next(self, agent_id: str) -> str:
        queues = self.able[agent_id]
        marks = ",".join("?" * len(queues))
        asked = f"select id from line where queue in ({marks}) order by score, first, n limit 1"
        (found,) = self.sql.execute(asked, queues).fetchone()
        self.sql.execute("delete from line where id = ?", (found,))
        return str(found)


async def run(hall: Hall) -> list[Result]:
    seeds = range(hall.effort.rounds)
    wrong = [why for why in (differs_from_oracle(seed) for seed in seeds) if why]
    found: dict[str, list[float]] = {name: [] for name in ("ours", "p99", "growth", "Scan", "Table")}
    for seed in seeds:
        wrong += _one(seed, ASSIGNED // 4 if hall.effort.quick else ASSIGNED, found)
    if wrong:
        return [void("S4.rate", WHAT, "1/s", wrong[0], RATE)]
    return [
        figure(
            "S4.rate", f"{WHAT}: assignments, beside a linear scan", "1/s", found["ours"], found["Scan"], RATE
        ),
        figure(
            "S4.sql", f"{WHAT}: assignments, beside SQL in memory", "1/s", found["ours"], found["Table"], RATE
        ),
        figure("S4.p99", f"{WHAT}: one assignment, p99", "µs", found["p99"], goal=P99),
        figure(
            "S4.growth",
            "matching: cost at full size by cost at a hundredth, by log n",
            "",
            found["growth"],
            goal=GROWTH,
        ),
    ]


def _one(seed: int, count: int, found: dict[str, list[float]]) -> list[str]:
    """One round; says in which decision another side differed."""
    mean, late = timed(Hallful(), seed, count)
    small, _ = timed(Hallful().part(100), seed, count)
    found["ours"].append(1 / mean)
    found["p99"].append(late * 1e6)
    found["growth"].append(mean / small / (math.log(WAITING) / math.log(WAITING / 100)))
    wrong = []
    for side in (Scan, Table):
        rate, differs = beside(side, seed)
        found[side.__name__].append(rate)
        wrong += differs
    print(
        f"  S4 {1 / mean:,.0f} a second, p99 {late * 1e6:.0f} µs, a hundredth {1 / small:,.0f}; "
        f"scan {found['Scan'][-1]:,.0f}, SQL {found['Table'][-1]:,.0f}",
        flush=True,
    )
    return wrong


def timed(size: Hallful, seed: int, count: int) -> tuple[float, float]:
    """Mean in seconds of one processor, and p99 by the clock. The collector works as in the engine."""
    floor = Floor(size, seed)
    floor.assigned(floor.work(count // 5))
    gc.collect()
    usual = gc.get_threshold()
    gc.set_threshold(*COLLECTS)
    gc.freeze()
    took: list[float] = []
    worked = 0.0
    try:
        for _ in range(count // AT_A_TIME):
            work = floor.work(AT_A_TIME)
            begun = time.process_time()
            took += floor.assigned(work)
            worked += time.process_time() - begun
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
    return worked / len(took), percentile(took, 0.99)


def beside(side: type[Scan] | type[Table], seed: int) -> tuple[float, list[str]]:
    """Assignments a second of the other side, at full size; and where its decisions differ from ours."""
    floor = Floor(Hallful(), seed)
    other, clock, took = side(floor), time.process_time, []
    for agent_id, at, call in floor.work(SCANNED):
        begun = clock()
        other.add(call)
        theirs = other.next(agent_id)
        took.append(clock() - begun)
        ours = floor.decided(agent_id, at, call)
        if ours != theirs:
            return 0.0, [f"{side.__name__} gives {agent_id} {theirs}, we give {ours}"]
    return len(took) / sum(took), []


def differs_from_oracle(seed: int) -> str:
    """The first decision that is not the oracle's; empty when there is none."""
    floor = Floor(Hallful(agents=60, skills=12, waiting=150), seed)
    oracle = Oracle(floor.center)
    for one in floor.line:
        oracle.add(one)
    for agent_id, at, call in floor.work(COMPARED):
        oracle.add(call)
        oracle.now = at.timestamp()
        oracle.free(agent_id, at.timestamp(), 0, 0.0, {})
        expected = oracle.next()
        ours = floor.decided(agent_id, at, call)
        if expected is None or ours != expected.interaction_id:
            return f"the oracle gives {agent_id} {expected}, we give {ours}"
        del oracle.waiting[ours]
        oracle.taken(agent_id)
    return ""
