from typing import Literal

import msgspec

Covers = Literal["always", "open", "closed"]
HOLIDAY = 7  # a day of its own beside the seven of the week


class Officer(msgspec.Struct, frozen=True, kw_only=True):
    """`key` names the officer within the roster. At least one of seat and telephone."""

    key: str
    name: str
    agent_id: str = ""
    mobile: str = ""
    mail: str = ""


class WeeklyShift(msgspec.Struct, frozen=True, kw_only=True):
    """`week` counts from 0 within the rotation, `day` from Monday 0; 7 is a holiday. Times as `HH:MM`.

    A shift that does not end after it begins ends on the next day.
    """

    week: int = 0
    day: int
    opens: str
    closes: str
    officer: str


class DatedShift(msgspec.Struct, frozen=True, kw_only=True):
    """On one date instead of whoever the week names. A later one of the list covers an earlier one."""

    date: str
    opens: str
    closes: str
    officer: str
    why: str = ""


class DutyRoster(msgspec.Struct, frozen=True, kw_only=True):
    """`starts` is a day of the rotation's first week. The calendar's days without hours are holidays; a
    weekend day with hours is worked like a Monday. `covers`: when somebody must be on duty, always or while
    the calendar is open or closed.
    """

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    timezone: str = "Asia/Shanghai"
    calendar_id: str = ""
    covers: Covers = "always"
    weeks: int = 1
    starts: str = "2026-01-05"
    officers: tuple[Officer, ...] = ()
    shifts: tuple[WeeklyShift, ...] = ()
    dated: tuple[DatedShift, ...] = ()
