"""Who may stand in a line: the queue's own limits, as the floor applies them to somebody who arrives."""

from collections import Counter
from datetime import datetime, timedelta

from lingtong.floor.center import Center
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.routing.model import expected_wait, hands
from lingtong.insight.simulation.lines import Lines

FIRST_WORD = 10.0  # seconds in line before the first announcement
HANDLING_GUESS = 180.0  # seconds, until a call of the queue was handled


def asked_at(queue: QueueConfig) -> float | None:
    """Seconds in line after which a caller is first asked whether to be called back; None: never."""
    if queue.callback == "no":
        return None
    times = [rule.after for rule in queue.after_wait if rule.do == "callback"]
    if queue.announce_every > 0:
        times.append(queue.callback_after or min(FIRST_WORD, queue.announce_every))
    return min(times, default=None)


class Admission:
    """`promised`: how many of a line wait to be called back."""

    def __init__(self, center: Center, lines: Lines, start: datetime) -> None:
        self._queues, self._lines, self._start = center.queues, lines, start
        self._calendars = center.calendars
        self._open: dict[tuple[str, int], bool] = {}
        self.now = 0.0
        self.promised: Counter[str] = Counter()
        self._there: Counter[tuple[str, ...]] = Counter()  # agents by the lines that they serve
        self._in_queue: Counter[str] = Counter()
        self._handled: dict[str, list[float]] = {queue_id: [0.0, 0.0] for queue_id in center.queues}

    def agent(self, agent_id: str, *, comes: bool) -> None:
        lines, more = tuple(self._lines.queues_of(agent_id)), 1 if comes else -1
        self._there[lines] += more
        for queue_id in lines:
            self._in_queue[queue_id] += more

    def handled(self, queue_id: str, seconds: float) -> None:
        sums = self._handled[queue_id]
        sums[0] += seconds
        sums[1] += 1.0

    def queue_for(self, queue: QueueConfig) -> QueueConfig | None:
        """This queue, the one it overflows to, or None: the caller is turned away."""
        why = self._refusal(queue)
        if why is None:
            return queue
        other = self._queues.get(queue.overflow_queue)
        leads_on = why != "closed" and (why != "nobody" or queue.no_agents == "overflow")
        return other if leads_on and other is not None and self.takes(other, queue) else None

    def takes(self, other: QueueConfig, left: QueueConfig) -> bool:
        return other.id != left.id and self._refusal(other) is None

    def _refusal(self, queue: QueueConfig) -> str | None:
        if queue.calendar_id in self._calendars and not self._is_open(queue.calendar_id):
            return "closed"
        if queue.no_agents != "wait" and not self._in_queue[queue.id]:
            return "nobody"
        people = self._lines.length(queue.id) - self.promised[queue.id] if queue.max_waiting else -1
        if people >= queue.max_waiting:
            return "full"
        wait = self.wait_of_next(queue.id) if queue.max_expected_wait else None
        return "too_long" if wait is not None and wait > queue.max_expected_wait else None

    def _is_open(self, calendar_id: str) -> bool:
        """Calendars know no seconds."""
        key = calendar_id, int(self.now // 60)
        found = self._open.get(key)
        if found is None:
            at = self._start + timedelta(seconds=self.now)
            found = self._open[key] = self._calendars[calendar_id].is_open(at)
        return found

    def wait_of_next(self, queue_id: str) -> float | None:
        """What somebody who comes now is told to expect."""
        length = self._lines.length(queue_id)
        if not length and self._lines.has_free(queue_id):
            return 0.0
        serving = {lines: count for lines, count in self._there.items() if count and queue_id in lines}
        work = {line: self._work(line) for lines in serving for line in lines}
        if not work:
            return None
        work[queue_id] = self._work(queue_id, length + 1)
        return expected_wait(length + 1, self._mean(queue_id), hands(serving, work, queue_id))

    def _work(self, queue_id: str, at_least: int = 0) -> float:
        callers = max(self._lines.length(queue_id), at_least)
        return callers * self._mean(queue_id) * self._queues[queue_id].weight

    def _mean(self, queue_id: str) -> float:
        seconds, calls = self._handled[queue_id]
        return seconds / calls if calls else HANDLING_GUESS
