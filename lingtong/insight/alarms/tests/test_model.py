from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingtong.floor.live.figures import (
    AgentFigures,
    Counted,
    EntryPointFigures,
    FiguresChanged,
    PortsNow,
    QueueFigures,
    TrunkFigures,
)
from lingtong.insight.alarms.config import AlarmRule
from lingtong.insight.alarms.model import MOVES, Cue, Phase, Standing, Track, good_from, shown
from lingtong.insight.alarms.readings import readings

pytestmark = pytest.mark.model

TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def rule(figure: Any = "waiting", limit: float = 10.0, **values: Any) -> AlarmRule:
    return AlarmRule(
        **{"id": "r", "tenant_id": "t", "name": "Rule", "figure": figure, "limit": limit, **values}
    )


def seen(one: AlarmRule, values: Sequence[float | None]) -> list[tuple[int, str]]:
    """(second, what came) with one value each second."""
    track = Track()
    came = [(at, track.look(one, value, TEN + timedelta(seconds=at))) for at, value in enumerate(values)]
    return [(at, what) for at, what in came if what is not None]


def test_an_alarm_enters_after_fifteen_seconds_over_and_leaves_after_thirty_well_under() -> None:
    assert seen(rule(), [11.0] * 20 + [8.0] * 40) == [(15, "entered"), (50, "left")]


def test_between_eighty_percent_and_the_limit_nothing_changes() -> None:
    assert seen(rule(), [11.0] * 20 + [9.0] * 300) == [(15, "entered")]
    assert seen(rule(), [9.0] * 300) == []


def test_a_moment_well_under_does_not_end_it_and_a_moment_over_does_not_begin_it() -> None:
    assert seen(rule(), [11.0] * 14 + [10.0] + [11.0] * 14) == []
    assert seen(rule(), [11.0] * 16 + ([8.0] * 20 + [9.0]) * 5) == [(15, "entered")]


def test_what_has_the_figure_no_more_is_well() -> None:
    assert seen(rule(), [11.0] * 20 + [None] * 40) == [(15, "entered"), (50, "left")]


@pytest.mark.parametrize(
    ("figure", "limit", "good"),
    [("waiting", 10, 8), ("ready", 2, 2.5), ("service_level", 0.6, 0.75), ("service_level", 0.9, 0.95)],
)
def test_where_low_is_bad_the_way_out_is_above_the_limit(figure: str, limit: float, good: float) -> None:
    assert good_from(rule(figure, limit)) == pytest.approx(good)


def test_low_service_level_is_an_alarm_and_a_high_one_is_none() -> None:
    assert seen(rule("service_level", 0.7), [0.6] * 20 + [0.9] * 40) == [(15, "entered"), (50, "left")]
    assert seen(rule("ready", 1), [0.0] * 20 + [2.0] * 40) == [(15, "entered"), (50, "left")]


def test_every_phase_is_reached_and_left_and_every_cue_is_used() -> None:
    assert {phase for phase, _ in MOVES} == set(Phase) == set(MOVES.values())
    assert {cue for _, cue in MOVES} == set(Cue)
    for phase in Phase:
        assert any(before is phase and after is not phase for (before, _), after in MOVES.items())


@given(st.lists(st.one_of(st.none(), st.floats(0, 20)), max_size=200))
def test_it_enters_and_leaves_in_turn_and_never_without_its_time(values: list[float | None]) -> None:
    came = seen(rule(), values)
    assert [what for _, what in came] == ["entered", "left"] * (len(came) // 2) + ["entered"] * (
        len(came) % 2
    )
    for at, what in came:
        before = values[at - (15 if what == "entered" else 30) : at + 1]
        if what == "entered":
            assert all(value is not None and value > 10 for value in before)
        else:
            assert all(value is None or value <= 8 for value in before)


def standing(
    name: str, level: Any = "alert", about: tuple[Any, str] = ("queue", "q1"), **values: Any
) -> Standing:
    return Standing(
        **{
            "id": name, "rule_id": "r", "level": level, "about_kind": about[0], "about_id": about[1],
            "value": 1.0, "began_at": TEN, **values,
        }
    )  # fmt: skip


