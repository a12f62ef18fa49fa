"""Who may stand in a line: the queue's own limits, as the floor applies them to somebody who arrives."""

from collections import defaultdict

from lingtong.floor.center import Center
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.routing.model import expected_wait
from lingtong.insight.simulation.lines import Lines

HANDLING_GUESS = 180.0  # seconds, until a call of the queue was handled


class Admission:
    def __init__(self, center: Center, lines: Lines) -> None:
        self._queues, self._lines = center.queues, lines
        self._there: dict[str, int] = defaultdict(int)
        self._handled: dict[str, list[float]] = {queue_id: [0.0, 0.0] for queue_id in center.queues}

    def agent(self, agent_id: str, *, comes: bool) -> None:
        for queue_id in self._lines.queues_of(agent_id):
            self._there[queue_id] += 1 if comes else -1

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
        leads_on = why != "nobody" or queue.no_agents == "overflow"
        return other if leads_on and other is not None and self.takes(other, queue) else None

    def takes(self, other: QueueConfig, left: QueueConfig) -> bool:
        return other.id != left.id and self._refusal(other) is None

    def _refusal(self, queue: QueueConfig) -> str | None:
        if queue.no_agents != "wait" and not self._there[queue.id]:
            return "nobody"
        length = self._lines.length(queue.id) if queue.max_waiting or queue.max_expected_wait else 0
        if queue.max_waiting and length >= queue.max_waiting:
            return "full"
        if not queue.max_expected_wait or (not length and self._lines.has_free(queue.id)):
            return None
        seconds, calls = self._handled[queue.id]
        mean = seconds / calls if calls else HANDLING_GUESS
        wait = expected_wait(length + 1, mean, self._there[queue.id])
        return "too_long" if wait is not None and wait > queue.max_expected_wait else None
