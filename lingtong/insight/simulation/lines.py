"""The one place where a simulated day meets the router of the live floor."""

from datetime import datetime, timedelta

from lingtong.floor.center import Center
from lingtong.floor.routing import Acd
from lingtong.floor.routing.model import Waiting


class Lines:
    """The same `Acd` that decides on the floor, spoken to in seconds since `start`. Calls are numbers."""

    def __init__(self, center: Center, start: datetime) -> None:
        self._acd = Acd(center, start)
        self._start = self._told = start
        self._seconds = 0.0

    def join(self, call: int, queue_id: str, priority: int, first_at: float, now: float) -> None:
        waiting = Waiting(
            interaction_id=str(call),
            queue_id=queue_id,
            priority=priority,
            first_at=self._at(first_at),
            queued_at=self._at(now),
            number=self._acd.next_number(),
        )
        self._acd.add(waiting, self._at(now))

    def leave(self, call: int) -> None:
        self._acd.remove(str(call))

    def give_back(self, call: int, now: float) -> None:
        """Its offer came to nothing: it stands where it stood."""
        self._acd.give_back(str(call), self._at(now))

    def length(self, queue_id: str) -> int:
        return self._acd.length(queue_id)

    def has_free(self, queue_id: str) -> bool:
        """Whether somebody who arrives now is offered at once."""
        return self._acd.has_free(queue_id)

    def queues_of(self, agent_id: str) -> list[str]:
        return self._acd.able(agent_id)

    def agent_free(self, agent_id: str, since: float, calls: int, free: float, now: float) -> None:
        """`calls` and seconds `free` of the day so far, for rules that compare agents by them."""
        self._acd.agent_free(agent_id, self._at(since), calls=calls, free=free, now=self._at(now))

    def agent_taken(self, agent_id: str) -> None:
        self._acd.agent_taken(agent_id)

    def agent_gone(self, agent_id: str) -> None:
        self._acd.agent_gone(agent_id)

    def match(self, now: float) -> tuple[int, tuple[str, ...]] | None:
        """The next call to offer and the agents to ask, all then reserved."""
        found = self._acd.match(now=self._at(now))
        return (int(found.interaction_id), found.agents) if found is not None else None

    def look_at(self) -> float | None:
        """When waiting alone changes who may be asked: a ring opens, a hold ends."""
        at = self._acd.next_at()
        return (at - self._start).total_seconds() if at is not None else None

    def _at(self, seconds: float) -> datetime:
        """Most of what is told happens at the same moment as what was told before."""
        if seconds != self._seconds:
            self._seconds, self._told = seconds, self._start + timedelta(seconds=seconds)
        return self._told
