"""Working time and holidays: the only calendar of the product."""

from lingtong.foundation.calendar.model import Calendar, CalendarWithoutHours, Opening, SpecialDay

__all__ = ["Calendar", "CalendarWithoutHours", "Opening", "SpecialDay"]
