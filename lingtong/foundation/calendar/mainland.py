"""Public holidays of mainland China with their shifted working days, as the State Council announces them."""

from collections.abc import Iterable
from datetime import date, timedelta

import chinese_calendar

from lingtong.foundation.calendar.model import Opening, SpecialDay

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def mainland_days(
    years: Iterable[int], working_hours: tuple[Opening, ...]
) -> tuple[list[SpecialDay], list[int]]:
    """Days that differ from a plain week, and the years that are not announced yet: there weekdays decide.

    Holidays have no hours; a weekend day that is worked to make up for one has `working_hours`.
    """
    days: list[SpecialDay] = []
    unknown = []
    for year in years:
        try:
            days += _days_of(year, working_hours)
        except NotImplementedError:
            unknown.append(year)
    return days, unknown


def _days_of(year: int, working_hours: tuple[Opening, ...]) -> list[SpecialDay]:
    found = []
    day = date(year, 1, 1)
    while day.year == year:
        is_holiday, name = chinese_calendar.get_holiday_detail(day)
        label = _NAMES.get(name or "", "")
        if is_holiday and name is not None:
            found.append(SpecialDay(day.isoformat(), label))
        elif not is_holiday and day.weekday() >= 5:
            found.append(SpecialDay(day.isoformat(), f"{label}调休上班", working_hours))
        day += timedelta(days=1)
    return found
