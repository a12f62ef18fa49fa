from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from lingtong.floor.duty.config import DutyRoster
from lingtong.floor.duty.model import gaps, overlaps
from lingtong.floor.duty.schemas import RosterBody
from lingtong.floor.duty.tables import DutyRosterRow
from lingtong.foundation.calendar import Calendar
from lingtong.foundation.calendar.manifest import CALENDARS
from lingtong.foundation.catalog import Finding, Kind, Reference
from lingtong.foundation.catalog import store as catalog
from lingtong.foundation.db import Reading


def _references(roster: DutyRoster) -> Iterable[Reference]:
    if roster.calendar_id:
        yield Reference("calendar_id", "calendars", roster.calendar_id)
    for at, officer in enumerate(roster.officers):
        if officer.agent_id:
            yield Reference(f"officers.{at}.agent_id", "agents", officer.agent_id)


async def _findings(reader: Reading, roster: DutyRoster) -> Sequence[Finding]:
    wrong = [*_of_officers(roster), *_of_shifts(roster)]
    if wrong:
        return wrong
    calendar = await _calendar(reader, roster.calendar_id)
    return list(_warnings(roster, {calendar.id: calendar} if calendar is not None else {}))


async def _calendar(reader: Reading, calendar_id: str) -> Calendar | None:
    row = await catalog.one(reader.session, CALENDARS.table, calendar_id) if calendar_id else None
    return CALENDARS.of(catalog.values_of(row)) if row is not None else None


def _of_officers(roster: DutyRoster) -> Iterator[Finding]:
    times = Counter(officer.key for officer in roster.officers)
    for at, officer in enumerate(roster.officers):
        if times[officer.key] > 1:
            yield Finding(
                field=f"officers.{at}.key", code="duplicate", message=f"{officer.key} is listed twice."
            )
        if not officer.agent_id and not officer.mobile:
            message = f"{officer.name} needs a seat or a telephone number."
            yield Finding(field=f"officers.{at}.mobile", code="officer_unreachable", message=message)
    if roster.covers != "always" and not roster.calendar_id:
        message = "Choose the calendar whose hours decide when somebody must be on duty."
        yield Finding(field="calendar_id", code="covers_needs_calendar", message=message)


def _of_shifts(roster: DutyRoster) -> Iterator[Finding]:
    known = {officer.key for officer in roster.officers}
    named = [(f"shifts.{at}.officer", shift.officer) for at, shift in enumerate(roster.shifts)]
    named += [(f"dated.{at}.officer", shift.officer) for at, shift in enumerate(roster.dated)]
    for field, officer in named:
        if officer not in known:
            message = f"There is no officer {officer} in this roster."
            yield Finding(field=field, code="officer_unknown", message=message)
    for at, weekly in enumerate(roster.shifts):
        if weekly.week >= roster.weeks:
            message = f"The rotation has {roster.weeks} weeks only."
            yield Finding(field=f"shifts.{at}.week", code="week_beyond", message=message)
    for _, at in overlaps(roster):
        message = "Two officers are on duty at the same time."
        yield Finding(field=f"shifts.{at}", code="shifts_overlap", message=message)


def _warnings(roster: DutyRoster, calendars: dict[str, Calendar]) -> Iterator[Finding]:
    """One whole rotation without a gap is what a roster has to be; it may be saved on the way there."""
    begins = datetime.combine(date.fromisoformat(roster.starts), time(), UTC)
    found = gaps(roster, calendars, begins, begins + timedelta(weeks=roster.weeks))
    if found:
        at = found[0].starts.isoformat(timespec="minutes")
        message = f"Nobody is on duty from {at} on, and {len(found)} times in one rotation."
        yield Finding(
            field="shifts",
            code="duty_gap",
            message=message,
            severity="warning",
            params={"at": at, "count": str(len(found))},
        )


DUTY_ROSTERS = Kind(
    name="duty-rosters",
    item=DutyRoster,
    table=DutyRosterRow,
    body=RosterBody,
    at_most=100,
    references=_references,
    findings=_findings,
)
