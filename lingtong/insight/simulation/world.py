"""A day played on a virtual clock: what is due next happens next, and the router of the floor decides."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from heapq import heappop, heappush

from lingtong.floor.center import Center
from lingtong.floor.routing.config import QueueConfig
from lingtong.insight.simulation.admission import Admission, asked_at
from lingtong.insight.simulation.lines import Lines
from lingtong.insight.simulation.model import ENDLESS, Call, Scenario
from lingtong.insight.simulation.tally import Goal, Tally

EARLY = 0.001  # seconds: what rounding may take from a wait
PAUSE = 10.0  # seconds in which the floor leaves a phone alone that caused trouble
TELL_EVERY = 2_000  # calls
RINGS_OUTSIDE = 10.0  # seconds until a customer who is called back answers; all do
MIXED = 977.0  # makes of one draw a second that knows nothing of it

Progress = Callable[[float], None]


class Stage(IntEnum):
    COMING = 0
    WAITING = 1
    OFFERED = 2
    OVER = 3


class Desk:
    """An agent of the day, free since `since`; `idle_since` outlasts an offer that the caller took back."""

    __slots__ = (
        "agent_id",
        "calls",
        "free",
        "idle_since",
        "is_busy",
        "is_free",
        "number",
        "on_shift",
        "since",
    )

    def __init__(self, agent_id: str, number: int) -> None:
        self.agent_id, self.number = agent_id, number
        self.is_busy = self.is_free = self.on_shift = False
        self.since = self.idle_since = self.free = 0.0
        self.calls = 0


class World:
    """Plays each call of `calls` once. After `play`, `tally` holds what happened."""

    def __init__(self, scenario: Scenario, calls: Sequence[Call]) -> None:
        self.scenario, self.calls = scenario, calls
        self.queues = scenario.center.queues
        self.lines = Lines(scenario.center, scenario.start)
        self.admission = Admission(scenario.center, self.lines, scenario.start)
        self.promised: set[int] = set()
        self.tally = Tally(scenario.intervals, goals_of(scenario.center))
        self.now = 0.0
        self.stage = [Stage.COMING] * len(calls)
        self.queue_of = [call.queue_id for call in calls]
        self.queued_at = [0.0] * len(calls)
        self.asked: dict[int, list[Desk]] = {}
        self.desks = {
            agent_id: Desk(agent_id, number) for number, agent_id in enumerate(scenario.center.agents)
        }
        self._stay = [0] * len(calls)  # how many lines the caller has stood in
        self._turn = [0] * len(calls)  # grows with each offer and each line: what was due before it is void
        self._due: list[tuple[float, int, Callable[[int, int], None], int, int]] = []
        self._number = 0
        self._look = -1.0
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
        call = self.calls[number]
        self.admission.now = self.now
        queue = self.admission.queue_for(self.queues[queue_id])
        if queue is None:
            if self.stage[number] is Stage.COMING:
                self.tally.offered(queue_id, call.at)
                self.tally.other(queue_id, call.at, 0.0)
                self.stage[number] = Stage.OVER
                return False
            queue = self.queues[queue_id]  # who has waited already is not turned away
        self._stand(number, queue)
        return True

    def _stand(self, number: int, queue: QueueConfig) -> None:
        call = self.calls[number]
        self.tally.offered(queue.id, self.now)
        self.stage[number] = Stage.WAITING
        self.queue_of[number], self.queued_at[number] = queue.id, self.now
        self._turn[number] += 1
        self._stay[number] += 1
        self.lines.join(number, queue.id, queue.priority + call.priority, call.at, self.now)
        if queue.max_wait > 0:
            self._after(queue.max_wait, self._too_long, number, self._stay[number])
        for rule in queue.after_wait:
            self._after(rule.after, self._rule_due, number, self._stay[number])
        asked = asked_at(queue) if (call.luck * MIXED) % 1.0 < self.scenario.callbacks else None
        if asked is not None:
            self._after(asked, self._is_promised, number, self._stay[number])
        self._serve()

    def _is_promised(self, number: int, stay: int) -> None:
        """Out of the line, and a callback in the caller's place: nobody hangs up, and no rule moves it."""
        if not self._still_waits(number, stay, self._is_promised):
            return
        queue, call = self.queues[self.queue_of[number]], self.calls[number]
        self._leave(number)
        self.tally.other(queue.id, self.queued_at[number], self._waited(number))
        self.promised.add(number)
        self.admission.promised[queue.id] += 1
        self.stage[number] = Stage.WAITING
        self._stay[number] += 1
        self.lines.join(number, queue.id, queue.priority + call.priority, call.at, self.now)
        self._serve()

    def _gives_up(self, number: int, _: int) -> None:
        stage = self.stage[number]
        if stage is Stage.OVER or number in self.promised:
            return
        self._leave(number)
        self.tally.abandoned(self.queue_of[number], self.queued_at[number], self._waited(number))
        if stage is Stage.OFFERED:
            for desk in self.asked.pop(number):
                self._free(desk, desk.idle_since)

    def _too_long(self, number: int, stay: int) -> None:
        queue = self.queues[self.queue_of[number]]
        if self._still_waits(number, stay, self._too_long):
            self._moves_on(number, self.queues.get(queue.overflow_queue))

    def _rule_due(self, number: int, stay: int) -> None:
        """The rules of a line come one after the other; whoever stays for a callback stays in line."""
        queue = self.queues[self.queue_of[number]]
        if not self._still_waits(number, stay, self._rule_due):
            return
        waited = self._waited(number) + EARLY
        rule = [rule for rule in queue.after_wait if rule.after <= waited][-1]
        target = self.queues.get(rule.target)
        if rule.do in ("number", "hang_up"):
            self._moves_on(number, None)
        elif rule.do == "queue" and target is not None and self.admission.takes(target, queue):
            self._moves_on(number, target)

    def _still_waits(self, number: int, stay: int, again: Callable[[int, int], None]) -> bool:
        """In the same line; while an agent is on the way, it is asked again in a second."""
        if stay != self._stay[number] or self.stage[number] is Stage.OVER:
            return False
        if self.stage[number] is Stage.OFFERED:
            self._after(1.0, again, number, stay)
            return False
        return True

    def _moves_on(self, number: int, queue: QueueConfig | None) -> None:
        """Into another line with the old place, or out of all of them."""
        self._leave(number)
        self.tally.other(self.queue_of[number], self.queued_at[number], self._waited(number))
        if queue is not None:
            self._enter(number, queue.id)

    def _leave(self, number: int) -> None:
        self.lines.leave(number)
        self.stage[number] = Stage.OVER
        self._turn[number] += 1

    def _waited(self, number: int) -> float:
        return self.now - self.queued_at[number]

    # --- offers

    def _serve(self) -> None:
        lines, now = self.lines, self.now
        while (match := lines.match(now)) is not None:
            self._offer(match[0], [self.desks[agent_id] for agent_id in match[1]])
        look = lines.look_at()
        if look is not None and look != self._look:
            self._look = look
            self._at(max(look, now), self._look_again, 0)

    def _look_again(self, _: int, __: int) -> None:
        self._serve()

    def _offer(self, number: int, desks: list[Desk]) -> None:
        """Where several are rung at once, all of them must miss it for the offer to ring out."""
        for desk in desks:
            self._taken(desk)
            desk.is_busy = True
        self.stage[number], self.asked[number] = Stage.OFFERED, desks
        self._turn[number] += 1
        call, share = self.calls[number], self.scenario.unanswered ** len(desks)
        if call.luck < share:
            call.luck /= share  # even again, for the next offer of this call
            ring_for = self.queues[self.queue_of[number]].ring_for
            self._after(ring_for, self._unanswered, number, self._turn[number])
        elif self.scenario.answer_after > 0:
            self._after(self.scenario.answer_after, self._answer, number, self._turn[number])
        else:
            self._answer(number, self._turn[number])

    def _answer(self, number: int, turn: int) -> None:
        if turn != self._turn[number]:
            return
        (desk, *others), call = self.asked.pop(number), self.calls[number]
        self._leave(number)
        ends = self.now + call.handling + call.after_call_work
        if number in self.promised:
            self.admission.promised[self.queue_of[number]] -= 1
            ends += RINGS_OUTSIDE
        else:
            self.tally.answered(self.queue_of[number], self.queued_at[number], self._waited(number))
        self.admission.handled(call.queue_id, ends - self.now)
        desk.calls += 1
        self.tally.spent(self.tally.handling, desk.agent_id, self.now, ends)
        self._at(ends, self._done, desk.number)
        for other in others:
            self._free(other, other.idle_since)

    def _unanswered(self, number: int, turn: int) -> None:
        """The caller stands where the caller stood; the agents rest as the queue's rule says."""
        if turn != self._turn[number]:
            return
        self.stage[number] = Stage.WAITING
        self._turn[number] += 1
        self.lines.give_back(number, self.now)
        rule = self.queues[self.queue_of[number]].unanswered
        for desk in self.asked.pop(number):
            if rule == "keep":
                self._free(desk, self.now)
            else:
                away = PAUSE if rule == "pause" else self.scenario.away_for
                self._after(away, self._done, desk.number)
        self._serve()

    # --- agents

    def _plan_shifts(self) -> None:
        for desk in self._by_number:
            for shift in self.scenario.shifts.get(desk.agent_id, ()):
                self._at(shift.begins, self._comes, desk.number)
                self._at(shift.ends, self._goes, desk.number)

    def _comes(self, agent: int, _: int) -> None:
        desk = self._by_number[agent]
        desk.on_shift = True
        self.admission.agent(desk.agent_id, comes=True)
        if not desk.is_busy:
            self._free(desk, self.now)

    def _goes(self, agent: int, _: int) -> None:
        desk = self._by_number[agent]
        desk.on_shift = False
        self.admission.agent(desk.agent_id, comes=False)
        if desk.is_free:
            self._taken(desk)
        if not desk.is_busy:
            self.lines.agent_gone(desk.agent_id)

    def _done(self, agent: int, _: int) -> None:
        self._free(self._by_number[agent], self.now)

    def _free(self, desk: Desk, since: float) -> None:
        desk.is_busy = False
        if not desk.on_shift:
            self.lines.agent_gone(desk.agent_id)
            self._serve()
        elif not desk.is_free:
            desk.is_free, desk.since, desk.idle_since = True, self.now, since
            self.lines.agent_free(desk.agent_id, since, desk.calls, desk.free, self.now)
            self._serve()

    def _taken(self, desk: Desk) -> None:
        self.lines.agent_taken(desk.agent_id)
        self.tally.spent(self.tally.ready, desk.agent_id, desk.since, self.now)
        desk.free += self.now - desk.since
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
            if stage is Stage.WAITING and number not in self.promised:
                self._leave(number)
                waited = max(self.scenario.length, self.now) - self.queued_at[number]
                self.tally.abandoned(self.queue_of[number], self.queued_at[number], waited)


def goals_of(center: Center) -> dict[str, Goal]:
    return {queue.id: Goal(queue.goal_seconds, queue.short_abandoned) for queue in center.queues.values()}
