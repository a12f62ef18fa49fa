from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from lingtong.kit import Refusal


class CalendarWithoutHours(Refusal):
    code = "calendar.without_hours"
    status = 422


class Opening(msgspec.Struct, frozen=True):
    """Open from `opens` until `closes`, both `HH:MM`; `closes` may be `24:00`."""

    opens: str
    closes: str


class SpecialDay(msgspec.Struct, frozen=True):
    """A date (`YYYY-MM-DD`) with hours of its own: none on a holiday, some on a shifted working day."""

    date: str
    name: str = ""
    hours: tuple[Opening, ...] = ()


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """`week` has seven entries, Monday first."""

    id: str
    tenant_id: str
    name: str
    timezone: str = "Asia/Shanghai"
    week: tuple[tuple[Opening, ...], ...]
    special_days: tuple[SpecialDay, ...] = ()

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(ZoneInfo(self.timezone))
        clock, today = local.strftime("%H:%M"), local.date().isoformat()
        special = {day.date: day.hours for day in self.special_days}
        hours = special.get(today, self.week[local.weekday()])
        return any(opening.opens <= clock < opening.closes for opening in hours)

    def is_holiday(self, at: datetime) -> bool:
        """Closed all day, whatever the weekday says."""
        today = at.astimezone(ZoneInfo(self.timezone)).date().isoformat()
        return any(day.date == today and not day.hours for day in self.special_days)

    def check(self) -> None:
        """Refuses a calendar that never opens, or whose hours run backwards."""
        everything = [hour for day in self.week for hour in day]
        everything += [hour for day in self.special_days for hour in day.hours]
        if len(self.week) != 7 or not any(self.week):
            raise CalendarWithoutHours("A calendar needs seven days and at least one opening hour.")
        for hour in everything:
            if not hour.opens < hour.closes:
                raise CalendarWithoutHours(
                    "An opening must end after it begins.", opens=hour.opens, closes=hour.closes
                )
