from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingtong.foundation.journal.facts import Fact
from lingtong.insight.reporting.metrics import HOUR, Fold
from lingtong.insight.reporting.metrics.pace import Pace
from lingtong.interactions import events as said
from lingtong.interactions.testing import Call

pytestmark = pytest.mark.model

TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten o'clock in Shanghai


def call(name: str, began: datetime, ends: str, waited: float = 20.0) -> list[Fact]:
    """`ends`: handled, abandoned, abandoned_in_menu or degraded."""
    one = Call("t", name, began)
    one.arrives(entry_point_id="main")
    if ends == "handled":
        one.is_answered("wang", waited=waited)
        one.ends("wang", at=waited + 100)
        return one.facts
    over = 5.0
    if ends == "abandoned":
        one.tell(said.InteractionQueued, 2, queue_id="q1", priority=0)
        over = 2 + waited
        one.tell(said.QueueLeft, over, queue_id="q1", waited=waited, outcome="abandoned")
    one.tell(said.InteractionEnded, over, result=ends, cause="normal", clearing_party="customer", lasted=over)
    return one.facts


def folded(*calls: list[Fact]) -> Fold:
    fold = Fold("Asia/Shanghai")
    for fact in sorted((fact for one in calls for fact in one), key=lambda fact: fact.at):
        fold.take(fact)
    return fold


def test_callers_count_for_the_hour_in_which_they_called_however_late_they_are_served() -> None:
    fold = folded(
        call("a", TEN - timedelta(seconds=5), "handled"),
        call("b", TEN, "handled"),
        call("c", TEN + timedelta(seconds=1), "abandoned"),
        call("d", TEN + timedelta(seconds=2), "abandoned_in_menu"),
        call("e", TEN + timedelta(seconds=3), "degraded"),
    )
    nine, ten = (fold.entry_points.of_hour(TEN - timedelta(hours=n), "main") for n in (1, 0))
    assert (nine.arrivals, nine.answered, nine.handled, nine.lost) == (1, 1, 1, 0)
    assert (ten.arrivals, ten.answered, ten.lost, ten.queued) == (4, 1, 2, 2)
    assert (ten.queue_time, ten.lost_time, ten.average_queue_time) == (40.0, 27.0, 20.0)
    today = fold.entry_points.of_day(fold.day_of(TEN), "main")
    assert (today.arrivals, today.queue_time) == (5, 60.0)


def test_an_entry_point_without_callers_has_no_mean() -> None:
    assert folded().entry_points.of_hour(TEN, "main").average_queue_time is None


drawn = st.lists(
    st.tuples(
        st.integers(-7200, 7200),
        st.sampled_from(["handled", "abandoned", "abandoned_in_menu", "degraded"]),
        st.integers(0, 400),
    ),
    max_size=40,
)


@given(drawn)
def test_hours_equal_a_count_by_hand(calls: list[tuple[int, str, int]]) -> None:
    made = [
        call(str(n), TEN + timedelta(seconds=second), ends, float(waited))
        for n, (second, ends, waited) in enumerate(calls)
    ]
    fold = folded(*made)
    for hour in range(-2, 2):
        start = TEN + timedelta(hours=hour)
        mine = [one for one in calls if start <= TEN + timedelta(seconds=one[0]) < start + timedelta(hours=1)]
        found = fold.entry_points.of_hour(fold.spans.starts(start, HOUR), "main")
        lines = [one for one in mine if one[1] in ("handled", "abandoned")]
        assert found.arrivals == len(mine)
        assert found.handled == found.answered == sum(one[1] == "handled" for one in mine)
        assert found.lost == sum(one[1].startswith("abandoned") for one in mine)
        assert (found.queued, found.queue_ends) == (len(lines), len(lines))
        assert found.queue_time == sum(one[2] for one in lines)


@given(st.lists(st.floats(-4000, 0), max_size=60))
def test_the_columns_of_the_pace_hold_each_caller_once(seconds: list[float]) -> None:
    pace, now = Pace(), TEN + timedelta(minutes=2)
    for second in seconds:
        pace.count(now + timedelta(seconds=second))
    first = TEN - timedelta(minutes=55)
    expected = sum(now + timedelta(seconds=second) >= first for second in seconds)
    assert sum(pace.columns(now)) == expected
    assert len(pace.columns(now)) == 12


def test_the_pace_warns_when_callers_come_faster_and_keeps_silent_over_a_few() -> None:
    def after(usual: int, lately: int) -> Any:
        pace = Pace()
        for minute in range(30):
            for _ in range(usual):
                pace.count(TEN - timedelta(minutes=40 - minute))
        for minute in range(10):
            for _ in range(lately):
                pace.count(TEN - timedelta(minutes=10 - minute))
        return pace.change(TEN)

    assert after(2, 2) == 0.0
    assert after(2, 5) == 1.5
    assert after(2, 1) == -0.5
    assert after(0, 0) is None
    assert after(0, 1) == 9.0
