"""Errands, versions and deaths: a caller in a flow always goes on."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from lingtong.floor.call_control.tests.walking import (
    COLLECT,
    flow,
    in_line,
    presses,
    walks,
    where,
)
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import demo_center
from lingtong.interactions.events import InteractionEnded, NodeEntered
from lingtong.switch.commands import StartMusic

pytestmark = pytest.mark.room


@pytest.fixture
def day(tmp_path: Path) -> FakeFloor:
    floor = FakeFloor(demo_center(), tmp_path)
    floor.switch.play_for = 2.0
    return floor


# --- errands


def test_an_errand_that_nobody_answers_ends_and_music_is_heard_meanwhile(day: FakeFloor) -> None:
    say = {"type": "say", "kind": "text", "value": "hello", "next": "yes"}
    walks(day, {"say": say})
    caller = day.caller_dials()
    assert not day.switch.legs[caller].music
    day.time_passes(2.1)
    assert any(isinstance(sent, StartMusic) for sent in day.switch.sent)
    day.time_passes(8)
    assert in_line(day) == "fault"
    day.errand_ends("done")
    assert day.line("fault") == [caller]


def test_an_answer_for_another_visit_changes_nothing(day: FakeFloor) -> None:
    walks(day, {"say": {"type": "say", "kind": "text", "value": "hello", "next": "yes"}})
    day.caller_dials()
    late = msgspec.structs.replace(day.errands[0], id=f"{day.errands[0].interaction_id}:99")
    day.errand_ends("done", errand=late)
    assert in_line(day) == ""


def test_who_hangs_up_leaves_nothing_behind(day: FakeFloor) -> None:
    walks(day, {"say": {"type": "say", "kind": "text", "value": "hello", "next": "yes"}})
    caller = day.caller_dials()
    day.hangs_up(caller)
    day.errand_ends("done")
    day.time_passes(60)
    board = day.engine.floor.board
    assert (board.interactions, board.keys, board.by_play) == ({}, {}, {})
    assert [fact.result for fact in day.facts if isinstance(fact, InteractionEnded)] == ["abandoned_in_menu"]


# --- versions and restarts


def test_callers_inside_go_on_in_the_version_they_entered_also_after_a_restart(day: FakeFloor) -> None:
    menu = {"type": "menu", "prompt": "main_menu", "otherwise": "no"}
    walks(day, {"menu": {**menu, "keys": {"1": "yes"}}}, version=1)
    inside = day.caller_dials()
    walks(day, {"menu": {**menu, "keys": {"1": "no"}}}, version=2)
    after = day.caller_dials()
    day.center = day.engine.floor.board.center
    day.crash()
    day.start()
    presses(day, inside, "1")
    presses(day, after, "1")
    assert (day.line("fault"), day.line("billing")) == ([inside], [after])
    day.center = msgspec.structs.replace(day.center, past_flows={})
    walks(day, {"menu": {**menu, "keys": {"1": "no"}}}, version=3)
    assert day.engine.floor.board.center.past_flows == {}


KINDS: dict[str, tuple[dict[str, Any], str]] = {
    "play": ({"type": "play", "prompt": "welcome", "next": "menu"}, ""),
    "menu": ({"type": "menu", "prompt": "main_menu", "keys": {"5": "menu"}, "otherwise": "no"}, "5"),
    "collect": ({**COLLECT, "kind": "digits", "into": "account", "done": "menu"}, "12#"),
    "say": ({"type": "say", "value": "12", "next": "menu"}, ""),
    "text": ({"type": "say", "kind": "text", "value": "12", "next": "menu"}, ""),
    "wait": ({"type": "expected_wait", "queue_id": "fault", "short": "menu", "unknown": "menu"}, ""),
    "outside": ({"type": "transfer", "number": "13900002222", "ring_for": 5, "failed": "menu"}, ""),
    "agent": ({"type": "transfer", "to": "agent", "agent": "1001", "ring_for": 5, "failed": "menu"}, ""),
    "callback": ({"type": "callback", "queue_id": "fault", "next": "menu"}, "9"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_engine_dies_in_a_node_and_the_caller_goes_on(day: FakeFloor, kind: str) -> None:
    node, keys = KINDS[kind]
    menu = {"type": "menu", "prompt": "main_menu", "keys": {"1": "yes"}, "otherwise": "no"}
    day.agent_ready("zhang")
    queues = day.center.queues
    queues = {**queues, "fault": msgspec.structs.replace(queues["fault"], callback="agent_first")}
    day.center = msgspec.structs.replace(day.center, queues=queues)
    walks(day, {"node": node, "menu": menu})
    caller = day.caller_dials()
    assert where(day, caller) == "node"
    for _ in range(2):
        day.crash()
        day.start()
    presses(day, caller, keys)
    if kind == "text":
        day.errand_ends("done")
    day.time_passes(7)
    assert where(day, caller) == "menu"
    visits = [fact.visit for fact in day.facts if isinstance(fact, NodeEntered) and fact.node == "node"]
    assert visits == [1]
    presses(day, caller, "1")
    assert in_line(day) in ("fault", "")


def test_flows_that_lead_to_each_other_let_the_caller_go_in_the_end(day: FakeFloor) -> None:
    hello = {"type": "play", "prompt": "welcome", "next": "over"}
    there = {"hello": hello, "over": {"type": "transfer", "to": "flow", "flow_id": "other", "failed": "yes"}}
    back = {"back": {"type": "transfer", "to": "flow", "flow_id": "main", "failed": "no"}}
    walks(day, there, flow(back, "other"))
    caller = day.caller_dials()
    day.time_passes(90)
    assert in_line(day) == ""
    day.time_passes(30)
    assert day.line("fault") == [caller]
