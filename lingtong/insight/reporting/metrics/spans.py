"""Days, hours and half hours of a tenant's own clock, right also where that clock is moved."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HALF_HOUR, HOUR = 30, 60  # minutes


class Spans:
    def __init__(self, timezone: str) -> None:
        self.zone = ZoneInfo(timezone)

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def day_starts(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)

    def starts(self, at: datetime, minutes: int) -> datetime:
        """When the hour or half hour of `at` began, in UTC: an hour that comes twice is two hours."""
        local = at.astimezone(self.zone)
        began = local.replace(minute=local.minute - local.minute % minutes, second=0, microsecond=0)
        return began.astimezone(UTC)

    def before(self, start: datetime, minutes: int) -> datetime:
        """The beginning of the span that ended when this one began."""
        return self.starts(start - timedelta(seconds=1), minutes)
