from datetime import UTC, datetime

import pytest

from lingtong.foundation.calendar import Calendar, Opening
from lingtong.foundation.calendar.mainland import mainland_days

pytestmark = pytest.mark.model

OFFICE = (Opening("09:00", "18:00"),)


def office(*years: int) -> Calendar:
    days, _ = mainland_days(years, OFFICE)
    week = (OFFICE,) * 5 + ((), ())
    return Calendar(id="c", tenant_id="t", name="c", week=week, special_days=tuple(days))


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 4, tzinfo=UTC)  # noon in Shanghai


def test_holidays_close_and_shifted_days_open() -> None:
    calendar = office(2026)
    assert not calendar.is_open(at(10, 1))  # National Day, a Thursday
    assert not calendar.is_open(at(2, 17))  # Spring Festival
    shifted = [day for day in calendar.special_days if day.hours]
    assert shifted
    for day in shifted:
        noon = datetime.fromisoformat(f"{day.date}T12:00:00+08:00")
        assert noon.weekday() >= 5
        assert calendar.is_open(noon)


def test_plain_days_follow_the_week() -> None:
    calendar = office(2026)
    assert calendar.is_open(at(11, 23))
    assert not calendar.is_open(at(11, 22))


def test_a_year_that_is_not_announced_is_said_and_has_no_special_days() -> None:
    days, unknown = mainland_days([2026, 2099], OFFICE)
    assert unknown == [2099]
    assert all(day.date.startswith("2026") for day in days)