def test_alarms_of_one_cause_are_one_line() -> None:
    rules = {"r": rule(), "s": rule("long_talk", 600, id="s")}
    lines = shown(
        [
            standing("a", "alert"),
            standing("b", "alarm", began_at=TEN + timedelta(seconds=5)),
            standing("c", about=("queue", "q2")),
            *(standing(f"agent{n}", about=("agent", f"a{n}"), rule_id="s") for n in range(20)),
        ],
        rules, TEN, an_hour=7, people=1,
    )  # fmt: skip
    assert [(one.alarm_id, one.children) for one in lines.alarms] == [("b", 1), ("agent0", 19), ("c", 0)]
    assert (lines.an_hour, lines.too_many) == (7, True)
    assert not shown([], rules, TEN, an_hour=7, people=2).too_many


def test_what_is_done_is_off_the_screens_and_what_is_shelved_comes_back() -> None:
    rules = {"r": rule(deliver=("screen", "sound"), level="alarm")}
    until = TEN + timedelta(minutes=5)
    alarms = [
        standing("a", "alarm", done_at=TEN),
        standing("b", "alarm", shelved_until=until, shelved_why="x"),
    ]
    now = shown(alarms, rules, TEN, 0, 1).alarms
    later = shown(alarms, rules, until, 0, 1).alarms
    assert [(one.alarm_id, one.state, one.sound) for one in now] == [("b", "shelved", False)]
    assert [(one.alarm_id, one.state, one.sound) for one in later] == [("b", "open", True)]


def agent(name: str, state: Any, since: datetime, **values: Any) -> AgentFigures:
    return AgentFigures(agent_id=name, agent_number=name, name=name, state=state, since=since, **values)


def floor() -> FiguresChanged:
    ago = TEN - timedelta(seconds=100)
    return FiguresChanged(
        at=TEN,
        whole=True,
        queues=(
            QueueFigures(
                queue_id="q1", number="3001", name="Fault", interval_starts=TEN, waiting=4,
                oldest_queued_at=ago, expected_wait=90.0, logged_in=3, ready=1, change=0.5,
                interval=Counted(offered=12, answered=9, abandoned=3, service_level=0.75),
            ),
            QueueFigures(
                queue_id="q2", number="3002", name="Few", interval_starts=TEN,
                interval=Counted(offered=1, abandoned=1, service_level=0.0),
            ),
        ),
        entry_points=(
            EntryPointFigures(
                entry_point_id="e", number="95598", name="Main", hour_starts=TEN, last_arrived_at=ago
            ),
        ),
        agents=(
            agent("w", "talking", ago, phone_reachable=True),
            agent("z", "not_ready", ago, phone_since=ago),
            agent("c", "after_call_work", ago, phone_reachable=True),
            agent("o", "logged_out", ago, phone_since=ago),
        ),
        trunks=(
            TrunkFigures(trunk_id="up", name="up", up=True, since=ago, incoming=5, outgoing=2),
            TrunkFigures(trunk_id="down", name="down", up=False, since=ago),
        ),
        ports=PortsNow(in_use=50, most=200),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "found"),
    [
        ("longest_wait", {"q1": 100}),
        ("waiting", {"q1": 4, "q2": 0}),
        ("expected_wait", {"q1": 90}),
        ("service_level", {"q1": 0.75}),  # of one caller, a share says nothing
        ("ready", {"q1": 1}),  # nobody is asked for where nobody is signed in and nobody waits
        ("change", {"q1": 0.5}),
        ("silence", {"e": 100}),
        ("long_talk", {"w": 100}),
        ("long_not_ready", {"z": 100}),
        ("long_after_call_work", {"c": 100}),
        ("phone_unreachable", {"z": 100}),
        ("trunk_use", {"up": 7, "down": 0}),
        ("trunk_down", {"down": 100}),
        ("ports_use", {"": 0.25}),
    ],
)
def test_what_the_figures_of_rules_are(figure: str, found: dict[str, float]) -> None:
    assert {one.id: one.value for one in readings(rule(figure), floor(), TEN)} == found


def test_a_rule_for_some_looks_at_no_others() -> None:
    assert [one.id for one in readings(rule("waiting", about=("q2",)), floor(), TEN)] == ["q2"]
