import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center
from lingtong.floor.routing import Acd
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.routing.model import Match, Waiting, expected_wait, is_able
from lingtong.interactions.events import Why

pytestmark = pytest.mark.model
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
QUEUES = ("a", "b", "c")


def agent(name: str, queues: tuple[str, ...] = QUEUES, **skills: int) -> AgentConfig:
    return AgentConfig(
        id=name, tenant_id="t", agent_number=name, name=name, endpoint=name, queues=queues, skills=skills
    )


def center(*agents: AgentConfig) -> Center:
    return Center(
        agents={one.id: one for one in agents},
        queues={name: QueueConfig(id=name, tenant_id="t", number=name, name=name) for name in QUEUES},
    )


def waits(name: str, queue: str = "a", second: int = 0, priority: int = 0, prefer: str = "") -> Waiting:
    at = START + timedelta(seconds=second)
    return Waiting(
        interaction_id=name,
        queue_id=queue,
        priority=priority,
        first_at=at,
        queued_at=at,
        number=second,
        prefer=prefer,
    )


def test_levels_of_all_skills_are_needed_and_membership_without_skills() -> None:
    skilled = QueueConfig(id="s", tenant_id="t", number="1", name="s", skills={"fault": 3, "zh": 1})
    assert is_able(agent("x", (), fault=3, zh=1), skilled)
    assert not is_able(agent("x", ("s",), fault=3), skilled)
    plain = QueueConfig(id="a", tenant_id="t", number="1", name="a")
    assert is_able(agent("x", ("a",)), plain)
    assert not is_able(agent("x", ()), plain)
    other = QueueConfig(id="a", tenant_id="another", number="1", name="a")
    assert not is_able(agent("x", ("a",)), other)


def test_a_preferred_agent_comes_before_the_longest_idle() -> None:
    acd = Acd(center(agent("x"), agent("y")))
    acd.agent_free("x", START)
    acd.agent_free("y", START + timedelta(seconds=9))
    acd.add(waits("1", prefer="y"))
    assert acd.match() == Match("1", "y", (Why("knows_customer"),))


def test_who_is_given_back_stands_where_they_stood() -> None:
    acd = Acd(center(agent("x")))
    acd.add(waits("1", second=1))
    acd.add(waits("2", second=2))
    acd.agent_free("x", START)
    assert acd.match() == Match("1", "x", (Why("longest_idle"),))
    acd.give_back("1")
    acd.agent_free("x", START)
    assert acd.match(["a", "b"]) == Match("1", "x", (Why("longest_idle"),))
    assert (acd.place("1"), acd.place("2")) == (1, 2)


def test_the_expected_wait_is_the_work_ahead_by_the_hands_there_are() -> None:
    assert expected_wait(place=3, handling=120.0, agents=4) == 90.0
    assert expected_wait(place=3, handling=120.0, agents=0) is None


class Hall:
    """A line, agents, and what a plain search over all of them would decide."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.agents = [agent(f"g{n}", tuple(rng.sample(QUEUES, rng.randint(1, 3)))) for n in range(4)]
        self.acd = Acd(center(*self.agents))
        self.line: dict[str, Waiting] = {}
        self.free: dict[str, datetime] = {}

    def arrives(self, step: int) -> None:
        one = waits(f"w{step}", self.rng.choice(QUEUES), step, self.rng.randrange(3))
        self.acd.add(one)
        self.line[one.interaction_id] = one

    def comes_free(self, step: int) -> None:
        name = self.rng.choice(self.agents).id
        if name not in self.free:
            self.free[name] = START + timedelta(seconds=step)
            self.acd.agent_free(name, self.free[name])

    def leaves(self, _: int) -> None:
        if self.line:
            gone = self.rng.choice(sorted(self.line))
            self.acd.remove(gone)
            del self.line[gone]

    def is_served(self, _: int) -> None:
        """The best over several lines."""
        queues = self.rng.sample(QUEUES, self.rng.randint(1, 3))
        pairs = [pair_for(self.acd, queue, self.line, self.free) for queue in queues]
        expected = min(
            (pair for pair in pairs if pair), key=lambda pair: self.line[pair[0]].rank, default=None
        )
        self.takes(self.acd.match(queues), expected)

    def serves(self) -> None:
        queue = self.rng.choice(QUEUES)
        expected = pair_for(self.acd, queue, self.line, self.free)
        self.takes(self.acd.match(), expected)

    def takes(self, found: Match | None, expected: tuple[str, str] | None) -> None:
        assert ((found.interaction_id, found.agent_id) if found else None) == expected
        if found is not None:
            del self.free[found.agent_id]


@settings(max_examples=150, deadline=None)
@given(seed=some.integers(0, 10**9))
def test_every_match_is_the_one_that_looking_at_everybody_would_give(seed: int) -> None:
    hall = Hall(random.Random(seed))
    for step in range(60):
        happens = hall.rng.choice([hall.arrives, hall.arrives, hall.comes_free, hall.leaves, hall.is_served])
        happens(step)
        hall.serves()


def pair_for(
    acd: Acd, queue: str, line: dict[str, Waiting], free: dict[str, datetime]
) -> tuple[str, str] | None:
    standing = [one for one in line.values() if one.queue_id == queue and not one.reserved]
    able = [name for name in free if queue in acd.able(name)]
    if not standing or not able:
        return None
    front = min(standing, key=lambda one: one.rank)
    return front.interaction_id, min(able, key=lambda name: (free[name], name))
