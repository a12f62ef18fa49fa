"""Matching: pure decisions over plain values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.routing.config import QueueConfig
from lingtong.interactions.events import Why


class Waiting(msgspec.Struct, kw_only=True, gc=False):
    """One interaction in line. Order: higher priority first, then by `first_at`, then by `number`.

    `first_at` is when the customer first arrived in any line, so an unanswered offer, a failed transfer or a
    lost link puts nobody behind. `queued_at` counts the wait in this queue, by which rings open. Of agents
    who know the customer: `dedicated` serves this customer always, `last_agent` did so last time, `prefer`
    has just tried to hand the customer on. `region` is the caller's place as `place_of` gives it.
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
    channel: str = "voice"
    dedicated: str = ""
    last_agent: str = ""
    region: str = ""

    @property
    def wants_somebody(self) -> bool:
        return bool(self.dedicated or self.last_agent or self.prefer)

    @property
    def rank(self) -> tuple[int, datetime, int]:
        """The order in a line without aging; `Acd.in_line` knows the rules of the queue."""
        return (-self.priority, self.first_at, self.number)


class Match(msgspec.Struct, frozen=True, gc=False):
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


def is_able(agent: AgentConfig, queue: QueueConfig, today: str = "") -> bool:
    """A queue with skills asks for levels; one without asks for membership.

    A needed qualification counts while it is valid on `today`, an ISO date; empty: whenever it was given.
    """
    if agent.tenant_id != queue.tenant_id or not is_qualified(agent, queue, today):
        return False
    return has_levels(agent, queue.skills) if queue.skills else queue.id in agent.queues


def has_levels(agent: AgentConfig, skills: dict[str, int]) -> bool:
    return all(agent.skills.get(skill, 0) >= level for skill, level in skills.items())


def is_qualified(agent: AgentConfig, queue: QueueConfig, today: str = "") -> bool:
    until = agent.qualifications.get(queue.qualification) if queue.qualification else ""
    return until is not None and (not until or until >= today)


def levels_met(agent: AgentConfig, queue: QueueConfig) -> int:
    """How well the agent meets what the queue prefers: the sum of the levels that count."""
    return sum(min(agent.skills.get(skill, 0), level) for skill, level in queue.preferred.items())


def standing(priority: int, first: float, number: int, aging: float) -> tuple[float, float, int]:
    """The place in one line; the smallest is next. `aging` in points per second, `first` in POSIX seconds.

    Priority grows at one rate for all of the line, so their order does not change while they wait.
    """
    return (aging * first - priority if aging else -priority, first, number)


def urgency(
    place: tuple[float, float, int], now: float, aging: float, weight: int
) -> tuple[float, float, float, int]:
    """What compares the fronts of different lines at `now`; the smallest is served first."""
    key, first, number = place
    return (key - aging * now, -weight * (now - first), first, number)


def hands(agents: Mapping[tuple[str, ...], int], work: Mapping[str, float], queue_id: str) -> float:
    """How many agents work for the queue, where those of several lines go where the work is.

    `agents`: how many serve just these lines. `work` that waits in each line: callers × mean handle time ×
    weight of the queue. So lines of equal weight wait equally long: their agents take the oldest first.
    """
    own, found = work[queue_id], 0.0
    for lines, count in agents.items():
        if queue_id in lines:
            found += count * own / sum(work[line] for line in lines)
    return found


def expected_wait(place: int, handling: float, agents: float) -> float | None:
    """Seconds until the caller at `place` (1 is next) is served, by Little's law on agents who are all busy.

    `handling` is the mean handle time in seconds; None when nobody is there who takes calls.
    """
    if agents <= 0:
        return None
    return place * handling / agents
