from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingtong.insight.reporting.metrics import HALF_HOUR, HOUR, Spans

pytestmark = pytest.mark.model

zones = st.sampled_from(
    ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]
)
moments = st.integers(1_700_000_000, 1_900_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@given(zones, moments, st.sampled_from([HOUR, HALF_HOUR]))
def test_a_span_begins_at_a_full_one_of_the_tenants_clock(zone: str, moment: datetime, minutes: int) -> None:
    spans = Spans(zone)
    start = spans.starts(moment, minutes)
    assert start <= moment < start + timedelta(minutes=minutes + 30)  # half an hour more where clocks move
    assert spans.starts(start, minutes) == start
    assert start.astimezone(spans.zone).minute % minutes == 0
    assert spans.before(start, minutes) < start


def test_an_hour_that_comes_twice_is_two_hours() -> None:
    spans = Spans("Europe/Berlin")
    first, again = at("2026-10-25T02:40:00+02:00"), at("2026-10-25T02:40:00+01:00")
    assert spans.starts(first, HOUR) == at("2026-10-25T02:00:00+02:00")
    assert spans.starts(again, HOUR) == at("2026-10-25T02:00:00+01:00")
    assert spans.before(spans.starts(again, HOUR), HOUR) == spans.starts(first, HOUR)


def test_an_hour_that_is_left_out_has_none() -> None:
    spans = Spans("Europe/Berlin")
    after = at("2026-03-29T03:10:00+02:00")
    assert spans.starts(after, HOUR) == at("2026-03-29T03:00:00+02:00")
    assert spans.before(spans.starts(after, HOUR), HOUR) == at("2026-03-29T01:00:00+01:00")


@pytest.mark.parametrize(("zone", "day", "hours"), [
    ("Europe/Berlin", "2026-10-25", 25), ("Europe/Berlin", "2026-03-29", 23),
    ("Asia/Shanghai", "2026-10-25", 24), ("Asia/Kathmandu", "2026-10-25", 24),
])  # fmt: skip
def test_every_minute_of_a_day_is_in_exactly_one_of_its_hours(zone: str, day: str, hours: int) -> None:
    spans = Spans(zone)
    date = datetime.fromisoformat(day).date()
    begins, ends = spans.day_starts(date), spans.day_starts(date + timedelta(days=1))
    moment, count = begins.astimezone(UTC), Counter[datetime]()
    while moment < ends:
        count[spans.starts(moment, HOUR)] += 1
        moment += timedelta(minutes=1)
    assert len(count) == hours
    assert set(count.values()) == {60}
