import time
from math import sqrt
from statistics import mean, stdev
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingtong.floor.center import Center
from lingtong.floor.routing.config import AfterWait, Ring
from lingtong.foundation.calendar import Calendar, Opening
from lingtong.insight.reporting import service_level
from lingtong.insight.simulation.erlang import impatient, patient
from lingtong.insight.simulation.model import ENDLESS, Call, Generated, Scenario, Shift, Volume
from lingtong.insight.simulation.results import sheet_of
from lingtong.insight.simulation.tally import Count, Tally
from lingtong.insight.simulation.tests.days import (
    DAY,
    TENANT,
    WHOLE_DAY,
    agent,
    call,
    center,
    markov,
    one_queue,
    queue,
    scenario,
)
from lingtong.insight.simulation.traffic import draw
from lingtong.insight.simulation.world import RINGS_OUTSIDE, World

pytestmark = pytest.mark.model

SEEDS = 8
T_7 = 3.499  # Student's t with 7 degrees of freedom: 99 of 100 intervals hold the truth


def play(day: Scenario, calls: list[Call]) -> Tally:
    return World(day, calls).play()


def whole(tally: Tally, queue_id: str = "fault") -> Count:
    found = Count()
    for count in tally.counts[queue_id]:
        found.add(count)
    return found


def interval(values: list[float]) -> tuple[float, float]:
    half = T_7 * stdev(values) / sqrt(len(values))
    return mean(values) - half, mean(values) + half


@pytest.mark.parametrize(("load", "agents", "handling"), [(8, 10, 240), (2, 3, 90), (18, 21, 600)])
def test_patient_callers_are_served_as_erlang_c_says(load: float, agents: int, handling: float) -> None:
    levels, waits, busy = [], [], []
    for seed in range(SEEDS):
        day = markov(load, agents, handling)
        tally = play(day, draw(day, seed))
        count = whole(tally)
        levels.append(count.within / count.answered)
        waits.append(count.waited / count.answered)
        handled, ready = tally.agents_time(day.center.agents)
        busy.append(sum(handled) / (sum(handled) + sum(ready)))
    wanted = patient(load, agents, handling, 20)
    for values, true in ((levels, wanted.service_level), (waits, wanted.asa), (busy, wanted.occupancy)):
        low, high = interval(values)
        assert low <= true <= high


@pytest.mark.parametrize(
    ("load", "agents", "handling", "patience"), [(10, 9, 300, 60), (5, 6, 180, 30), (30, 25, 900, 120)]
)
def test_impatient_callers_are_served_as_erlang_a_says(
    load: float, agents: int, handling: float, patience: float
) -> None:
    levels, lost, waits = [], [], []
    for seed in range(SEEDS):
        day = markov(load, agents, handling, patience)
        count = whole(play(day, draw(day, seed)))
        level = service_level(count.within, count.answered, count.abandoned, count.short)
        assert level is not None
        levels.append(level)
        lost.append(count.abandoned / count.offered)
        waits.append(count.waited / count.answered)
    wanted = impatient(load, agents, handling, patience, 20)
    for values, true in ((levels, wanted.service_level), (lost, wanted.abandoned), (waits, wanted.asa)):
        low, high = interval(values)
        assert low <= true <= high


def test_the_line_is_served_in_order_and_higher_priority_first() -> None:
    low, high = queue(), queue("bill", "3002", priority=5)
    of = center([low, high], [agent(1, fault=5, bill=5)])
    tally = play(scenario(of), [call(0), call(1), call(2, "bill"), call(3)])
    assert [whole(tally).waited, whole(tally, "bill").waited] == [0 + 199 + 297, 98]


def test_who_gives_up_is_not_served_and_a_short_wait_is_told_apart() -> None:
    day = scenario(one_queue(1, short_abandoned=5))
    tally = play(day, [call(0, handling=60), call(10, patience=4), call(10, patience=30), call(20)])
    count = whole(tally)
    assert (count.offered, count.answered, count.abandoned, count.short) == (4, 2, 2, 1)
    assert (count.waited, count.longest, count.within) == (40, 40, 1)


