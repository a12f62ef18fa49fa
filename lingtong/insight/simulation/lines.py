"""The one place where a simulated day meets the router of the live floor."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from lingtong.floor.center import Center
from lingtong.floor.routing import Acd
from lingtong.floor.routing.model import Waiting


class Lines:
    """The same `Acd` that decides on the floor, spoken to in seconds since `start`. Calls are numbers."""

    def __init__(self, center: Center, start: datetime) -> None:
        self._acd = Acd(center)
        self._start = start

    def join(self, call: int, queue_id: str, priority: int, first_at: float, now: float) -> None:
        waiting = Waiting(
            interaction_id=str(call),
            queue_id=queue_id,
            priority=priority,
            first_at=self._at(first_at),
            queued_at=self._at(now),
            number=self._acd.next_number(),
        )
        self._acd.add(waiting)

    def leave(self, call: int) -> None:
        self._acd.remove(str(call))

    def give_back(self, call: int) -> None:
        """Its offer came to nothing: it stands where it stood."""
        self._acd.give_back(str(call))

    def length(self, queue_id: str) -> int:
        return self._acd.length(queue_id)

    def agent_free(self, agent_id: str, since: float) -> None:
        self._acd.agent_free(agent_id, self._at(since))

    def agent_taken(self, agent_id: str) -> None:
        self._acd.agent_taken(agent_id)

    def queues_of(self, agent_id: str) -> list[str]:
        return self._acd.able(agent_id)

    def match(self, queue_ids: Iterable[str], now: float) -> tuple[int, str] | None:
        """The next call to offer and its agent, both then reserved."""
        found = self._acd.match(queue_ids)
        return (int(found.interaction_id), found.agent_id) if found is not None else None

    def _at(self, seconds: float) -> datetime:
        return self._start + timedelta(seconds=seconds)
