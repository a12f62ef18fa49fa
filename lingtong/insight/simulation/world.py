"""A day played on a virtual clock: what is due next happens next, and the router of the floor decides."""

from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from heapq import heappop, heappush

from lingtong.floor.center import Center
from lingtong.insight.simulation.lines import Lines
from lingtong.insight.simulation.model import ENDLESS, Call, Scenario
from lingtong.insight.simulation.tally import Goal, Tally

PAUSE = 10.0  # seconds in which the floor leaves a phone alone that caused trouble
TELL_EVERY = 2_000  # calls

Progress = Callable[[float], None]


class Stage(IntEnum):
    COMING = 0
    WAITING = 1
    OFFERED = 2
    OVER = 3


class Desk:
    """An agent of the day. `since`: when the agent became free, while `is_free`."""

    __slots__ = ("agent_id", "is_busy", "is_free", "number", "on_shift", "since")

    def __init__(self, agent_id: str, number: int) -> None:
        self.agent_id, self.number = agent_id, number
        self.is_busy = self.is_free = self.on_shift = False
        self.since = 0.0


class World:
    """Plays each call of `calls` once. After `play`, `tally` holds what happened."""

    def __init__(self, scenario: Scenario, calls: Sequence[Call]) -> None:
        self.scenario, self.calls = scenario, calls
        self.queues = scenario.center.queues
        self.lines = Lines(scenario.center, scenario.start)
        self.tally = Tally(scenario.intervals, goals_of(scenario.center))
        self.now = 0.0
        self.stage = [Stage.COMING] * len(calls)
        self.queue_of = [call.queue_id for call in calls]
        self.queued_at = [0.0] * len(calls)
        self.agent_of: dict[int, Desk] = {}
        self.desks = {
            agent_id: Desk(agent_id, number) for number, agent_id in enumerate(scenario.center.agents)
        }
        self._turn = [0] * len(calls)  # grows with each offer and each line: what was due before it is void
        self._due: list[tuple[float, int, Callable[[int, int], None], int, int]] = []
        self._number = 0
        self._by_number = list(self.desks.values())

    def play(self, progress: Progress | None = None) -> Tally:
        self._plan_shifts()
        calls, due, coming = self.calls, self._due, 0
        while due or coming < len(calls):
            if coming < len(calls) and (not due or calls[coming].at <= due[0][0]):
                self.now = max(self.now, calls[coming].at)
                self._arrive(coming)
                coming += 1
                if progress is not None and coming % TELL_EVERY == 0:
                    progress(coming / len(calls))
            else:
                self.now, _, act, one, other = heappop(due)
                act(one, other)
        self._close()
        return self.tally

    # --- callers

    def _arrive(self, number: int) -> None:
        call = self.calls[number]
        if self._enter(number, call.queue_id) and call.patience < ENDLESS:
            self._after(call.patience, self._gives_up, number)

    def _enter(self, number: int, queue_id: str) -> bool:
        """Into this line, or the one it overflows to, or no line: whether the caller stands in one."""
        queue, call = self.queues[queue_id], self.calls[number]
        if queue.max_waiting and self.lines.length(queue_id) >= queue.max_waiting:
            other = self.queues.get(queue.overflow_queue)
            has_room = other is not None and not (
                other.max_waiting and self.lines.length(other.id) >= other.max_waiting
            )
            if has_room and other is not None and other.id != queue_id:
                return self._enter(number, other.id)
            if self.stage[number] is Stage.COMING:
                self.tally.offered(queue_id, call.at)
                self.tally.other(queue_id, call.at, 0.0)
                self.stage[number] = Stage.OVER
                return False
        self.tally.offered(queue_id, self.now)
        self.stage[number] = Stage.WAITING
        self.queue_of[number], self.queued_at[number] = queue_id, self.now
        self._turn[number] += 1
        self.lines.join(number, queue_id, queue.priority + call.priority, call.at, self.now)
        if queue.max_wait > 0:
            self._after(queue.max_wait, self._too_long, number)
        self._serve((queue_id,))
        return True

    def _gives_up(self, number: int, _: int) -> None:
        stage = self.stage[number]
        if stage is Stage.OVER:
            return
        self._leave(number)
        self.tally.abandoned(self.queue_of[number], self.queued_at[number], self._waited(number))
        if stage is Stage.OFFERED:
            self._free(self.agent_of.pop(number))

    def _too_long(self, number: int, _: int) -> None:
        if self.stage[number] is Stage.OVER or self.queued_at[number] + self._max_wait(number) > self.now:
            return
        if self.stage[number] is Stage.OFFERED:
            self._after(1.0, self._too_long, number)
            return
        queue = self.queues[self.queue_of[number]]
        self._leave(number)
        self.tally.other(queue.id, self.queued_at[number], self._waited(number))
        if queue.overflow_queue in self.queues:
            self._enter(number, queue.overflow_queue)

    def _leave(self, number: int) -> None:
        self.lines.leave(number)
        self.stage[number] = Stage.OVER
        self._turn[number] += 1

    def _waited(self, number: int) -> float:
        return self.now - self.queued_at[number]

    def _max_wait(self, number: int) -> float:
        return self.queues[self.queue_of[number]].max_wait or ENDLESS

    # --- offers

    def _serve(self, queue_ids: Iterable[str]) -> None:
        lines, now = self.lines, self.now
        while (match := lines.match(queue_ids, now)) is not None:
            self._offer(match[0], self.desks[match[1]])

    def _offer(self, number: int, desk: Desk) -> None:
        self._taken(desk)
        desk.is_busy = True
        self.stage[number], self.agent_of[number] = Stage.OFFERED, desk
        self._turn[number] += 1
        call, share = self.calls[number], self.scenario.unanswered
        if call.luck < share:
            call.luck /= share  # even again, for the next offer of this call
            ring_for = self.queues[self.queue_of[number]].ring_for
            self._after(ring_for, self._unanswered, number, self._turn[number])
        elif self.scenario.answer_after > 0:
            call.luck = (call.luck - share) / (1.0 - share)
            self._after(self.scenario.answer_after, self._answer, number, self._turn[number])
        else:
            self._answer(number, self._turn[number])

    def _answer(self, number: int, turn: int) -> None:
        if turn != self._turn[number]:
            return
        desk, call = self.agent_of.pop(number), self.calls[number]
        self._leave(number)
        self.tally.answered(self.queue_of[number], self.queued_at[number], self._waited(number))
        ends = self.now + call.handling + call.after_call_work
        self.tally.spent(self.tally.handling, desk.agent_id, self.now, ends)
        self._at(ends, self._done, desk.number, number)

    def _unanswered(self, number: int, turn: int) -> None:
        """The caller stands where the caller stood; the agent rests as the queue's rule says."""
        if turn != self._turn[number]:
            return
        desk = self.agent_of.pop(number)
        self.stage[number] = Stage.WAITING
        self._turn[number] += 1
        self.lines.give_back(number)
        rule = self.queues[self.queue_of[number]].unanswered
        if rule == "keep":
            self._free(desk)
        else:
            away = PAUSE if rule == "pause" else self.scenario.away_for
            self._after(away, self._done, desk.number, -1)
        self._serve((self.queue_of[number],))

    # --- agents

    def _plan_shifts(self) -> None:
        for desk in self._by_number:
            for shift in self.scenario.shifts.get(desk.agent_id, ()):
                self._at(shift.begins, self._comes, desk.number)
                self._at(shift.ends, self._goes, desk.number)

    def _comes(self, agent: int, _: int) -> None:
        desk = self._by_number[agent]
        desk.on_shift = True
        if not desk.is_busy:
            self._free(desk)

    def _goes(self, agent: int, _: int) -> None:
        desk = self._by_number[agent]
        desk.on_shift = False
        if desk.is_free:
            self._taken(desk)

    def _done(self, agent: int, _: int) -> None:
        self._free(self._by_number[agent])

    def _free(self, desk: Desk) -> None:
        desk.is_busy = False
        if not desk.on_shift or desk.is_free:
            return
        desk.is_free, desk.since = True, self.now
        self.lines.agent_free(desk.agent_id, self.now)
        self._serve(self.lines.queues_of(desk.agent_id))

    def _taken(self, desk: Desk) -> None:
        self.lines.agent_taken(desk.agent_id)
        self.tally.spent(self.tally.ready, desk.agent_id, desk.since, self.now)
        desk.is_free = False

    # --- time

    def _after(self, seconds: float, act: Callable[[int, int], None], one: int, other: int = 0) -> None:
        self._at(self.now + seconds, act, one, other)

    def _at(self, at: float, act: Callable[[int, int], None], one: int, other: int = 0) -> None:
        self._number += 1
        heappush(self._due, (at, self._number, act, one, other))

    def _close(self) -> None:
        """Whoever still stands in a line when nothing is due any more has waited for nothing."""
        for number, stage in enumerate(self.stage):
            if stage is Stage.WAITING:
                self._leave(number)
                waited = max(self.scenario.length, self.now) - self.queued_at[number]
                self.tally.abandoned(self.queue_of[number], self.queued_at[number], waited)


def goals_of(center: Center) -> dict[str, Goal]:
    return {queue.id: Goal(queue.goal_seconds, queue.short_abandoned) for queue in center.queues.values()}
