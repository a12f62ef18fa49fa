"""Waiting callers: a row for each ring, and a heap for each set of agents who are asked alone for a while."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

from lingtong.floor.routing.config import Choice, QueueConfig
from lingtong.floor.routing.model import Waiting, standing, urgency

if TYPE_CHECKING:
    from lingtong.floor.routing.pools import Agent, Pool

FEW = 64  # entries that are not worth forgetting
serials = count()


class Caller:
    """`at`: the row of the caller; None while being offered, HELD while `groups` alone are asked."""

    __slots__ = (
        "at",
        "due",
        "entry",
        "groups",
        "hold",
        "id",
        "line",
        "regions",
        "ring",
        "waiting",
        "wanted",
    )

    def __init__(self, waiting: Waiting, line: "Line", hold: bool = True) -> None:
        self.id = waiting.interaction_id
        self.waiting = waiting
        self.line = line
        key = standing(waiting.priority, waiting.first_at.timestamp(), waiting.number, line.aging)
        self.entry: Stand = (*key, next(serials), self)
        self.at: Row | None = None
        self.hold = hold  # until it has ended once
        self.ring = 0
        self.due = 0.0
        self.groups: Sequence[Group] = ()
        self.regions: tuple[str, ...] = ()
        self.wanted: Sequence[tuple[Agent, str]] = ()  # who is asked first, with the word for why

    @property
    def queued(self) -> float:
        """Since when in this queue, in POSIX seconds."""
        return self.waiting.queued_at.timestamp()


Stand = tuple[float, float, int, int, Caller]
Heap = list[Stand]


class Row:
    """Callers in order; `first` is the next. Most are added at the end, the others into a heap."""

    __slots__ = ("_fifo", "_heap", "first")

    def __init__(self) -> None:
        self.first: Stand | None = None
        self._fifo: deque[Stand] = deque()
        self._heap: Heap = []

    def __len__(self) -> int:
        """With those who have left and are not forgotten yet."""
        return len(self._fifo) + len(self._heap) + (self.first is not None)

    def push(self, entry: Stand) -> None:
        entry[4].at = self
        if self.first is None:
            self.first = entry
        elif entry < self.first:
            heappush(self._heap, self.first)
            self.first = entry
        elif not self._fifo or self._fifo[-1] < entry:
            self._fifo.append(entry)
        else:
            heappush(self._heap, entry)

    def everybody(self) -> Iterator[Stand]:
        entries = (self.first, *self._fifo, *self._heap)
        return (entry for entry in entries if entry is not None and entry[4].at is self)

    def pop(self) -> None:
        """The first has left: the next who still stands here."""
        fifo, heap = self._fifo, self._heap
        while fifo or heap:
            entry = fifo.popleft() if fifo and (not heap or fifo[0] < heap[0]) else heappop(heap)
            if entry[4].at is self:
                self.first = entry
                return
        self.first = None

    def forget(self) -> None:
        """Drop all who stand here no more."""
        standing = sorted(set(self.everybody()))
        self._heap.clear()
        self._fifo = deque(entry for entry in standing if entry is not self.first)


HELD = Row()


class Group:
    """Agents who alone are asked for some callers of a line: one who knows them, or those of a region."""

    __slots__ = ("heap", "line", "members", "pool", "present")

    def __init__(self, line: "Line", pool: "Pool | None" = None) -> None:
        self.line = line
        self.pool = pool
        self.members: list[Agent] = []
        self.present = 0
        self.heap: Heap = []

    def front(self) -> Stand | None:
        heap = self.heap
        while heap:
            entry = heap[0]
            if entry[4].at is HELD:
                return entry
            heappop(heap)
        return None

    def best(self) -> Stand | None:
        """The next of the group, if one of its agents is free."""
        entry = self.front()
        if entry is None:
            return None
        if self.pool is not None:
            return entry if self.pool.top() is not None else None
        free = any(agent.free and self.line.channel in agent.open for agent in self.members)
        return entry if free else None


class Ring:
    """Who is asked from this ring on: own agents, those of a region apart, and those lent by another line."""

    __slots__ = ("lent", "own", "regional")

    def __init__(self, own: "Pool") -> None:
        self.own = own
        self.regional: dict[str, Pool] = {}
        self.lent: list[tuple[Line, Pool]] = []

    def has_free(self) -> bool:
        return self.own.top() is not None or any(
            lender.lends and pool.top() is not None for lender, pool in self.lent
        )


class Line:
    """One queue in one channel. `aging` in points per second; `count` of those who are not being offered."""

    __slots__ = (
        "aging", "borrowers", "by_region", "channel", "choice", "count", "groups",
        "hold_for", "lend", "offered", "opens", "plain", "queue_id", "rings", "rows", "special", "turns",
        "weight",
    )  # fmt: skip

    def __init__(self, queue_id: str, channel: str, queue: QueueConfig | None, turns: dict[str, int]) -> None:
        self.queue_id, self.channel = queue_id, channel
        self.turns = turns
        self.choice: Choice = queue.choice if queue else "longest_idle"
        self.aging = queue.aging / 60 if queue else 0.0
        self.weight = queue.weight if queue else 1
        self.hold_for = queue.hold_for if queue else 0.0
        self.by_region = queue.by_region if queue else False
        self.lend = queue.lend_while_waiting if queue else 0
        self.opens = tuple(ring.after for ring in queue.rings) if queue else ()
        self.special = bool(self.hold_for or self.by_region or self.opens)
        self.plain = self.aging == 0 and self.weight == 1
        self.rows = [Row() for _ in range(len(self.opens) + 1)]
        self.rings: list[Ring] = []
        self.groups: dict[str, Group] = {}
        self.borrowers: list[Line] = []
        self.offered: dict[str, Caller] = {}
        self.count = 0

    def __len__(self) -> int:
        return self.count + len(self.offered)

    def everybody(self) -> Iterable[Stand]:
        """Those who stand, those who are held and those who are being offered; each once, in no order."""
        found = dict.fromkeys(entry for row in self.rows for entry in row.everybody())
        for group in self.groups.values():
            found.update(dict.fromkeys(entry for entry in group.heap if entry[4].at is HELD))
        found.update(dict.fromkeys(caller.entry for caller in self.offered.values()))
        return found

    @property
    def lends(self) -> bool:
        return self.count <= self.lend

    def stand(self, caller: Caller, ring: int) -> None:
        row = self.rows[ring]
        if (known := len(row)) > FEW and known > 4 * self.count:
            row.forget()
        caller.ring = ring
        row.push(caller.entry)

    def best(self) -> Stand | None:
        """The next of those for whom somebody is free."""
        for number, ring in enumerate(self.rings):
            if ring.has_free():
                firsts = [row.first for row in self.rows[number:] if row.first is not None]
                return min(firsts, default=None)
        return None

    def urgency(self, entry: Stand, now: float) -> tuple[float, float, float, int]:
        return urgency(entry[:3], now, self.aging, self.weight)
