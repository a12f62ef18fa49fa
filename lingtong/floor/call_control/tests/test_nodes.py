"""Every kind of node on the floor, in virtual time: what callers press and hear, and where they come."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from lingtong.floor.call_control.tests.walking import (
    COLLECT,
    QUEUE,
    flow,
    heard,
    in_line,
    presses,
    walks,
    where,
)
from lingtong.floor.duty.config import DutyRoster, Officer, WeeklyShift
from lingtong.floor.lists.config import NumberList
from lingtong.floor.lists.model import Entry
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import TENANT, demo_center
from lingtong.interactions.events import NodeEntered, NodeLeft
from lingtong.switch.commands import Play

pytestmark = pytest.mark.room


@pytest.fixture
def day(tmp_path: Path) -> FakeFloor:
    floor = FakeFloor(demo_center(), tmp_path)
    floor.switch.play_for = 2.0
    return floor


@pytest.mark.parametrize(
    ("fields", "keys", "value"),
    [
        ({"kind": "digits", "into": "account", "most": 6}, "123456", "123456"),
        ({"kind": "digits", "into": "account"}, "0012#", "0012"),
        ({"kind": "digits", "into": "account", "least": 3}, "12#123#", "123"),
        ({"kind": "amount", "into": "amount"}, "12*50#", "12.5"),
        ({"kind": "amount", "into": "amount", "highest": 10}, "99#9*5#", "9.5"),
        ({"kind": "amount", "into": "amount"}, "1*2*3#7#", "7"),
        ({"kind": "date", "into": "born"}, "20260229#20260228#", "2026-02-28"),
        ({"kind": "date", "into": "born", "most": 6}, "260228", "2026-02-28"),
        ({"kind": "time", "into": "at", "most": 4}, "24590930", "09:30"),
        ({"kind": "time", "into": "at"}, "930#", "09:30"),
        ({"kind": "yes_no", "into": "agreed"}, "1", "yes"),
        ({"kind": "yes_no", "into": "agreed"}, "52", "no"),
        ({"kind": "digits", "into": "account", "confirm": True}, "12#212#1", "12"),
        ({"kind": "amount", "into": "amount", "confirm": True}, "12*5#31", "12.5"),
    ],
)
def test_what_is_typed_is_kept(day: FakeFloor, fields: dict[str, Any], keys: str, value: str) -> None:
    walks(day, {"ask": {**COLLECT, **fields}})
    caller = day.caller_dials()
    presses(day, caller, keys)
    assert in_line(day) == "fault"
    assert day.call(caller).variables[fields["into"]] == value


@pytest.mark.parametrize(
    ("keys", "said"),
    [("", "no_key"), ("1#", "typed_too_short"), ("*", "typed_wrong")],
)
def test_each_cause_has_its_own_words_and_the_third_time_leads_on(
    day: FakeFloor, keys: str, said: str
) -> None:
    walks(day, {"ask": {**COLLECT, "kind": "digits", "into": "account", "least": 3}})
    caller = day.caller_dials()
    for _ in range(3):
        presses(day, caller, keys)
        day.time_passes(12)
    assert heard(day)[:3] == ["welcome", said, "welcome"]
    assert in_line(day) == "billing"


def test_a_pause_ends_what_is_typed(day: FakeFloor) -> None:
    walks(day, {"ask": {**COLLECT, "kind": "digits", "into": "account"}})
    caller = day.caller_dials()
    presses(day, caller, "12")
    day.time_passes(3.5)
    assert in_line(day) == ""
    day.time_passes(1)
    assert day.call(caller).variables["account"] == "12"


def test_an_amount_is_read_back_by_the_grammar_of_the_language(day: FakeFloor) -> None:
    walks(day, {"ask": {**COLLECT, "kind": "amount", "into": "amount", "confirm": True}})
    presses(day, day.caller_dials(), "128*50#")
    assert heard(day)[1:] == [
        *("you_typed", "digit_1", "hundred", "twenty", "digit_8", "yuan", "digit_5", "jiao"),
        "right_or_again",
    ]


def test_digits_typed_are_in_no_fact_and_not_in_the_journal_until_they_are_kept(day: FakeFloor) -> None:
    walks(day, {"ask": {**COLLECT, "kind": "digits", "into": "account"}})
    caller = day.caller_dials()
    presses(day, caller, "987654")
    assert "987654" not in str(day.call(caller))
    assert b"987654" not in b"".join(day.engine.journal.entities().values())
    presses(day, caller, "#")
    assert all("987654" not in str(fact) for fact in day.facts)
    assert not any(isinstance(fact, NodeLeft) and fact.key for fact in day.facts)


def test_keys_ahead_go_through_several_nodes(day: FakeFloor) -> None:
    menu = {"type": "menu", "prompt": "main_menu", "otherwise": "no"}
    nodes = {
        "first": {**menu, "keys": {"1": "second"}},
        "second": {**menu, "keys": {"2": "hello"}},
        "hello": {"type": "play", "prompt": "welcome", "next": "ask"},
        "ask": {**COLLECT, "kind": "digits", "into": "account", "most": 3},
    }
    walks(day, {"fixed": {"type": "play", "prompt": "welcome", "barge_in": False, "next": "first"}, **nodes})
    caller = day.caller_dials()
    presses(day, caller, "12345")
    assert heard(day) == ["welcome"]
    day.time_passes(2.1)
    assert (in_line(day), day.call(caller).variables["account"]) == ("fault", "345")
    assert heard(day) == ["welcome"]


def test_zero_and_star_lead_where_the_flow_says_unless_the_node_uses_them(day: FakeFloor) -> None:
    menu = {"type": "menu", "prompt": "main_menu", "otherwise": "no"}
    nodes = {
        "first": {**menu, "keys": {"1": "second"}},
        "second": {**menu, "keys": {"1": "ask", "5": "no"}},
        "ask": {**COLLECT, "kind": "digits", "into": "account", "most": 3, "done": "second"},
    }
    walks(day, nodes, zero="yes", star="back")
    caller = day.caller_dials()
    presses(day, caller, "1")
    assert where(day, caller) == "second"
    presses(day, caller, "*")
    assert where(day, caller) == "first"
    presses(day, caller, "*11")
    assert where(day, caller) == "ask"
    presses(day, caller, "000")
    assert where(day, caller) == "second"
    presses(day, caller, "0")
    assert in_line(day) == "fault"


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ({"kind": "number", "value": "{count + 12}"}, ["twelve"]),
        ({"kind": "money", "value": "2.20"}, ["two_counted", "yuan", "two_counted", "jiao"]),
        ({"kind": "digits", "value": "{right(caller, 4)}"}, ["digit_2", "digit_0", "digit_4", "digit_6"]),
        ({"kind": "time", "value": "{now}"}, ["digit_9", "o_clock"]),
        (
            {"kind": "number", "value": "{word}", "before": "welcome", "after": "goodbye"},
            ["welcome", "goodbye"],
        ),
    ],
)
def test_values_are_said(day: FakeFloor, node: dict[str, Any], said: list[str]) -> None:
    walks(day, {"say": {"type": "say", "next": "yes", **node}})
    day.caller_dials()
    assert heard(day) == said
    day.time_passes(2.1)
    assert in_line(day) == "fault"


def test_a_number_picks_the_prompt_about_a_doctor(day: FakeFloor) -> None:
    about = {"kind": "prompt", "value": "doctor_{account}"}
    nodes = {
        "ask": {**COLLECT, "kind": "digits", "into": "account", "most": 2, "done": "tell"},
        "tell": {"type": "play", "prompt": ["welcome", about], "next": "ask"},
    }
    walks(day, nodes)
    caller = day.caller_dials()
    presses(day, caller, "07")
    assert heard(day)[1:] == ["welcome", "doctor_07"]
    day.time_passes(2.1)
    presses(day, caller, "11")
    assert heard(day)[-1] == "doctor_11"


def test_a_text_is_spoken_once_its_speech_is_made_and_left_out_where_it_cannot_be(day: FakeFloor) -> None:
    say = {"type": "say", "kind": "text", "before": "welcome", "value": "Bill of {caller}", "next": "yes"}
    walks(day, {"say": say})
    first, second = day.caller_dials(), day.caller_dials()
    texts = day.errands[0].request["texts"]
    assert isinstance(texts, dict)
    [(name, text)] = texts.items()
    assert text == "Bill of 13812342046"
    day.errand_ends("done", errand=day.errands[0])
    day.errand_ends("failed", errand=day.errands[1])
    played = [sent.media for sent in day.switch.sent if isinstance(sent, Play)]
    assert played == [("prompt:welcome", f"speech:{name}"), ("prompt:welcome",)]
    day.time_passes(2.1)
    assert day.line("fault") == [first, second]


def test_variables_are_computed_and_attached_data_is_filled_in(day: FakeFloor) -> None:
    compute = {"count": "count + 2", "amount": "count * 1.5", "born": "date('x')"}
    walks(
        day,
        {"set": {"type": "set", "compute": compute, "values": {"owes": "{amount} of {born}"}, "next": "yes"}},
    )
    it = day.call(day.caller_dials())
    assert it.variables == {"count": "2", "amount": "3"}
    assert it.attached == {"owes": "3 of "}


@pytest.mark.parametrize(
    ("when", "queue"), [("count < 1", "fault"), ("count > 1", "billing"), ("amount > 1", "billing")]
)
def test_the_first_case_that_holds_decides(day: FakeFloor, when: str, queue: str) -> None:
    cases = [{"when": "word == 'x'", "to": "bye"}, {"when": when, "to": "yes"}]
    walks(day, {"branch": {"type": "branch", "cases": cases, "otherwise": "no"}})
    day.caller_dials()
    assert in_line(day) == queue


def test_an_exit_that_leads_nowhere_is_the_default_exit(day: FakeFloor) -> None:
    walks(day, {"branch": {"type": "branch", "cases": [{"when": "1 > 2", "to": "bye"}]}}, otherwise="yes")
    day.caller_dials()
    assert in_line(day) == "fault"


@pytest.mark.parametrize(("officer", "queue"), [("13900001111", ""), ("", "billing")])
def test_the_officer_on_duty_is_called(day: FakeFloor, officer: str, queue: str) -> None:
    shifts = tuple(
        WeeklyShift(week=0, day=weekday, opens="00:00", closes="00:00", officer="o") for weekday in range(7)
    )
    roster = DutyRoster(
        id="r",
        tenant_id=TENANT,
        name="Night",
        starts="2026-11-16",
        officers=(Officer(key="o", name="Zhao", mobile=officer),) if officer else (),
        shifts=shifts,
    )
    day.center = msgspec.structs.replace(day.center, duty_rosters={"r": roster})
    nodes = {
        "duty": {"type": "duty", "roster_id": "r", "number": "word", "on_duty": "call", "nobody": "no"},
        "call": {"type": "transfer", "number": "{word}", "failed": "no"},
    }
    walks(day, nodes)
    day.caller_dials()
    assert in_line(day) == queue
    assert (day.switch.leg_at(f"number:{officer}") is not None) == bool(officer)


def test_a_caller_on_a_list_goes_elsewhere(day: FakeFloor) -> None:
    listed = NumberList(id="gold", tenant_id=TENANT, name="Gold", kind="vip")
    day.center = msgspec.structs.replace(day.center, number_lists={"gold": listed})
    day.book.put(Entry(TENANT, "gold", "+8613812342046"))
    walks(day, {"list": {"type": "list", "list_id": "gold", "on_it": "yes", "not_on_it": "no"}})
    day.caller_dials(ani="13812342046")
    assert in_line(day) == "fault"
    day.caller_dials(ani="13812342047")
    assert len(day.line("billing")) == 1
    walks(day, {"class": {"type": "class", "vip": "yes", "otherwise": "no"}})
    day.caller_dials(ani="13812342046")
    assert len(day.line("fault")) == 2


def test_what_is_attached_as_class_decides(day: FakeFloor) -> None:
    nodes = {
        "set": {"type": "set", "values": {"class": "gold"}, "next": "class"},
        "class": {"type": "class", "classes": {"gold": "yes"}, "otherwise": "no"},
    }
    walks(day, nodes)
    day.caller_dials()
    assert in_line(day) == "fault"


@pytest.mark.parametrize(("ani", "queue"), [("053188886666", "fault"), ("01088886666", "billing")])
def test_the_place_of_the_number_decides(day: FakeFloor, ani: str, queue: str) -> None:
    walks(day, {"region": {"type": "region", "regions": {"山东": "yes"}, "otherwise": "no", "place": "word"}})
    it = day.call(day.caller_dials(ani=ani))
    assert in_line(day) == queue
    assert it.variables["word"]


def test_a_loop_guard_lets_pass_so_often(day: FakeFloor) -> None:
    nodes = {
        "hello": {"type": "play", "prompt": "welcome", "next": "guard"},
        "guard": {"type": "loop", "at_most": 2, "again": "hello", "enough": "yes"},
    }
    walks(day, nodes)
    day.caller_dials()
    day.time_passes(7)
    assert heard(day) == ["welcome"] * 3
    assert in_line(day) == "fault"


def test_a_sub_flow_comes_back_by_the_exit_that_it_names(day: FakeFloor) -> None:
    sub = flow(
        {
            "ask": {
                "type": "menu",
                "prompt": "rate_service",
                "keys": {"1": "good", "2": "over"},
                "otherwise": "over",
            },
            "good": {"type": "set", "compute": {"word": "'good'"}, "next": "back"},
            "back": {"type": "return", "exit": "fine"},
            "over": {"type": "return"},
        },
        "sub",
    )
    nodes = {"sub": {"type": "subflow", "flow_id": "sub", "exits_by_name": {"fine": "yes"}, "done": "no"}}
    walks(day, nodes, sub)
    first, second = day.caller_dials(), day.caller_dials()
    presses(day, first, "1")
    presses(day, second, "2")
    assert (day.line("fault"), day.line("billing")) == ([first], [second])
    assert day.call(first).variables["word"] == "good"
    [asked, *_] = [fact for fact in day.facts if isinstance(fact, NodeEntered)]
    assert (asked.flow_id, asked.node) == ("sub", "ask")


def test_sub_flows_in_each_other_end(day: FakeFloor) -> None:
    deep = {"again": {"type": "subflow", "flow_id": "main", "failed": "yes"}}
    walks(day, deep)
    day.caller_dials()
    assert in_line(day) == "fault"


def test_another_flow_goes_on_for_good(day: FakeFloor) -> None:
    walks(day, {"over": {"type": "transfer", "to": "flow", "flow_id": "other"}}, flow({"q": QUEUE}, "other"))
    day.caller_dials()
    assert in_line(day) == "fault"


def test_a_transfer_abroad_needs_its_right(day: FakeFloor) -> None:
    abroad = {"type": "transfer", "number": "{'0012125551234'}", "failed": "no"}
    walks(day, {"call": abroad})
    day.caller_dials()
    assert in_line(day) == "billing"
    walks(day, {"call": {**abroad, "right": "international"}})
    day.caller_dials()
    assert day.switch.leg_at("number:0012125551234") is not None


def test_an_agent_is_called_by_the_own_number_and_the_flow_goes_on_where_nobody_takes_it(
    day: FakeFloor,
) -> None:
    walks(day, {"call": {"type": "transfer", "to": "agent", "agent": "1001", "ring_for": 10, "failed": "no"}})
    day.agent_ready("zhang")
    first = day.caller_dials()
    day.answers("zhang")
    assert day.hear_each_other(first, "zhang")
    day.hangs_up(first)
    busy = day.caller_dials()
    assert day.line("billing") == [busy]


def test_who_does_not_answer_loses_the_call_to_the_flow(day: FakeFloor) -> None:
    walks(day, {"call": {"type": "transfer", "to": "agent", "agent": "1001", "ring_for": 10, "failed": "no"}})
    day.agent_ready("zhang")
    caller = day.caller_dials()
    assert day.switch.legs[caller].music
    day.time_passes(11)
    assert day.line("billing") == [caller]


def test_the_expected_wait_is_said_and_decides(day: FakeFloor) -> None:
    node = {"type": "expected_wait", "queue_id": "fault", "short": "yes", "long": "no", "unknown": "bye"}
    walks(day, {"wait": node})
    day.caller_dials()
    assert heard(day) == ["goodbye"]
    day.agent_ready("zhang")
    day.caller_dials()
    assert heard(day)[1:] == ["less_than_a_minute"]
    day.time_passes(2.1)
    assert in_line(day) == "fault"


def test_facts_tell_where_each_caller_went_and_where_somebody_hung_up(day: FakeFloor) -> None:
    nodes = {
        "answer": {"type": "answer", "next": "menu"},
        "menu": {"type": "menu", "prompt": "main_menu", "keys": {"1": "set"}, "otherwise": "no"},
        "set": {"type": "set", "values": {"a": "b"}, "next": "hello"},
        "hello": {"type": "play", "prompt": "welcome", "next": "yes"},
    }
    walks(day, nodes)
    caller = day.caller_dials()
    day.time_passes(3)
    day.press(caller, "1")
    day.time_passes(1)
    day.hangs_up(caller)
    left = [fact for fact in day.facts if isinstance(fact, NodeLeft)]
    assert [(one.node, one.exit, one.key, one.seconds, one.passed) for one in left] == [
        ("answer", "next", "", 0.0, ()),
        ("menu", "1", "1", 3.0, (("main", "set", "next"),)),
    ]
    entered = [(fact.node, fact.visit) for fact in day.facts if isinstance(fact, NodeEntered)]
    assert entered == [("menu", 2), ("hello", 4)]
