"""Availability: the seconds of a period in which the system took calls, divided by the seconds of the period.

It takes calls while an engine is active and its switch is connected. Planned outages count like others; what
the figure would be without them stands beside it. Where two outages lie over one another, a second counts
once, and as planned only where all of them are. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

GOAL = 0.99999
PLANNED = "stopped"
DAYS = 30


@dataclass(frozen=True)
class Outage:
    began_at: datetime
    ended_at: datetime
    planned: bool


@dataclass(frozen=True)
class Down:
    """Seconds; `planned` is the part of `all` that was stopped in order."""

    all: float
    planned: float


@dataclass(frozen=True)
class Period:
    """`counted_from` is later than `begin` where nothing is known of before. Seconds are of what has passed.

    `availability` is None before anything was counted. `allowance` are the seconds that the goal grants from
    there to `end`, which may still come; `left` are those that nobody has used, and negative beyond the goal.
    """

    begin: datetime
    end: datetime
    counted_from: datetime
    seconds: float
    down: Down
    availability: float | None
    without_planned: float | None
    allowance: float
    left: float


@dataclass(frozen=True)
class Day:
    """`counted` seconds of the day are known of; 0 before the count began and after now."""

    day: date
    counted: float
    down: Down


def down(outages: Iterable[Outage], begin: datetime, end: datetime) -> Down:
    inside = [
        (max(one.began_at, begin), min(one.ended_at, end), one.planned)
        for one in outages
        if one.began_at < end and one.ended_at > begin
    ]
    unplanned = _covered((first, last) for first, last, planned in inside if not planned)
    both = _covered((first, last) for first, last, _ in inside)
    return Down(all=both, planned=both - unplanned)


def period(
    outages: Sequence[Outage], begin: datetime, end: datetime, counted_from: datetime, now: datetime
) -> Period:
    since, until = max(begin, counted_from), min(end, now)
    seconds = max((until - since).total_seconds(), 0.0)
    was = down(outages, since, until)
    allowance = max((end - since).total_seconds(), 0.0) * (1 - GOAL)
    return Period(
        begin=begin,
        end=end,
        counted_from=since,
        seconds=seconds,
        down=was,
        availability=_share(seconds - was.all, seconds),
        without_planned=_share(seconds - was.all, seconds - was.planned),
        allowance=allowance,
        left=allowance - was.all,
    )


def days(
    outages: Sequence[Outage], zone: ZoneInfo, counted_from: datetime, now: datetime, count: int = DAYS
) -> list[Day]:
    """The last days of that place, oldest first, today with them. A day is as long as its clocks make it."""
    today = now.astimezone(zone).date()
    return [
        _day(outages, today - timedelta(days=ago), zone, counted_from, now) for ago in reversed(range(count))
    ]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(ZoneInfo("UTC"))


def month_of(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    first = now.astimezone(zone).date().replace(day=1)
    return midnight(first, zone), midnight((first + timedelta(days=32)).replace(day=1), zone)


def a_year_before(now: datetime, zone: ZoneInfo) -> datetime:
    """The same time of the same day; of February 29th, of the 28th."""
    there = now.astimezone(zone)
    day = 28 if (there.month, there.day) == (2, 29) else there.day
    return there.replace(year=there.year - 1, day=day).astimezone(ZoneInfo("UTC"))


def _day(outages: Sequence[Outage], day: date, zone: ZoneInfo, counted_from: datetime, now: datetime) -> Day:
    begin, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    since, until = max(begin, counted_from), min(end, now)
    return Day(
        day=day,
        counted=max((until - since).total_seconds(), 0.0),
        down=down(outages, since, until) if since < until else Down(0.0, 0.0),
    )


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _covered(spans: Iterable[tuple[datetime, datetime]]) -> float:
    return sum((last - first).total_seconds() for first, last in _joined(spans))


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    open_: tuple[datetime, datetime] | None = None
    for first, last in sorted(spans):
        if open_ is not None and first <= open_[1]:
            open_ = (open_[0], max(open_[1], last))
            continue
        if open_ is not None:
            yield open_
        open_ = (first, last)
    if open_ is not None:
        yield open_
