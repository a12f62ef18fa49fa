"""What is counted while a day is played: calls by queue and half hour of arrival, agents by half hour."""

from collections import defaultdict
from collections.abc import Iterable

from lingtong.insight.simulation.model import INTERVAL


class Count:
    """One queue in one interval of arrival."""

    __slots__ = ("abandoned", "answered", "longest", "offered", "other", "short", "waited", "within")

    def __init__(self) -> None:
        self.offered = self.answered = self.abandoned = self.short = self.within = self.other = 0
        self.waited = self.longest = 0.0

    def add(self, more: "Count") -> None:
        self.offered += more.offered
        self.answered += more.answered
        self.abandoned += more.abandoned
        self.short += more.short
        self.within += more.within
        self.other += more.other
        self.waited += more.waited
        self.longest = max(self.longest, more.longest)


class Goal:
    __slots__ = ("seconds", "short")

    def __init__(self, seconds: float, short: float) -> None:
        self.seconds, self.short = seconds, short


class Tally:
    def __init__(self, intervals: int, goals: dict[str, Goal]) -> None:
        self.intervals = intervals
        self._goals = goals
        self._last = intervals - 1
        self.counts: dict[str, list[Count]] = {
            queue_id: [Count() for _ in range(intervals)] for queue_id in goals
        }
        self.handling: dict[str, list[float]] = defaultdict(lambda: [0.0] * intervals)
        self.ready: dict[str, list[float]] = defaultdict(lambda: [0.0] * intervals)

    def offered(self, queue_id: str, at: float) -> None:
        self._count(queue_id, at).offered += 1

    def answered(self, queue_id: str, at: float, waited: float) -> None:
        count = self._count(queue_id, at)
        count.answered += 1
        count.waited += waited
        if waited <= self._goals[queue_id].seconds:
            count.within += 1
        count.longest = max(count.longest, waited)

    def abandoned(self, queue_id: str, at: float, waited: float) -> None:
        count = self._count(queue_id, at)
        count.abandoned += 1
        if waited < self._goals[queue_id].short:
            count.short += 1
        count.longest = max(count.longest, waited)

    def other(self, queue_id: str, at: float, waited: float) -> None:
        """Overflowed, or released by a rule."""
        count = self._count(queue_id, at)
        count.other += 1
        count.longest = max(count.longest, waited)

    def spent(self, where: dict[str, list[float]], agent_id: str, begins: float, ends: float) -> None:
        """The agent's time between two moments; what passes after the last interval is not counted."""
        row, interval = where[agent_id], int(begins // INTERVAL)
        while begins < ends and interval < self.intervals:
            until = min(ends, (interval + 1) * INTERVAL)
            row[interval] += until - begins
            begins, interval = until, interval + 1

    def agents_time(self, agents: Iterable[str]) -> tuple[list[float], list[float]]:
        """Handling and ready time of these agents by interval."""
        known = list(agents)
        sums = []
        for where in (self.handling, self.ready):
            rows = [where[agent_id] for agent_id in known if agent_id in where]
            sums.append([sum(column) for column in zip(*rows, strict=True)] or [0.0] * self.intervals)
        return sums[0], sums[1]

    def _count(self, queue_id: str, at: float) -> Count:
        return self.counts[queue_id][min(int(at // INTERVAL), self._last)]
