"""What boards should show, counted from the journal's facts without any of the product's own counting.

Each figure has its history: the value after every fact that changed it. What a board shows at a moment must
be a value of that history, not older than what it showed before; the seconds between are its lag.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lingtong.floor.agents.events import AgentStateChanged
from lingtong.foundation.journal import Fact
from lingtong.interactions.events import (
    InteractionArrived,
    InteractionEnded,
    InteractionQueued,
    PartyJoined,
    QueueLeft,
)

STATES = ("ready", "talking", "after_call_work", "not_ready", "reserved")
Key = tuple[object, ...]
ZONE = ZoneInfo("Asia/Shanghai")
NOBODY = (0, 0, 0, 0, 0)
UNQUEUED: tuple[object, ...] = (0, None)
UNCALLED = (0, 0, 0, 0, 0, 0.0)
UNUSED = (0, 0, 0, 0, 0, 0, 0.0, 0.0)


class History:
    """The values of one figure, the first one before any fact."""

    def __init__(self, first: object) -> None:
        self._at: list[float] = [0.0]
        self._values: list[object] = [first]
        self._seen: dict[str, int] = {}

    @property
    def last(self) -> object:
        return self._values[-1]

    def at(self, moment: float) -> object:
        return self._values[bisect_right(self._at, moment) - 1]

    def add(self, at: float, value: object) -> None:
        if value != self._values[-1]:
            self._at.append(at)
            self._values.append(value)

    def lag(self, board: str, shown_at: float, value: object) -> float | None:
        """How long what was shown then had been out of date; None where it is no value of ours."""
        for place in range(bisect_right(self._at, shown_at) - 1, self._seen.get(board, 0) - 1, -1):
            if self._values[place] == value:
                self._seen[board] = place
                later = self._at[place + 1 : place + 2]
                return max(0.0, shown_at - later[0]) if later else 0.0
        return None


class _Call:
    def __init__(self, entry_id: str, arrived: datetime) -> None:
        self.entry_id, self.arrived = entry_id, arrived
        self.waits: dict[str, datetime] = {}
        self.was_queued = self.was_answered = False


class Recount:
    """`goal` and `short` are seconds. `histories` by kind, id and, where counted, the span
    and its start: an hour may begin with the day."""

    def __init__(self, facts: Iterable[Fact], goal: float = 20.0, short: float = 5.0) -> None:
        self._goal, self._short = goal, short
        self._calls: dict[str, _Call] = {}
        self._states: dict[str, str] = {}
        self._lines: dict[str, dict[str, datetime]] = defaultdict(dict)
        self._queues: dict[Key, list[float]] = defaultdict(lambda: [0, 0, 0, 0, 0, 0.0])
        self._entries: dict[Key, list[float]] = defaultdict(lambda: [0, 0, 0, 0, 0, 0, 0.0, 0.0])
        self._inside: dict[str, int] = defaultdict(int)
        self.histories: dict[Key, History] = {}
        self.ended: dict[str, str] = {}
        for fact in facts:
            self._take(fact)

    def history(self, key: Key) -> History:
        firsts: dict[object, object] = {
            "agents": NOBODY, "agent": ("logged_out",), "line": UNQUEUED, "queue": UNCALLED,
            "inside": 0, "entry": UNUSED,
        }  # fmt: skip
        return self.histories.setdefault(key, History(firsts[key[0]]))

    # --- facts

    def _take(self, fact: Fact) -> None:
        match fact:
            case InteractionArrived():
                self._calls[fact.interaction_id] = _Call(fact.entry_point_id, fact.at)
                self._entry(fact.interaction_id, fact.at, (0, 1))
            case InteractionQueued():
                self._queued(fact)
            case QueueLeft():
                self._left(fact)
            case PartyJoined() if fact.role not in ("customer", "supervisor"):
                self._answered(fact)
            case InteractionEnded():
                self._ended(fact)
            case AgentStateChanged():
                self._state(fact)

    def _queued(self, fact: InteractionQueued) -> None:
        call = self._calls[fact.interaction_id]
        call.waits[fact.queue_id] = fact.at
        self._lines[fact.queue_id][fact.interaction_id] = fact.at
        self._line(fact.queue_id, fact.at)
        self._count(fact.queue_id, fact.at, fact.at, (0, 1))
        self._inside[call.entry_id] += 1
        self._place(("inside", call.entry_id), fact.at, self._inside[call.entry_id])
        if not call.was_queued:
            call.was_queued = True
            self._entry(fact.interaction_id, fact.at, (4, 1))

    def _left(self, fact: QueueLeft) -> None:
        call = self._calls[fact.interaction_id]
        came = call.waits.pop(fact.queue_id)
        del self._lines[fact.queue_id][fact.interaction_id]
        self._line(fact.queue_id, fact.at)
        if fact.outcome == "answered":
            self._count(
                fact.queue_id, came, fact.at, (1, 1), (4, fact.waited <= self._goal), (5, fact.waited)
            )
        elif fact.outcome == "abandoned":
            self._count(fact.queue_id, came, fact.at, (2, 1), (3, fact.waited < self._short))
        self._inside[call.entry_id] -= 1
        self._place(("inside", call.entry_id), fact.at, self._inside[call.entry_id])
        self._entry(fact.interaction_id, fact.at, (5, 1), (6, fact.waited))

    def _answered(self, fact: PartyJoined) -> None:
        call = self._calls.get(fact.interaction_id)
        if call is not None and not call.was_answered:
            call.was_answered = True
            self._entry(fact.interaction_id, fact.at, (1, 1))

    def _ended(self, fact: InteractionEnded) -> None:
        call, result = self._calls[fact.interaction_id], fact.result
        self.ended[fact.interaction_id] = result
        if result == "handled":
            self._entry(fact.interaction_id, fact.at, (2, 1))
        elif not call.was_answered and result not in ("degraded", "callback"):
            self._entry(fact.interaction_id, fact.at, (3, 1), (7, fact.lasted))

    def _state(self, fact: AgentStateChanged) -> None:
        self._states[fact.agent_id] = str(fact.state)
        self._place(("agent", fact.agent_id), fact.at, (str(fact.state),))
        found = list(self._states.values())
        self._place(("agents",), fact.at, tuple(found.count(state) for state in STATES))

    # --- values

    def _line(self, queue_id: str, at: datetime) -> None:
        waits = self._lines[queue_id].values()
        self._place(("line", queue_id), at, (len(waits), min(waits, default=None)))

    def _count(self, queue_id: str, came: datetime, at: datetime, *changes: tuple[int, float]) -> None:
        for span, start in (("interval", half_hour_of(came)), ("today", day_of(came))):
            self._add(("queue", queue_id, span, start), self._queues, at, changes)

    def _entry(self, interaction_id: str, at: datetime, *changes: tuple[int, float]) -> None:
        call = self._calls[interaction_id]
        for span, start in (("hour", hour_of(call.arrived)), ("today", day_of(call.arrived))):
            self._add(("entry", call.entry_id, span, start), self._entries, at, changes)

    def _add(
        self, key: Key, counts: dict[Key, list[float]], at: datetime, changes: Iterable[tuple[int, float]]
    ) -> None:
        counted = counts[key]
        for place, more in changes:
            counted[place] += more
        self._place(key, at, rounded(counted))

    def _place(self, key: Key, at: datetime, value: object) -> None:
        self.history(key).add(at.timestamp(), value)


def shown_in(view: Any) -> Iterator[tuple[Key, object]]:
    """What one `figures.changed` tells, under the keys of the histories."""
    for queue in view.queues:
        yield ("line", queue.queue_id), (queue.waiting, queue.oldest_queued_at)
        for span, start, one in (
            ("interval", queue.interval_starts.astimezone(UTC), queue.interval),
            ("today", day_of(view.at), queue.today),
        ):
            counts = (one.offered, one.answered, one.abandoned, one.short_abandoned, one.within_goal)
            waited = (one.asa or 0.0) * one.answered
            yield ("queue", queue.queue_id, span, start), rounded((*counts, waited))
    for entry in view.entry_points:
        yield ("inside", entry.entry_point_id), entry.waiting
        hour, day = entry.hour_starts.astimezone(UTC), day_of(view.at)
        for span, start, one in (
            ("hour", hour, entry.this_hour),
            ("hour", hour - timedelta(hours=1), entry.last_hour),
            ("today", day, entry.today),
        ):
            calls = (one.arrivals, one.answered, one.handled, one.lost, one.queued, one.queue_ends)
            yield (
                ("entry", entry.entry_point_id, span, start),
                rounded((*calls, one.queue_time, one.lost_time)),
            )
    for agent in view.agents:
        yield ("agent", agent.agent_id), (str(agent.state),)
    if view.counters is not None:
        one = view.counters
        yield ("agents",), (one.ready, one.talking, one.after_call_work, one.not_ready, one.ringing)


def rounded(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(round(float(value), 2) for value in values)


def half_hour_of(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=at.minute - at.minute % 30, second=0, microsecond=0)


def hour_of(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def day_of(at: datetime) -> datetime:
    return at.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
