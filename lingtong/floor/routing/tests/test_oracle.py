"""The router against the oracle, which looks at everybody: every decision of random days must be the same."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center, Tenant
from lingtong.floor.routing import Acd
from lingtong.floor.routing.capacity import Capacity
from lingtong.floor.routing.config import Choice, QueueConfig, Ring
from lingtong.floor.routing.model import Match, Waiting
from lingtong.floor.testing.oracle import Oracle

pytestmark = pytest.mark.model
START = datetime(2026, 11, 23, 15, 50, tzinfo=UTC)  # ten minutes before midnight in Shanghai
CHOICES: tuple[Choice, ...] = (
    "longest_idle",
    "most_free_time",
    "fewest_calls",
    "round_robin",
    "ranked",
    "random",
    "ring_all",
)
SKILLS = ("fault", "bill", "english")
PLACES = ("山东省济南市", "山东省青岛市", "广东省广州市", "Beijing", "")
REGIONS = ("山东", "济南市", "广东省", "beijing")
VOICE_AND_CHAT = Capacity({"voice": 1, "chat": 3}, {"voice": ("chat",)})


def random_levels(rng: random.Random, most: int) -> dict[str, int]:
    return {skill: rng.randint(1, 5) for skill in rng.sample(SKILLS, rng.randint(0, most))}


def random_queue(rng: random.Random, name: str, names: list[str]) -> QueueConfig:
    afters = sorted(rng.sample(range(1, 60), rng.choice([0, 0, 1, 2, 3])))
    return QueueConfig(
        id=name,
        tenant_id="t",
        number=name,
        name=name,
        skills=random_levels(rng, 2),
        preferred=random_levels(rng, 2) if rng.random() < 0.4 else {},
        choice=rng.choice(CHOICES),
        rings=tuple(
            Ring(
                after=after,
                skills=random_levels(rng, 1),
                borrow=tuple(rng.sample(names, min(len(names), rng.choice([0, 0, 1, 2])))),
            )
            for after in afters
        ),
        lend_while_waiting=rng.choice([0, 1, 3, 100]),
        aging=rng.choice([0, 0, 30, 120]),
        weight=rng.choice([1, 1, 2, 5]),
        hold_for=rng.choice([0, 0, 5, 40]),
        by_region=rng.random() < 0.4,
        qualification=rng.choice(["", "", "", "exam"]),
    )


def random_agent(rng: random.Random, name: str, names: list[str]) -> AgentConfig:
    return AgentConfig(
        id=name,
        tenant_id="t",
        agent_number=name,
        name=name,
        endpoint=name,
        skills=random_levels(rng, 3),
        queues=tuple(rng.sample(names, rng.randint(0, len(names)))),
        regions=tuple(rng.sample(REGIONS, rng.choice([0, 1, 2]))),
        qualifications=rng.choice([{}, {"exam": ""}, {"exam": "2026-11-23"}, {"exam": "2026-11-24"}]),
        rank=rng.choice([0, 1, 2]),
    )


def random_center(rng: random.Random, agents: int = 7) -> Center:
    names = [f"q{number}" for number in range(rng.randint(1, 4))]
    people = [f"g{number}" for number in range(rng.randint(1, agents))]
    return Center(
        tenants={"t": Tenant(id="t", name="t")},
        queues={name: random_queue(rng, name, names) for name in names},
        agents={name: random_agent(rng, name, names) for name in people},
    )


class Day:
    """One random day told to both. After most things they are asked until nobody can be served."""

    def __init__(self, seed: int) -> None:
        self.rng = rng = random.Random(seed)
        self.center = random_center(rng)
        self.now = START
        capacity = {name: VOICE_AND_CHAT for name in self.center.agents if rng.random() < 0.4}
        self.acd = Acd(self.center, START, capacity)
        self.oracle = Oracle(self.center, capacity)
        self.oracle.now = START.timestamp()
        self.names = list(self.center.agents)
        self.decisions = 0

    def arrives(self) -> None:
        agents = [*self.names, "", "", "", "nobody"]
        waiting = Waiting(
            interaction_id=f"w{self.acd.next_number()}",
            queue_id=self.rng.choice(list(self.center.queues)),
            priority=self.rng.choice([0, 0, 0, 5]),
            first_at=self.now - timedelta(seconds=self.rng.choice([0, 0, 0, 7, 100])),
            queued_at=self.now,
            number=self.acd.next_number(),
            channel=self.rng.choice(["voice", "voice", "chat"]),
            dedicated=self.rng.choice(agents),
            last_agent=self.rng.choice(agents),
            prefer=self.rng.choice(agents),
            region=self.rng.choice(PLACES),
        )
        self.acd.add(waiting, self.now)
        self.oracle.add(waiting)

    def leaves(self) -> None:
        if self.oracle.waiting:
            gone = self.rng.choice(sorted(self.oracle.waiting))
            self.acd.remove(gone)
            del self.oracle.waiting[gone]

    def comes_back(self) -> None:
        offered = sorted(key for key, one in self.oracle.waiting.items() if one.reserved)
        if offered:
            key = self.rng.choice(offered)
            self.acd.give_back(key, self.now)
            self.oracle.is_held(self.oracle.waiting[key])

    def is_taken_by_hand(self) -> None:
        standing = sorted(key for key, one in self.oracle.waiting.items() if not one.reserved)
        if standing:
            self.acd.reserve(self.rng.choice(standing))

    def becomes_free(self) -> None:
        name = self.rng.choice(self.names)
        since = self.now - timedelta(seconds=self.rng.choice([0, 0, 3, 60]))
        calls, free, chats = (
            self.rng.randrange(3),
            float(self.rng.randrange(50)),
            self.rng.choice([0, 0, 1, 2]),
        )
        load = {"chat": chats} if chats and name in self.oracle.capacity else {}
        self.acd.agent_free(name, since, calls=calls, free=free, load=load, now=self.now)
        self.oracle.free(name, since.timestamp(), calls, free, load)

    def is_taken(self) -> None:
        name = self.rng.choice(self.names)
        self.acd.agent_taken(name)
        self.oracle.taken(name)

    def goes(self) -> None:
        name = self.rng.choice(self.names)
        self.acd.agent_gone(name)
        self.oracle.gone(name)

    def time_passes(self) -> None:
        self.now += timedelta(seconds=self.rng.choice([1, 1, 5, 20, 200]))
        at = self.acd.next_at()
        if at is not None and self.rng.random() < 0.5:
            self.now = max(self.now, at)

    def is_configured(self) -> None:
        self.acd.reconfigure(self.center, self.now)

    def is_asked(self) -> None:
        """Both look at the same moment, until nobody is left to serve."""
        self.oracle.now = self.now.timestamp()
        for waiting in self.oracle.waiting.values():
            if not waiting.reserved:
                self.oracle.is_held(waiting)
        while True:
            expected = self.oracle.next()
            asked = self.oracle.asked(expected) if expected is not None else []
            found = self.acd.match(now=self.now)
            assert (found.interaction_id if found else None) == (
                expected.interaction_id if expected else None
            )
            if found is None or expected is None:
                return
            self.check(found, expected, asked)
            self.decisions += 1

    def check(self, found: Match, expected: Waiting, asked: list[str]) -> None:
        choice = self.center.queues[expected.queue_id].choice
        expected.reserved = False
        if choice == "random":
            assert found.agent_id in self.oracle.equals(expected, asked[0])
        else:
            assert list(found.agents) == (asked[:20] if choice == "ring_all" else asked[:1])
        expected.reserved = True
        assert found.because
        self.oracle.took(expected.queue_id, expected.channel, list(found.agents))


ACTS = [
    *[Day.arrives] * 6,
    *[Day.becomes_free] * 6,
    *[Day.time_passes] * 3,
    *[Day.leaves] * 2,
    Day.comes_back,
    Day.is_taken_by_hand,
    Day.is_taken,
    Day.goes,
]


def live(seed: int, steps: int) -> Day:
    day = Day(seed)
    for _ in range(steps):
        act = day.rng.choice(ACTS) if day.rng.random() < 0.98 else Day.is_configured
        act(day)
        if day.rng.random() < 0.8:
            day.is_asked()
    return day


@settings(max_examples=200, deadline=None)
@given(seed=some.integers(0, 10**9))
def test_every_decision_is_the_one_that_looking_at_everybody_would_give(seed: int) -> None:
    live(seed, steps=60)


def test_a_day_decides_a_lot() -> None:
    """The days above are not empty ones."""
    assert sum(live(seed, steps=100).decisions for seed in range(10)) > 100
