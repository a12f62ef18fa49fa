"""Figures of entry points: what came of the callers of each number, by the hour in which they called."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from lingtong.floor.lists.events import FalseReportMade, FalseReportTakenBack
from lingtong.foundation.journal.facts import Fact
from lingtong.insight.reporting.metrics import definitions
from lingtong.insight.reporting.metrics.spans import HOUR, Spans
from lingtong.interactions.events import (
    InteractionArrived,
    InteractionEnded,
    InteractionQueued,
    PartyJoined,
    QueueLeft,
    ScreeningBegan,
    ScreeningEnded,
)

# Ends by which a caller whom nobody has answered counts as lost. A call that the switch served alone is not,
# nor is one that ended with a message or the promise of a callback, nor one that was screened out.
LOST = frozenset({"abandoned_in_menu", "abandoned", "released", "refused", "lost", "unanswered"})


class EntryFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One entry point in one interval of arrival; times in seconds."""

    arrivals: int = 0
    answered: int = 0
    handled: int = 0
    lost: int = 0
    blocked: int = 0
    screened: int = 0
    screen_passed: int = 0
    screen_silent: int = 0
    screen_failed: int = 0
    false_reports: int = 0
    queued: int = 0
    queue_ends: int = 0
    queue_time: float = 0.0
    lost_time: float = 0.0
    average_queue_time: float | None = None


@dataclass
class EntrySpan:
    arrivals: int = 0
    answered: int = 0
    handled: int = 0
    lost: int = 0
    blocked: int = 0
    screened: int = 0
    screen_passed: int = 0
    screen_silent: int = 0
    screen_failed: int = 0
    false_reports: int = 0
    queued: int = 0
    queue_ends: int = 0
    queue_time: float = 0.0
    lost_time: float = 0.0

    def figures(self) -> EntryFigures:
        return EntryFigures(
            arrivals=self.arrivals,
            answered=self.answered,
            handled=self.handled,
            lost=self.lost,
            blocked=self.blocked,
            screened=self.screened,
            screen_passed=self.screen_passed,
            screen_silent=self.screen_silent,
            screen_failed=self.screen_failed,
            false_reports=self.false_reports,
            queued=self.queued,
            queue_ends=self.queue_ends,
            queue_time=self.queue_time,
            lost_time=self.lost_time,
            average_queue_time=definitions.average_queue_time(self.queue_time, self.queue_ends),
        )


@dataclass
class _Caller:
    entry_id: str
    arrived_at: datetime
    answered: bool = False
    queued: bool = False


class EntryFold:
    def __init__(self, spans: Spans, moved: Callable[[str, str], None]) -> None:
        self._spans, self._moved = spans, moved
        self._days: dict[tuple[date, str], EntrySpan] = {}
        self._hours: dict[tuple[datetime, str], EntrySpan] = {}
        self._callers: dict[str, _Caller] = {}
        self.last_arrival: dict[str, datetime] = {}
        self.takes: dict[type[Fact], Callable[[Any], None]] = {
            InteractionArrived: self._arrived,
            InteractionQueued: self._queued,
            QueueLeft: self._left,
            PartyJoined: self._joined,
            InteractionEnded: self._ended,
            ScreeningBegan: self._asked,
            ScreeningEnded: self._checked,
            FalseReportMade: self._judged,
            FalseReportTakenBack: self._judged,
        }

    def take(self, fact: Fact) -> None:
        act = self.takes.get(type(fact))
        if act is not None:
            act(fact)

    def of_day(self, day: date, entry_id: str) -> EntryFigures:
        return self._days.get((day, entry_id), EntrySpan()).figures()

    def of_hour(self, start: datetime, entry_id: str) -> EntryFigures:
        return self._hours.get((start, entry_id), EntrySpan()).figures()

    def forget_before(self, day: date) -> None:
        first = self._spans.day_starts(day)
        self._days = {key: kept for key, kept in self._days.items() if key[0] >= day}
        self._hours = {key: kept for key, kept in self._hours.items() if key[0] >= first}
        self._callers = {key: kept for key, kept in self._callers.items() if kept.arrived_at >= first}

    def _arrived(self, fact: InteractionArrived) -> None:
        if fact.direction != "in" or not fact.entry_point_id:
            return
        self.last_arrival[fact.entry_point_id] = fact.at
        caller = self._callers[fact.interaction_id] = _Caller(fact.entry_point_id, fact.at)
        for span in self._of(caller):
            span.arrivals += 1

    def _queued(self, fact: InteractionQueued) -> None:
        caller = self._callers.get(fact.interaction_id)
        if caller is None or caller.queued:
            return
        caller.queued = True
        for span in self._of(caller):
            span.queued += 1

    def _left(self, fact: QueueLeft) -> None:
        caller = self._callers.get(fact.interaction_id)
        if caller is None:
            return
        for span in self._of(caller):
            span.queue_ends += 1
            span.queue_time += fact.waited

    def _joined(self, fact: PartyJoined) -> None:
        caller = self._callers.get(fact.interaction_id)
        if caller is None or caller.answered or fact.role in ("customer", "supervisor"):
            return
        caller.answered = True
        for span in self._of(caller):
            span.answered += 1

    def _ended(self, fact: InteractionEnded) -> None:
        caller = self._callers.pop(fact.interaction_id, None)
        if caller is None:
            return
        is_lost = not caller.answered and fact.result in LOST
        for span in self._of(caller):
            span.handled += fact.result == "handled"
            span.lost += is_lost
            span.blocked += fact.result == "blocked"
            span.lost_time += fact.lasted if is_lost else 0.0

    def _asked(self, fact: ScreeningBegan) -> None:
        for span in self._at(fact.interaction_id):
            span.screened += 1

    def _checked(self, fact: ScreeningEnded) -> None:
        for span in self._at(fact.interaction_id):
            span.screen_passed += fact.outcome == "passed"
            span.screen_silent += fact.outcome == "silent"
            span.screen_failed += fact.outcome == "failed"

    def _judged(self, fact: FalseReportMade | FalseReportTakenBack) -> None:
        """Often after the call is over."""
        if fact.arrived_at is None or not fact.entry_point_id:
            return
        for span in self._of(_Caller(fact.entry_point_id, fact.arrived_at)):
            span.false_reports += 1 if isinstance(fact, FalseReportMade) else -1

    def _at(self, interaction_id: str) -> Iterator[EntrySpan]:
        caller = self._callers.get(interaction_id)
        return self._of(caller) if caller is not None else iter(())

    def _of(self, caller: _Caller) -> Iterator[EntrySpan]:
        """The day and the hour in which the caller came."""
        day = self._spans.day_of(caller.arrived_at)
        hour = self._spans.starts(caller.arrived_at, HOUR)
        self._moved("entry_point", caller.entry_id)
        yield self._days.setdefault((day, caller.entry_id), EntrySpan())
        yield self._hours.setdefault((hour, caller.entry_id), EntrySpan())
