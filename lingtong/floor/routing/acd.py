"""The automatic call distributor: lines of waiting interactions and agents who are free, in memory.

Both sides are heaps with lazy deletion, so a match costs O(log n) in callers and in agents.
"""

import heapq
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from lingtong.floor.routing.model import Match, Waiting, is_able
from lingtong.interactions.events import Why

if TYPE_CHECKING:
    from lingtong.floor.center import Center

Rank = tuple[int, datetime, int]


class _Line:
    def __init__(self) -> None:
        self.entries: dict[str, Waiting] = {}
        self.heap: list[tuple[Rank, str]] = []
        self.idle: list[tuple[datetime, str]] = []

    def push(self, waiting: Waiting) -> None:
        heapq.heappush(self.heap, (waiting.rank, waiting.interaction_id))

    def front(self) -> Waiting | None:
        while self.heap:
            rank, interaction_id = self.heap[0]
            waiting = self.entries.get(interaction_id)
            if waiting is not None and not waiting.reserved and waiting.rank == rank:
                return waiting
            heapq.heappop(self.heap)
        return None


class Acd:
    def __init__(self, center: "Center") -> None:
        self._lines: dict[str, _Line] = {}
        self._idle: dict[str, datetime] = {}
        self._able: dict[str, list[str]] = {}
        self._queue_of: dict[str, str] = {}
        self._number = 0
        self.reconfigure(center)

    def reconfigure(self, center: "Center") -> None:
        """Lines and free agents stay; who may take what is computed again."""
        self._able = {
            agent.id: [queue.id for queue in center.queues.values() if is_able(agent, queue)]
            for agent in center.agents.values()
        }
        for line in self._lines.values():
            line.idle.clear()
        for agent_id, since in self._idle.items():
            self._list_idle(agent_id, since)

    # --- the line

    def next_number(self) -> int:
        self._number += 1
        return self._number

    def add(self, waiting: Waiting) -> None:
        self._number = max(self._number, waiting.number)
        line = self._line(waiting.queue_id)
        line.entries[waiting.interaction_id] = waiting
        self._queue_of[waiting.interaction_id] = waiting.queue_id
        if not waiting.reserved:
            line.push(waiting)

    def remove(self, interaction_id: str) -> Waiting | None:
        queue_id = self._queue_of.pop(interaction_id, None)
        return self._line(queue_id).entries.pop(interaction_id, None) if queue_id else None

    def give_back(self, interaction_id: str) -> None:
        """The offer came to nothing: the interaction stands where it stood."""
        waiting = self.waiting(interaction_id)
        if waiting is not None and waiting.reserved:
            waiting.reserved = False
            self._line(waiting.queue_id).push(waiting)

    def waiting(self, interaction_id: str) -> Waiting | None:
        queue_id = self._queue_of.get(interaction_id)
        return self._line(queue_id).entries.get(interaction_id) if queue_id else None

    def in_line(self, queue_id: str) -> list[Waiting]:
        """Everybody who waits in the queue, in order; those being offered included."""
        return sorted(self._line(queue_id).entries.values(), key=lambda waiting: waiting.rank)

    def busy_queues(self) -> list[str]:
        """Ids of the queues in which somebody stands."""
        return [queue_id for queue_id, line in self._lines.items() if line.entries]

    def length(self, queue_id: str) -> int:
        return len(self._line(queue_id).entries)

    def place(self, interaction_id: str) -> int:
        """1 for the next to be served."""
        waiting = self._line(self._queue_of[interaction_id]).entries[interaction_id]
        ahead = self._line(waiting.queue_id).entries.values()
        return 1 + sum(other.rank < waiting.rank for other in ahead)

    # --- agents

    def agent_free(self, agent_id: str, since: datetime) -> None:
        if self._idle.get(agent_id) != since:
            self._idle[agent_id] = since
            self._list_idle(agent_id, since)

    def agent_taken(self, agent_id: str) -> None:
        self._idle.pop(agent_id, None)

    def able(self, agent_id: str) -> list[str]:
        """Ids of the queues that the agent serves."""
        return self._able.get(agent_id, [])

    def has_free(self, queue_id: str) -> bool:
        """Whether an agent who serves the queue has nothing to do."""
        return any(queue_id in self.able(agent_id) for agent_id in self._idle)

    # --- matching

    def match_waiting(self, queue_id: str) -> Match | None:
        """The front of a line with its longest-idle able agent, both reserved; None where one is missing."""
        line = self._line(queue_id)
        waiting = line.front()
        if waiting is None:
            return None
        if waiting.prefer and waiting.prefer in self._idle and queue_id in self.able(waiting.prefer):
            return self._reserve(waiting, waiting.prefer, "knows_customer")
        while line.idle:
            since, agent_id = line.idle[0]
            if self._idle.get(agent_id) == since and queue_id in self.able(agent_id):
                return self._reserve(waiting, agent_id, "longest_idle")
            heapq.heappop(line.idle)
        return None

    def match(self, queue_ids: Iterable[str]) -> Match | None:
        """The first of all who stand in front of these lines and for whom an able agent is free."""
        fronts = [(front.rank, key) for key in queue_ids if (front := self._line(key).front()) is not None]
        matches = (self.match_waiting(queue_id) for _, queue_id in sorted(fronts))
        return next((match for match in matches if match is not None), None)

    def queues_of_free(self, agent_id: str) -> list[str]:
        """Ids of the queues that the agent serves, if the agent is free."""
        return self.able(agent_id) if agent_id in self._idle else []

    # --- inside

    def _reserve(self, waiting: Waiting, agent_id: str, why: str) -> Match:
        waiting.reserved = True
        self._idle.pop(agent_id, None)
        return Match(waiting.interaction_id, agent_id, (Why(why),))

    def _line(self, queue_id: str) -> _Line:
        return self._lines.setdefault(queue_id, _Line())

    def _list_idle(self, agent_id: str, since: datetime) -> None:
        for queue_id in self.able(agent_id):
            heapq.heappush(self._line(queue_id).idle, (since, agent_id))
