"""Who is on duty when, and when nobody is. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec

from lingtong.floor.duty.config import HOLIDAY, DutyRoster, Officer
from lingtong.foundation.calendar import Calendar

DAY = timedelta(days=1)
LOOK_AROUND = timedelta(days=8)  # how far the beginning and the end of a shift are looked for
MONDAY, SUNDAY = 0, 6
Calendars = Mapping[str, Calendar]


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """`officer` of None: nobody; it is then a gap where the roster has to be covered (`needed`)."""

    starts: datetime
    ends: datetime
    officer: Officer | None = None
    dated: bool = False
    why: str = ""
    needed: bool = True

    @property
    def is_gap(self) -> bool:
        return self.officer is None and self.needed


class OnDuty(msgspec.Struct, frozen=True, kw_only=True):
    officer: Officer
    since: datetime
    until: datetime


class _Piece(msgspec.Struct, frozen=True):
    starts: datetime
    ends: datetime
    officer: str
    rank: int  # 0 by the week; of dated shifts the later one wins
    why: str = ""


def on_duty(roster: DutyRoster, at: datetime, calendars: Calendars) -> OnDuty | None:
    """The officer of this moment, with the beginning and the end of the time on duty without a change."""
    spans = timeline(roster, calendars, at - LOOK_AROUND, at + LOOK_AROUND)
    here = next((number for number, one in enumerate(spans) if one.starts <= at < one.ends), None)
    if here is None or spans[here].officer is None:
        return None
    first = last = here
    officer = spans[here].officer
    while first > 0 and spans[first - 1].officer == officer:
        first -= 1
    while last + 1 < len(spans) and spans[last + 1].officer == officer:
        last += 1
    assert officer is not None
    return OnDuty(officer=officer, since=spans[first].starts, until=spans[last].ends)


def next_on_duty(roster: DutyRoster, at: datetime, calendars: Calendars) -> OnDuty | None:
    """Who comes after whoever is on duty now."""
    now = on_duty(roster, at, calendars)
    begins = now.until if now is not None else at
    for span in timeline(roster, calendars, begins, begins + LOOK_AROUND):
        if span.officer is not None:
            return OnDuty(officer=span.officer, since=span.starts, until=span.ends)
    return None


def gaps(roster: DutyRoster, calendars: Calendars, begins: datetime, ends: datetime) -> list[Span]:
    """When somebody must be on duty and nobody is."""
    return [span for span in timeline(roster, calendars, begins, ends) if span.is_gap]


def timeline(roster: DutyRoster, calendars: Calendars, begins: datetime, ends: datetime) -> tuple[Span, ...]:
    """Every moment from `begins` to `ends`, in spans without a change."""
    officers = {one.key: one for one in roster.officers}
    calendar = calendars.get(roster.calendar_id)
    pieces = [piece for piece in _pieces(roster, calendar, begins, ends) if piece.officer in officers]
    cuts = {begins, ends, *(at for piece in pieces for at in (piece.starts, piece.ends))}
    if calendar is not None and roster.covers != "always":
        cuts.update(_turns(calendar, begins, ends))
    found: list[Span] = []
    pieces.sort(key=lambda piece: piece.rank)
    for starts, stops in pairwise(sorted(cut for cut in cuts if begins <= cut <= ends)):
        top: _Piece | None = None
        for piece in pieces:
            if piece.starts <= starts < piece.ends:
                top = piece
        span = Span(
            starts=starts,
            ends=stops,
            officer=officers[top.officer] if top is not None else None,
            dated=top is not None and top.rank > 0,
            why=top.why if top is not None else "",
            needed=_is_needed(roster, calendar, starts),
        )
        _append(found, span)
    return tuple(found)


def _append(spans: list[Span], span: Span) -> None:
    """One more, or the last one longer where nothing differs."""
    if spans:
        last = spans[-1]
        if msgspec.structs.replace(last, ends=span.ends) == msgspec.structs.replace(span, starts=last.starts):
            spans[-1] = msgspec.structs.replace(last, ends=span.ends)
            return
    spans.append(span)


def _is_needed(roster: DutyRoster, calendar: Calendar | None, at: datetime) -> bool:
    if roster.covers == "always" or calendar is None:
        return True
    return calendar.is_open(at) == (roster.covers == "open")


def _pieces(
    roster: DutyRoster, calendar: Calendar | None, begins: datetime, ends: datetime
) -> Iterator[_Piece]:
    zone = ZoneInfo(roster.timezone)
    first, last = begins.astimezone(zone).date() - DAY, ends.astimezone(zone).date()
    kinds_known = {shift.day for shift in roster.shifts}
    day = first
    while day <= last:
        week = ((day - _monday(date.fromisoformat(roster.starts))).days // 7) % roster.weeks
        kind = _kind_of(day, calendar)
        if kind == HOLIDAY and HOLIDAY not in kinds_known:
            kind = SUNDAY
        for shift in roster.shifts:
            if shift.week == week and shift.day == kind:
                yield _Piece(*_bounds(day, shift.opens, shift.closes, zone), shift.officer, 0)
        day += DAY
    for number, one in enumerate(roster.dated, start=1):
        on = date.fromisoformat(one.date)
        if first <= on <= last:
            yield _Piece(*_bounds(on, one.opens, one.closes, zone), one.officer, number, one.why)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _kind_of(day: date, calendar: Calendar | None) -> int:
    """Monday 0 to Sunday 6, or a holiday; a weekend day that is worked to make up for one is a Monday."""
    special = next(
        (one for one in (calendar.special_days if calendar else ()) if one.date == day.isoformat()), None
    )
    if special is None:
        return day.weekday()
    if not special.hours:
        return HOLIDAY
    return MONDAY if day.weekday() > 4 else day.weekday()


def _bounds(day: date, opens: str, closes: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    ends_on = day if closes > opens else day + DAY
    return _moment(day, opens, zone), _moment(ends_on, closes, zone)


def _moment(day: date, clock: str, zone: ZoneInfo) -> datetime:
    if clock == "24:00":
        day, clock = day + DAY, "00:00"
    hour, minute = clock.split(":")
    return datetime.combine(day, time(int(hour), int(minute)), zone).astimezone(UTC)


def _turns(calendar: Calendar, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """Midnights, openings and closings of a calendar."""
    zone = ZoneInfo(calendar.timezone)
    special = {one.date: one.hours for one in calendar.special_days}
    day, last = begins.astimezone(zone).date(), ends.astimezone(zone).date()
    while day <= last:
        yield _moment(day, "00:00", zone)
        for hours in special.get(day.isoformat(), calendar.week[day.weekday()]):
            yield _moment(day, hours.opens, zone)
            yield _moment(day, hours.closes, zone)
        day += DAY


def overlaps(roster: DutyRoster) -> Iterable[tuple[int, int]]:
    """Pairs of weekly shifts, by their places, that name two officers for the same time."""
    whole = roster.weeks * 7 * 1440

    def minutes(number: int) -> tuple[int, int]:
        shift = roster.shifts[number]
        starts = (shift.week * 7 + shift.day) * 1440 + _minute(shift.opens)
        length = (_minute(shift.closes) - _minute(shift.opens) - 1) % 1440 + 1
        return starts, length

    plain = [number for number, shift in enumerate(roster.shifts) if shift.day != HOLIDAY]
    for at, one in enumerate(plain):
        for other in plain[at + 1 :]:
            (starts, length), (begins, lasts) = minutes(one), minutes(other)
            if (begins - starts) % whole < length or (starts - begins) % whole < lasts:
                yield one, other


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
