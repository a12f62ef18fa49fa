"""Matching: pure decisions over plain values."""

from datetime import datetime
from typing import Literal

import msgspec

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.routing.config import QueueConfig
from lingtong.interactions.events import Why


class Waiting(msgspec.Struct, kw_only=True):
    """One interaction in line. Order: higher priority first, then by `first_at`, then by `number`.

    `first_at` is when the customer first arrived in any line, so an unanswered offer, a failed transfer or a
    lost link puts nobody behind. `queued_at` counts the wait in this queue.
    """

    interaction_id: str
    queue_id: str
    priority: int
    first_at: datetime
    queued_at: datetime
    number: int
    purpose: Literal["customer", "consult", "callback"] = "customer"
    prefer: str = ""
    reserved: bool = False

    @property
    def rank(self) -> tuple[int, datetime, int]:
        return (-self.priority, self.first_at, self.number)


class Match(msgspec.Struct, frozen=True):
    """An interaction with the agent chosen for it, and `others` where a queue rings all; all are reserved."""

    interaction_id: str
    agent_id: str
    because: tuple[Why, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def agents(self) -> tuple[str, ...]:
        return (self.agent_id, *self.others)

    @property
    def why(self) -> str:
        return in_words(self.because)


WORDS = {
    "longest_idle": "longest idle",
    "most_free_time": "most free time",
    "fewest_calls": "fewest calls",
    "round_robin": "next in turn",
    "ranked": "first by rank",
    "random": "by lot",
    "ring_all": "rings at all",
    "dedicated_agent": "dedicated to this customer",
    "last_agent": "talked with this customer before",
    "knows_customer": "knows this customer",
    "region": "from the caller's region",
    "preferred_skills": "meets preferred skills",
    "ring": "of a wider ring",
    "borrowed": "borrowed from another queue",
    "consulted": "consulted by a colleague",
    "transferred": "transferred by a colleague",
    "came_back": "the transfer came back",
    "by_hand": "taken by hand",
}


def in_words(because: tuple[Why, ...]) -> str:
    return ", ".join(WORDS.get(why.code, why.code) for why in because)


def is_able(agent: AgentConfig, queue: QueueConfig) -> bool:
    """A queue with skills asks for levels; one without asks for membership."""
    if agent.tenant_id != queue.tenant_id:
        return False
    if queue.skills:
        return all(agent.skills.get(skill, 0) >= level for skill, level in queue.skills.items())
    return queue.id in agent.queues


def expected_wait(place: int, handling: float, agents: int) -> float | None:
    """Seconds until the caller at `place` (1 is next) is served, by Little's law on agents who are all busy.

    `handling` is the mean handle time in seconds; None when nobody is signed in.
    """
    if agents <= 0:
        return None
    return place * handling / agents