def test_an_offer_takes_its_time_and_the_caller_may_leave_meanwhile() -> None:
    day = scenario(one_queue(1), answer_after=4)
    count = whole(play(day, [call(0, patience=3), call(10)]))
    assert (count.abandoned, count.answered, count.waited) == (1, 1, 4)


def test_an_unanswered_offer_gives_the_place_back_and_rests_the_agent() -> None:
    day = scenario(one_queue(1, ring_for=15), unanswered=0.5, away_for=60, answer_after=2)
    count = whole(play(day, [call(0, luck=0.4)]))  # 0.4: rings out; then 0.4/0.5 = 0.8: is answered
    assert (count.answered, count.waited) == (1, 15 + 60 + 2)
    other = scenario(one_queue(1, ring_for=15, unanswered="keep"), unanswered=0.5, answer_after=2)
    assert whole(play(other, [call(0, luck=0.4)])).waited == 15 + 2
    paused = scenario(one_queue(1, ring_for=15, unanswered="pause"), unanswered=0.5, answer_after=2)
    assert whole(play(paused, [call(0, luck=0.4)])).waited == 15 + 10 + 2


def test_somebody_else_takes_what_rang_out() -> None:
    day = scenario(one_queue(2, ring_for=15), unanswered=0.5, answer_after=2)
    assert whole(play(day, [call(0, luck=0.4)])).waited == 17


def test_a_shift_ends_after_the_last_call_and_nobody_serves_the_rest() -> None:
    day = scenario(one_queue(1), shifts={"a0": (Shift(100, 250),)})
    tally = play(day, [call(0), call(190, handling=300), call(240)])
    count = whole(tally)
    assert (count.answered, count.waited, count.abandoned) == (2, 100 + 10, 1)
    handled, ready = tally.agents_time(["a0"])
    assert (sum(handled), sum(ready)) == (400, 0)


def test_ready_time_is_counted_up_to_the_end_of_the_shift() -> None:
    day = scenario(one_queue(1), shifts={"a0": (Shift(1000, 4000),)})
    handled, ready = play(day, [call(1500, handling=600)]).agents_time(["a0"])
    assert handled[:3] == [300, 300, 0]
    assert ready[:3] == [500, 1500, 400]


def test_a_full_line_overflows_or_releases() -> None:
    first = queue(max_waiting=1, overflow_queue="bill")
    of = center([first, queue("bill", "3002", max_waiting=1)], [])
    tally = play(scenario(of), [call(0), call(1), call(2)])
    assert [whole(tally, name).offered for name in ("fault", "bill")] == [2, 1]
    assert (whole(tally).other, whole(tally).abandoned, whole(tally, "bill").abandoned) == (1, 1, 1)


def test_who_waits_too_long_goes_on_to_the_other_line_with_the_old_place() -> None:
    first = queue(max_wait=30, overflow_queue="bill")
    of = center([first, queue("bill", "3002")], [agent(1, bill=5)])
    calls = [call(0, "bill", handling=200), call(50), call(60, "bill")]
    tally = play(scenario(of), calls)
    assert (whole(tally).other, whole(tally).longest) == (1, 30)
    assert whole(tally, "bill").answered == 3
    assert whole(tally, "bill").waited == 0 + (200 - 80) + (300 - 60)


def test_who_waits_too_long_without_another_line_is_released() -> None:
    count = whole(play(scenario(one_queue(0, max_wait=30)), [call(0)]))
    assert (count.other, count.abandoned, count.longest) == (1, 0, 30)


def test_rules_after_a_wait_come_in_their_order() -> None:
    rules = (
        AfterWait(after=20, do="callback"),
        AfterWait(after=40, do="queue", target="full"),
        AfterWait(after=60, do="queue", target="bill"),
        AfterWait(after=90, do="hang_up"),
    )
    line, full = queue(after_wait=rules), queue("full", "3003", max_waiting=1)
    of = center([line, full, queue("bill", "3002", after_wait=(AfterWait(after=30, do="number"),))], [])
    tally = play(scenario(of), [call(0, "full"), call(10)])
    assert (whole(tally).other, whole(tally).longest) == (1, 60)
    assert (whole(tally, "bill").other, whole(tally, "bill").longest) == (1, 30)
    assert (whole(tally, "full").offered, whole(tally, "full").abandoned) == (1, 1)


