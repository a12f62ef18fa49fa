"""Surges in two measures: lines held, in erlangs, and attempts per second (CAPS). Of arriving calls alone.

A line is held from the moment in which the call comes in until everybody has left it. Exact: what is shown is
the sum over the calls themselves, never a sample.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from lingtong.foundation.journal.facts import Fact
from lingtong.insight.reporting.metrics.spans import HOUR, Spans
from lingtong.interactions.events import InteractionArrived, InteractionEnded

COLUMN = timedelta(minutes=5)
MINUTE = 60  # seconds over which the mean of attempts is taken
Key = tuple[str, str]  # center, entry_point or trunk, and its id (of a trunk the name)
WHOLE: Key = ("center", "")


class SurgeFigures(msgspec.Struct, frozen=True, kw_only=True):
    """`erlangs`: mean of lines held in this hour so far. `caps`: attempts in the last whole second."""

    lines: int = 0
    erlangs: float = 0.0
    lines_hour: int = 0
    lines_day: int = 0
    lines_day_at: datetime | None = None
    caps: int = 0
    caps_minute: float = 0.0
    caps_hour: int = 0
    caps_day: int = 0
    caps_day_at: datetime | None = None


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """Five minutes of the clock: attempts, the most lines at a time, the most attempts in a second."""

    starts: datetime
    arrivals: int
    lines: int
    erlangs: float
    caps: int


@dataclass
class _Span:
    """An hour, a day or a column."""

    starts: datetime
    arrivals: int = 0
    held: float = 0.0  # line seconds
    lines: int = 0
    lines_at: datetime | None = None
    caps: int = 0
    caps_at: datetime | None = None


class Load:
    """One thing. Times must not run backwards: an earlier one counts as the latest."""

    def __init__(self, spans: Spans) -> None:
        self._spans = spans
        self._lines = 0
        self._last: datetime | None = None
        self._hour: _Span | None = None
        self._day: _Span | None = None
        self._columns: dict[datetime, _Span] = {}
        self._seconds: deque[tuple[int, int]] = deque()  # second and its attempts, of the last minute

    def arrive(self, at: datetime) -> None:
        at = self._advance(at)
        spans = self._open(at)  # they begin with the lines that were held before
        self._lines += 1
        count = self._count(int(at.timestamp()))
        for span in spans:
            span.arrivals += 1
            if self._lines > span.lines:
                span.lines, span.lines_at = self._lines, at
            if count > span.caps:
                span.caps, span.caps_at = count, at.replace(microsecond=0)

    def leave(self, at: datetime) -> None:
        self._advance(at)
        self._lines -= 1

    def figures(self, now: datetime) -> SurgeFigures:
        now = self._advance(now)
        hour, day, _ = self._open(now)
        second = int(now.timestamp())
        lately = sum(count for at, count in self._seconds if second - MINUTE <= at < second)
        seconds = (now - hour.starts).total_seconds()
        return SurgeFigures(
            lines=self._lines,
            erlangs=round(hour.held / seconds, 1) if seconds else float(self._lines),
            lines_hour=hour.lines,
            lines_day=day.lines,
            lines_day_at=day.lines_at,
            caps=next((count for at, count in self._seconds if at == second - 1), 0),
            caps_minute=round(lately / MINUTE, 2),
            caps_hour=hour.caps,
            caps_day=day.caps,
            caps_day_at=day.caps_at,
        )

    def columns(self, now: datetime) -> list[Column]:
        """Today's, up to the running one; those in which nothing was held are left out."""
        now = self._advance(now)
        day = self._open(now)[1].starts
        found = []
        for span in self._columns.values():
            seconds = (min(span.starts + COLUMN, now) - span.starts).total_seconds()
            if span.starts >= day and (span.arrivals or span.held):
                mean = span.held / seconds if seconds else float(span.lines)
                found.append(
                    Column(
                        starts=span.starts,
                        arrivals=span.arrivals,
                        lines=span.lines,
                        erlangs=round(mean, 1),
                        caps=span.caps,
                    )
                )
        return found

    def forget_before(self, at: datetime) -> None:
        self._columns = {key: span for key, span in self._columns.items() if key >= at}

    def _count(self, second: int) -> int:
        """One more in this second; gives how many those are."""
        if self._seconds and self._seconds[-1][0] == second:
            self._seconds[-1] = (second, self._seconds[-1][1] + 1)
        else:
            self._seconds.append((second, 1))
        while self._seconds[0][0] < second - MINUTE:
            self._seconds.popleft()
        return self._seconds[-1][1]

    def _advance(self, at: datetime) -> datetime:
        """Charge the lines that were held since the last look to the spans in which they were."""
        if self._last is not None:
            at = max(at, self._last)
            if self._lines:
                for starts, ends in self._steps(self._last, at):
                    for span in self._open(starts):
                        span.held += self._lines * (ends - starts).total_seconds()
        self._last = at
        return at

    def _steps(self, starts: datetime, ends: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The time between, cut where a column begins; hours and days begin with one."""
        while starts < ends:
            until = min(_column(starts) + COLUMN, ends)
            yield starts, until
            starts = until

    def _open(self, at: datetime) -> tuple[_Span, _Span, _Span]:
        """The hour, the day and the column of the moment. What is held when one begins is its first peak."""
        hour, column = self._spans.starts(at, HOUR), _column(at)
        if self._hour is None or self._hour.starts != hour:
            self._hour = _Span(hour, lines=self._lines, lines_at=hour)
            day = self._spans.day_starts(self._spans.day_of(at)).astimezone(UTC)
            if self._day is None or self._day.starts != day:
                self._day = _Span(day, lines=self._lines, lines_at=day if self._lines else None)
        if column not in self._columns:
            self._columns[column] = _Span(column, lines=self._lines)
        assert self._day is not None
        return self._hour, self._day, self._columns[column]


def _column(at: datetime) -> datetime:
    seconds = int(at.timestamp())
    return datetime.fromtimestamp(seconds - seconds % int(COLUMN.total_seconds()), UTC)


class SurgeFold:
    """The loads of one tenant: of the whole center, each entry point, each trunk."""

    def __init__(self, spans: Spans) -> None:
        self._spans = spans
        self._loads: dict[Key, Load] = {}
        self._holding: dict[str, tuple[tuple[Key, ...], datetime]] = {}

    def take(self, fact: Fact) -> None:
        if isinstance(fact, InteractionArrived):
            self._arrived(fact)
        elif isinstance(fact, InteractionEnded):
            keys, _ = self._holding.pop(fact.interaction_id, ((), fact.at))
            for key in keys:
                self._load(key).leave(fact.at)

    def figures(self, key: Key, now: datetime) -> SurgeFigures:
        load = self._loads.get(key)
        return load.figures(now) if load is not None else SurgeFigures()

    def columns(self, key: Key, now: datetime) -> list[Column]:
        load = self._loads.get(key)
        return load.columns(now) if load is not None else []

    def keys(self) -> list[Key]:
        return list(self._loads)

    def forget_before(self, at: datetime) -> None:
        """Calls that began earlier are over, whatever became of the word of it."""
        for load in self._loads.values():
            load.forget_before(at)
        for interaction_id, (keys, came) in list(self._holding.items()):
            if came < at:
                del self._holding[interaction_id]
                for key in keys:
                    self._load(key).leave(at)

    def _arrived(self, fact: InteractionArrived) -> None:
        if fact.direction != "in" or fact.interaction_id in self._holding:
            return
        keys = [WHOLE]
        keys += [("entry_point", fact.entry_point_id)] if fact.entry_point_id else []
        keys += [("trunk", fact.trunk)] if fact.trunk else []
        self._holding[fact.interaction_id] = (tuple(keys), fact.at)
        for key in keys:
            self._load(key).arrive(fact.at)

    def _load(self, key: Key) -> Load:
        found = self._loads.get(key)
        if found is None:
            found = self._loads[key] = Load(self._spans)
        return found
