"""Lines held and attempts per second against what looking at every call of the day says."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lingtong.insight.reporting.metrics.spans import Spans
from lingtong.insight.reporting.metrics.surge import COLUMN, Load, SurgeFold
from lingtong.interactions.events import InteractionArrived, InteractionEnded

pytestmark = pytest.mark.model

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine in the morning in Shanghai
Calls = list[tuple[float, float]]  # seconds from the start, seconds held


def moment(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def played(calls: Calls, until: float) -> Load:
    load = Load(Spans("Asia/Shanghai"))
    events = [(at, 1) for at, _ in calls] + [(at + held, -1) for at, held in calls]
    for at, step in sorted(events):
        if at <= until:
            (load.arrive if step > 0 else load.leave)(moment(at))
    return load


def exponential(rate: float, held: float, seconds: float, seed: int) -> Calls:
    rng = random.Random(seed)
    calls, at = [], rng.expovariate(rate)
    while at < seconds:
        calls.append((round(at, 6), round(rng.expovariate(1 / held), 6)))
        at += rng.expovariate(rate)
    return calls


def most_held(calls: Calls, begins: float, ends: float) -> int:
    """By looking at every call at every moment at which one begins."""
    moments = [begins, *(at for at, _ in calls if begins <= at < ends)]
    return max(sum(at <= now < at + held for at, held in calls) for now in moments)


def line_seconds(calls: Calls, begins: float, ends: float) -> float:
    return sum(max(min(at + held, ends) - max(at, begins), 0.0) for at, held in calls)


@pytest.mark.parametrize(("rate", "held", "seed"), [(0.5, 90, 1), (2, 45, 2), (5, 12, 3)])
def test_exponential_arrivals_are_measured_as_they_were(rate: float, held: float, seed: int) -> None:
    now = 1800.0
    calls = exponential(rate, held, now, seed)
    found = played(calls, now).figures(moment(now))
    seconds = Counter(int(at) for at, _ in calls)
    assert found.lines == sum(at <= now < at + length for at, length in calls)
    assert found.erlangs == pytest.approx(line_seconds(calls, 0, now) / now, abs=0.06)
    assert found.lines_hour == found.lines_day == most_held(calls, 0, now)
    assert found.caps_hour == found.caps_day == max(seconds.values())
    assert found.caps_day_at == moment(min(at for at, n in seconds.items() if n == found.caps_day))
    assert found.caps == seconds[1799]
    assert found.caps_minute == pytest.approx(sum(seconds[at] for at in range(1740, 1800)) / 60, abs=0.006)


def test_the_first_call_of_a_day_is_a_peak_at_its_own_moment() -> None:
    found = played([(90.5, 20)], 200).figures(moment(200))
    assert (found.lines_day, found.lines_day_at) == (1, moment(90.5))


def test_a_long_day_comes_to_the_load_that_was_offered() -> None:
    """5 calls a second of 30 seconds are 150 erlangs, and 5 attempts a second."""
    calls = exponential(5, 30, 3540, 7)
    load = played(calls, 3540)
    columns = load.columns(moment(3540))[1:-1]
    assert sum(one.erlangs for one in columns) / len(columns) == pytest.approx(150, rel=0.05)
    assert sum(one.arrivals for one in columns) / len(columns) / 300 == pytest.approx(5, rel=0.05)
    assert max(one.caps for one in columns) > 10  # the second measure: the peak of a second, not the mean


@settings(max_examples=30)
@given(
    some.lists(
        some.tuples(some.integers(0, 7200).map(float), some.integers(0, 4000).map(float)), max_size=25
    ),
    some.integers(0, 7300).map(float),
)
def test_every_column_hour_and_peak_is_that_of_the_calls(calls: Calls, now: float) -> None:
    load = played(calls, now)
    here = [(at, held) for at, held in calls if at <= now]
    found = load.figures(moment(now))
    hour = now // 3600 * 3600
    assert found.lines == sum(at + held > now for at, held in here)
    if now > hour:
        assert found.erlangs == pytest.approx(line_seconds(here, hour, now) / (now - hour), abs=0.06)
    for column in load.columns(moment(now)):
        begins = (column.starts - START).total_seconds()
        ends = min(begins + COLUMN.total_seconds(), now)
        assert column.arrivals == sum(begins <= at < begins + 300 for at, _ in here)
        if ends > begins:
            assert column.erlangs == pytest.approx(
                line_seconds(here, begins, ends) / (ends - begins), abs=0.06
            )


def test_midnight_begins_a_new_day_with_what_is_still_held() -> None:
    load = Load(Spans("Asia/Shanghai"))
    midnight = datetime(2026, 11, 23, 16, tzinfo=UTC)
    for seconds in (40, 30, 20):
        load.arrive(midnight - timedelta(seconds=seconds))
    load.leave(midnight - timedelta(seconds=10))
    found = load.figures(midnight + timedelta(minutes=1))
    assert (found.lines, found.lines_day, found.lines_hour) == (2, 2, 2)
    assert (found.caps_day, found.erlangs) == (0, 2.0)
    assert [one.starts for one in load.columns(midnight + timedelta(minutes=1))] == [midnight]


def test_calls_are_counted_for_the_whole_the_number_and_the_trunk_once_each() -> None:
    fold = SurgeFold(Spans("Asia/Shanghai"))

    def arrives(number: int, direction: Any = "in", trunk: str = "one") -> None:
        common: dict[str, Any] = {
            "id": f"f{number}",
            "tenant_id": "t",
            "at": moment(number),
            "interaction_id": f"i{number}",
        }
        fold.take(
            InteractionArrived(
                **common, direction=direction, ani="1", dnis="2", entry_point_id="e", trunk=trunk
            )
        )

    for number in (1, 2, 3):
        arrives(number)
    arrives(3)  # told twice
    arrives(4, trunk="")
    arrives(5, direction="out")
    fold.take(
        InteractionEnded(
            id="g",
            tenant_id="t",
            at=moment(9),
            interaction_id="i2",
            result="abandoned",
            cause="normal",
            clearing_party="customer",
            lasted=7.0,
        )
    )
    lines = [
        fold.figures(key, moment(10)).lines
        for key in (("center", ""), ("entry_point", "e"), ("trunk", "one"))
    ]
    assert lines == [3, 3, 2]
    assert fold.figures(("trunk", "two"), moment(10)).lines == 0
    fold.forget_before(moment(86_400))
    assert fold.figures(("center", ""), moment(86_400)).lines == 0


def test_a_clock_that_goes_back_neither_fails_nor_counts_twice() -> None:
    load = Load(Spans("Asia/Shanghai"))
    for seconds in (10.0, 9.0, 11.0):
        load.arrive(moment(seconds))
    load.leave(moment(5))
    found = load.figures(moment(12))
    assert (found.lines, found.lines_day, found.caps_day) == (2, 3, 2)
    assert all(one.starts < other.starts for one, other in pairwise(load.columns(moment(12))))