def test_nobody_stands_in_a_line_that_nobody_serves_where_the_rule_says_so() -> None:
    closed = queue(no_agents="overflow", overflow_queue="bill")
    of = center(
        [closed, queue("bill", "3002"), queue("tax", "3003", no_agents="hang_up")], [agent(1, bill=5)]
    )
    tally = play(scenario(of), [call(0), call(1, "tax")])
    assert [whole(tally, name).offered for name in ("fault", "bill", "tax")] == [0, 1, 1]
    assert whole(tally, "tax").other == 1


def test_nobody_new_stands_in_a_line_that_is_closed() -> None:
    """Open from 9 to 17 o'clock in Shanghai, which is 1 to 9 by the clock of the day."""
    hours = Calendar(id="office", tenant_id=TENANT, name="Office", week=((Opening("09:00", "17:00"),),) * 7)
    of = msgspec.structs.replace(
        one_queue(1, calendar_id="office", overflow_queue="other"), calendars={"office": hours}
    )
    found = whole(play(scenario(of), [call(0.5 * 3600), call(3600.0), call(8.9 * 3600), call(9 * 3600.0)]))
    assert (found.offered, found.answered, found.other) == (4, 2, 2)


def test_who_is_called_back_keeps_the_place_and_loses_no_patience() -> None:
    given = {"callback": "agent_first", "callback_after": 30.0}
    calls = [call(0.0), call(10.0, patience=60.0), call(20.0)]
    found = play(scenario(one_queue(1, **given), callbacks=1.0), calls)
    day = whole(found)
    assert (day.offered, day.answered, day.abandoned, day.other) == (3, 1, 0, 2)
    handled, _ = found.agents_time(["a0"])
    assert sum(handled) == 100.0 + 2 * (100.0 + RINGS_OUTSIDE)
    without = whole(play(scenario(one_queue(1, **given)), calls))
    assert (without.answered, without.abandoned, without.other) == (2, 1, 0)
    closed = whole(play(scenario(one_queue(1), callbacks=1.0), calls))
    assert (closed.answered, closed.abandoned) == (2, 1)


def test_callbacks_relieve_a_rush_and_cost_the_agents_their_time() -> None:
    volume = Volume(
        queue_id="fault", calls=(0.0,) * 20 + (60.0,) * 4 + (0.0,) * 24, handling=300, patience=120
    )
    of = one_queue(5, callback="agent_first", callback_after=30.0)
    day = scenario(of, Generated(volumes=(volume,)))
    calls = draw(day, 1)
    before, after = whole(play(day, calls)), whole(play(msgspec.structs.replace(day, callbacks=0.6), calls))
    assert after.abandoned < before.abandoned
    assert after.answered + after.other > before.answered
    assert after.offered == before.offered == len(calls)
    assert after.answered + after.abandoned + after.other == len(calls)


def test_an_expected_wait_beyond_the_limit_turns_callers_away() -> None:
    day = scenario(one_queue(1, max_expected_wait=250))
    tally = play(day, [call(0, handling=100), *(call(1) for _ in range(4))])
    assert (whole(tally).answered, whole(tally).other) == (3, 2)


