from collections import Counter
from collections.abc import Sequence

from lingtong.foundation.calendar.model import Calendar, CalendarWithoutHours
from lingtong.foundation.calendar.schemas import CalendarBody
from lingtong.foundation.calendar.tables import CalendarRow
from lingtong.foundation.catalog import Finding, Kind
from lingtong.foundation.db import Reading


async def _findings(_: Reading, calendar: Calendar) -> Sequence[Finding]:
    found = []
    try:
        calendar.check()
    except CalendarWithoutHours as no:
        params = {name: str(value) for name, value in no.params.items()}
        found.append(Finding(field="week", code=no.code, message=no.message, params=params))
    twice = [day for day, times in Counter(day.date for day in calendar.special_days).items() if times > 1]
    if twice:
        message = f"These days are listed twice: {', '.join(sorted(twice)[:5])}."
        found.append(Finding(field="special_days", code="duplicate", message=message))
    return found


CALENDARS = Kind(
    name="calendars",
    item=Calendar,
    table=CalendarRow,
    body=CalendarBody,
    at_most=200,
    findings=_findings,
)
KINDS = (CALENDARS,)
