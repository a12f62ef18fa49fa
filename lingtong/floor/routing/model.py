"""Matching: pure decisions over plain values."""

from datetime import datetime
from typing import Literal

import msgspec

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.routing.config import QueueConfig


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
    purpose: Literal["customer", "consult"] = "customer"
    prefer: str = ""
    reserved: bool = False

    @property
    def rank(self) -> tuple[int, datetime, int]:
        return (-self.priority, self.first_at, self.number)


class Match(msgspec.Struct, frozen=True):
    interaction_id: str
    agent_id: str
    why: str


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