def test_the_same_seed_gives_the_same_day_and_another_seed_another() -> None:
    day = markov(8, 10, 60, 60)
    one, again, other = (sheet_of([play(day, draw(day, seed))], day.center) for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_figures_of_several_seeds_are_a_band() -> None:
    day = markov(9, 10, 60, 60)
    sheet = sheet_of([play(day, draw(day, seed)) for seed in range(3)], day.center)
    level = sheet.queues["fault"].day.service_level
    assert level is not None
    assert level.low < level.mean < level.high
    assert sheet.total.day == sheet.queues["fault"].day
    assert len(sheet.total.intervals) == 48


def test_a_day_without_calls_has_no_service_level() -> None:
    day = scenario(one_queue(2))
    found = sheet_of([play(day, [])], day.center)
    assert found.queues == {}
    assert (found.total.day.service_level, found.total.day.asa) == (None, None)
    assert found.total.day.occupancy is not None
    assert found.total.day.occupancy.mean == 0


rules = st.fixed_dictionaries(
    {
        "max_wait": st.sampled_from([0.0, 20.0, 90.0]),
        "max_waiting": st.sampled_from([0, 1, 3]),
        "max_expected_wait": st.sampled_from([0.0, 200.0]),
        "no_agents": st.sampled_from(["wait", "overflow", "hang_up"]),
        "after_wait": st.sampled_from([(), (AfterWait(after=25, do="queue", target="bill"),)]),
        "choice": st.sampled_from(["longest_idle", "ring_all", "fewest_calls"]),
        "rings": st.sampled_from([(), (Ring(after=15, skills={"fault": 1}, borrow=("bill",)),)]),
        "priority": st.integers(0, 3),
        "unanswered": st.sampled_from(["not_ready", "pause", "keep"]),
    }
)
arrivals = st.lists(
    st.builds(
        call,
        st.floats(0, 5000),
        st.sampled_from(["fault", "bill"]),
        handling=st.floats(0, 400),
        after_call_work=st.floats(0, 60),
        patience=st.floats(0, 300) | st.just(ENDLESS),
        luck=st.floats(0, 0.999),
        priority=st.integers(0, 2),
    ),
    max_size=60,
)
spans = st.tuples(st.floats(0, 3000), st.floats(1, 3000)).map(lambda two: Shift(two[0], two[0] + two[1]))


def any_center(first: dict[str, Any], second: dict[str, Any]) -> Center:
    queues = [queue(overflow_queue="bill", **first), queue("bill", "3002", **second)]
    return center(queues, [agent(1, fault=5), agent(2, bill=5), agent(3, fault=4, bill=4)])


@settings(max_examples=200)
@given(
    of=st.builds(any_center, rules, rules),
    calls=arrivals,
    shifts=st.lists(spans, min_size=3, max_size=3),
    unanswered=st.floats(0, 0.9),
    answer_after=st.sampled_from([0.0, 3.0]),
)
def test_nobody_is_lost_or_counted_twice(
    of: Center, calls: list[Call], shifts: list[Shift], unanswered: float, answer_after: float
) -> None:
    planned = {f"a{number}": (shift,) for number, shift in enumerate(shifts, 1)}
    day = scenario(of, shifts=planned, length=9000, unanswered=unanswered, answer_after=answer_after)
    world = World(day, sorted(calls, key=lambda one: one.at))
    tally = world.play()
    for name in of.queues:
        count = whole(tally, name)
        assert count.offered == count.answered + count.abandoned + count.other
        assert count.within <= count.answered
        assert count.short <= count.abandoned
    assert sum(whole(tally, name).answered + whole(tally, name).abandoned for name in of.queues) <= len(calls)
    for agent_id, (shift,) in planned.items():
        handled, ready = tally.agents_time([agent_id])
        assert min(*handled, *ready) >= 0
        assert sum(ready) <= shift.ends - shift.begins + 1e-6
    assert not world.asked


def test_a_day_of_fifty_thousand_calls_takes_seconds() -> None:
    """Ten queues, 320 agents with two skills each; the bound is twenty seconds on one core."""
    names = [f"q{number}" for number in range(10)]
    queues = [queue(name, str(3000 + number)) for number, name in enumerate(names)]
    agents = [agent(number, **{names[number % 10]: 5, names[(number + 1) % 10]: 4}) for number in range(320)]
    volumes = tuple(
        Volume(queue_id=name, calls=(50_100 / 480,) * 48, handling=480, after_call_work=30, patience=120)
        for name in names
    )
    of = center(queues, agents)
    day = msgspec.structs.replace(
        scenario(of, Generated(volumes=volumes), answer_after=4.0, unanswered=0.03),
        shifts=dict.fromkeys(of.agents, WHOLE_DAY),
    )
    calls = draw(day, 1)
    began = time.process_time()
    total = sheet_of([play(day, calls)], of).total.day
    assert time.process_time() - began < 20
    assert len(calls) == pytest.approx(50_000, rel=0.02)
    assert total.offered.mean == len(calls)
    assert total.service_level is not None
    assert 0.5 < total.service_level.mean < 1
    assert day.length == DAY
