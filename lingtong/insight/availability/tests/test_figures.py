"""The definition, on days of ours: what counts, what is planned, where a month ends and how long a day is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lingtong.insight.availability.figures import (
    Down,
    Outage,
    a_year_before,
    days,
    down,
    month_of,
    period,
)

pytestmark = pytest.mark.model
SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def outage(begin: float, seconds: float, *, planned: bool = False) -> Outage:
    """`begin` seconds after noon."""
    at = NOON + timedelta(seconds=begin)
    return Outage(began_at=at, ended_at=at + timedelta(seconds=seconds), planned=planned)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_it_is_the_seconds_in_which_calls_were_taken_of_the_seconds_there_were() -> None:
    found = period([outage(100, 10)], NOON, after(1000), LONG_AGO, after(1000))
    assert found.availability == pytest.approx(0.99)
    assert found.seconds == 1000


def test_without_an_outage_it_is_one_exactly() -> None:
    assert period([], NOON, after(1000), LONG_AGO, after(1000)).availability == 1.0


def test_a_planned_outage_counts_and_is_told_apart() -> None:
    outages = [outage(100, 10), outage(500, 100, planned=True)]
    found = period(outages, NOON, after(1000), LONG_AGO, after(1000))
    assert found.down == Down(all=110.0, planned=100.0)
    assert found.availability == pytest.approx(0.89)
    assert found.without_planned == pytest.approx(890 / 900)


def test_outages_over_one_another_count_once_and_are_planned_only_where_all_are() -> None:
    outages = [outage(0, 10), outage(5, 10, planned=True), outage(6, 2), outage(15, 5, planned=True)]
    assert down(outages, NOON, after(100)) == Down(all=20.0, planned=10.0)


def test_an_outage_over_the_edge_counts_with_what_lies_inside() -> None:
    assert down([outage(-30, 40), outage(95, 60)], NOON, after(100)) == Down(all=15.0, planned=0.0)


def test_what_was_before_the_count_began_is_no_availability() -> None:
    found = period([outage(500, 5)], NOON, after(1000), after(400), after(1000))
    assert found.counted_from == after(400)
    assert found.availability == pytest.approx(595 / 600)
    assert period([], NOON, after(1000), after(1000), after(1000)).availability is None


def test_five_nines_of_a_year_are_five_minutes_and_a_quarter() -> None:
    begin = a_year_before(NOON, SHANGHAI)
    found = period([outage(-400, 20)], begin, NOON, LONG_AGO, NOON)
    assert found.allowance == pytest.approx(315.36)
    assert found.left == pytest.approx(295.36)
    assert period([outage(-400, 360)], begin, NOON, LONG_AGO, NOON).left == pytest.approx(-44.64)


def test_a_month_that_goes_on_grants_what_is_granted_until_its_end() -> None:
    begin, end = month_of(NOON, SHANGHAI)
    assert begin == datetime(2026, 10, 31, 16, 0, tzinfo=UTC)
    assert end == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    found = period([outage(-60, 60)], begin, end, LONG_AGO, NOON)
    assert found.allowance == pytest.approx(25.92)
    assert found.seconds == (NOON - begin).total_seconds()
    assert found.availability == pytest.approx(1 - 60 / found.seconds)


def test_an_outage_at_midnight_is_shared_by_two_months_as_the_place_counts_them() -> None:
    midnight = datetime(2026, 10, 31, 16, 0, tzinfo=UTC)  # in Shanghai
    late = Outage(midnight - timedelta(seconds=3), midnight + timedelta(seconds=7), planned=False)
    assert period([late], *month_of(NOON, SHANGHAI), LONG_AGO, NOON).down.all == 7.0
    assert period([late], *month_of(NOON, ZoneInfo("UTC")), LONG_AGO, NOON).down.all == 0.0
    assert period([late], *month_of(midnight - timedelta(1), SHANGHAI), LONG_AGO, NOON).down.all == 3.0


@pytest.mark.parametrize(
    ("now", "month"),
    [
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), (2027, 1)),
        (datetime(2026, 1, 31, 15, 59, tzinfo=UTC), (2026, 1)),
        (datetime(2024, 2, 29, 12, 0, tzinfo=UTC), (2024, 2)),
    ],
)
def test_months_are_those_of_the_place(now: datetime, month: tuple[int, int]) -> None:
    begin = month_of(now, SHANGHAI)[0].astimezone(SHANGHAI)
    assert ((begin.year, begin.month), begin.day, begin.hour) == (month, 1, 0)


def test_days_are_as_long_as_their_clocks_make_them() -> None:
    now = datetime(2026, 10, 25, 23, 30, tzinfo=UTC)  # Monday there; the clocks went back on Sunday
    found = days([], BERLIN, LONG_AGO, now, 3)
    assert [one.day.day for one in found] == [24, 25, 26]
    assert [one.counted for one in found] == [86400.0, 90000.0, 1800.0]


def test_days_before_the_count_began_are_known_to_be_unknown() -> None:
    begin = NOON - timedelta(days=1)
    found = days([outage(-3600, 10)], SHANGHAI, begin, NOON, 4)
    assert [one.counted for one in found] == [0.0, 0.0, 4 * 3600.0, 20 * 3600.0]
    assert [one.down.all for one in found] == [0.0, 0.0, 0.0, 10.0]


def test_a_leap_day_has_a_day_a_year_before() -> None:
    assert a_year_before(datetime(2024, 2, 29, 12, tzinfo=UTC), BERLIN).day == 28
