from typing import Any

import msgspec
import pytest

from lingtong.floor.ivr.check import Known, check
from lingtong.floor.ivr.graph import AnyNode, Flow, Variable

pytestmark = pytest.mark.model

KNOWN = Known(
    things={"queues": {"bills"}, "calendars": {"office"}, "flows": {"f", "g", "h"}, "duty-rosters": {"r"}},
    calls={"g": {"h"}, "h": {"g"}},
    prompts={
        "welcome": {"zh", "en"},
        "main_menu": {"zh", "en"},
        "wrong_key": {"zh", "en"},
        "no_key": {"zh", "en"},
        "goodbye": {"zh", "en"},
        "only_zh": {"zh"},
        **{name: {"zh", "en"} for name in ("typed_too_short", "typed_wrong", "you_typed", "right_or_again")},
    },
)
BYE = {"type": "hang_up"}
MENU = {"type": "menu", "prompt": "main_menu", "keys": {"1": "bills"}, "otherwise": "bye"}
GOOD: dict[str, dict[str, Any]] = {
    "answer": {"type": "answer", "next": "hours"},
    "hours": {"type": "hours", "calendar_id": "office", "open": "menu", "closed": "bye"},
    "menu": MENU,
    "bills": {"type": "queue", "queue_id": "bills"},
    "bye": BYE,
}


VARIABLES = {
    "amount": Variable(type="money"),
    "name": Variable(),
    "due": Variable(type="date"),
    "pin": Variable(type="digits", secret=True),
}


def flow(nodes: dict[str, dict[str, Any]], start: str = "answer") -> Flow:
    read = msgspec.convert(nodes, dict[str, AnyNode])
    return Flow(id="f", tenant_id="t", name="f", start=start, nodes=read, variables=VARIABLES)


def codes(nodes: dict[str, dict[str, Any]], start: str = "answer") -> set[tuple[str, str, str]]:
    return {(found.node, found.code, found.severity) for found in check(flow(nodes, start), KNOWN)}


def test_a_good_flow_has_no_findings() -> None:
    assert codes(GOOD) == set()


def test_a_flow_without_a_start_is_refused() -> None:
    assert codes(GOOD, "") == {("", "start_missing", "error")}
    assert codes({}, "answer") == {("", "start_missing", "error")}


def test_exits_lead_somewhere_or_nowhere_on_purpose() -> None:
    assert codes({**GOOD, "bye": {"type": "play", "prompt": "welcome", "next": ""}}) == set()
    assert ("menu", "exit_unknown", "error") in codes({**GOOD, "menu": {**MENU, "keys": {"1": "nowhere"}}})


def test_a_node_that_no_way_leads_to_is_a_warning() -> None:
    assert codes({**GOOD, "lonely": BYE}) == {("lonely", "unreachable", "warning")}


def test_a_way_back_without_a_key_is_an_endless_loop() -> None:
    again = {"type": "play", "prompt": "welcome", "next": "menu"}
    assert codes({**GOOD, "menu": {**MENU, "otherwise": "again"}, "again": again}) >= {
        ("again", "loop", "error")
    }
    assert codes({**GOOD, "menu": {**MENU, "otherwise": "menu"}}) == {("menu", "loop", "error")}
    assert codes({**GOOD, "menu": {**MENU, "keys": {"1": "bills", "9": "again"}}, "again": again}) == set()
    transfer = {"type": "transfer", "number": "13800138000", "failed": "t"}
    assert ("t", "loop", "error") in codes({"t": transfer}, "t")


@pytest.mark.parametrize(
    ("node", "code"),
    [
        ({**MENU, "keys": {"A": "bills"}}, "key_invalid"),
        ({**MENU, "keys": {"12": "bills"}}, "key_invalid"),
        ({**MENU, "keys": {}}, "keys_missing"),
        ({**MENU, "wait": 0}, "out_of_range"),
        ({**MENU, "wait": float("nan")}, "out_of_range"),
        ({**MENU, "tries": 0}, "out_of_range"),
        ({**MENU, "labels": {"7" * 9: "x"}}, "label_invalid"),
        ({**MENU, "wrong_prompt": "unknown"}, "prompt_unknown"),
        ({"type": "queue", "queue_id": "gone"}, "queue_unknown"),
        ({"type": "queue", "queue_id": "bills", "priority": 101}, "out_of_range"),
        ({"type": "hours", "calendar_id": "gone", "open": "bye", "closed": "bye"}, "calendar_unknown"),
        ({"type": "set", "values": {"language": "fr"}, "next": "bye"}, "language_unknown"),
        ({"type": "set", "values": {"a": "b" * 201}, "next": "bye"}, "out_of_range"),
        ({"type": "transfer", "number": "0012125551234", "failed": "bye"}, "number_undialable"),
        ({"type": "transfer", "to": "agent"}, "field_missing"),
        ({"type": "transfer", "number": "call me", "failed": "bye"}, "number_undialable"),
        ({"type": "transfer", "number": "95598", "ring_for": 1, "failed": "bye"}, "out_of_range"),
    ],
)
def test_a_node_that_would_fail_a_caller_is_found(node: dict[str, Any], code: str) -> None:
    assert ("menu", code, "error") in codes({**GOOD, "menu": node})


def test_a_prompt_that_is_missing_in_one_language_is_a_warning() -> None:
    play = {"type": "play", "prompt": "only_zh", "next": "menu"}
    found = codes({**GOOD, "answer": {"type": "answer", "next": "play"}, "play": {**play, "next": "hours"}})
    assert found == {("play", "prompt_language_missing", "warning")}


def test_ids_and_counts_have_bounds() -> None:
    assert ("no id", "node_id_invalid", "error") in codes({**GOOD, "no id": BYE})
    many = {f"n{n}": BYE for n in range(501)}
    assert ("", "too_many_nodes", "error") in codes({**GOOD, **many})


def test_a_flow_that_returns_leads_nowhere_else() -> None:
    back = msgspec.structs.replace(flow(GOOD), returns=True)
    assert [(one.node, one.code) for one in check(back, KNOWN)] == [("bills", "leads_away")]


COLLECT = {"type": "collect", "prompt": "welcome", "into": "amount", "kind": "amount", "done": "bye"}


@pytest.mark.parametrize(
    ("node", "code"),
    [
        ({**COLLECT, "into": "nobody"}, "variable_unknown"),
        ({**COLLECT, "into": "due"}, "type_wrong"),
        ({**COLLECT, "into": ""}, "field_missing"),
        ({**COLLECT, "least": 9, "most": 4}, "out_of_range"),
        ({**COLLECT, "most": 41}, "out_of_range"),
        ({**COLLECT, "end_key": "*"}, "key_twice"),
        ({"type": "set", "compute": {"amount": "name"}}, "type_wrong"),
        ({"type": "set", "compute": {"amount": "amount +"}}, "expression_unreadable"),
        ({"type": "set", "compute": {"other": "1"}}, "variable_unknown"),
        ({"type": "set", "values": {"shown": "{pin}"}}, "secret_shown"),
        ({"type": "set", "values": {"shown": "{"}}, "template_unreadable"),
        ({"type": "branch", "cases": []}, "out_of_range"),
        ({"type": "branch", "cases": [{"when": "amount", "to": ""}]}, "type_wrong"),
        ({"type": "branch", "cases": [{"when": "nothing > 1", "to": ""}]}, "variable_unknown"),
        ({"type": "branch", "cases": [{"when": "amount > 1", "to": "gone"}]}, "exit_unknown"),
        ({"type": "say", "value": "{amounts}"}, "variable_unknown"),
        ({"type": "say", "value": ""}, "field_missing"),
        ({"type": "play", "prompt": [{"kind": "text", "value": "{pin}"}], "next": ""}, "secret_shown"),
        ({"type": "play", "prompt": ["welcome"] * 21, "next": ""}, "prompt_too_long"),
        ({"type": "play", "prompt": ["nothing"], "next": ""}, "prompt_unknown"),
        ({"type": "duty", "roster_id": "gone"}, "duty_roster_unknown"),
        ({"type": "subflow", "flow_id": "gone"}, "flow_unknown"),
        ({"type": "loop", "at_most": 0}, "out_of_range"),
    ],
)
def test_values_are_looked_at_before_anybody_calls(node: dict[str, Any], code: str) -> None:
    assert ("menu", code, "error") in codes({**GOOD, "menu": node})


def test_good_values_have_no_findings() -> None:
    nodes = {
        **GOOD,
        "menu": {**MENU, "keys": {"1": "ask"}, "otherwise": "ask"},
        "ask": {**COLLECT, "done": "count", "confirm": True},
        "count": {
            "type": "set",
            "compute": {"amount": "amount * 2"},
            "values": {"bill": "{amount}"},
            "next": "go",
        },
        "go": {
            "type": "branch",
            "cases": [{"when": "amount > 9 and bill != ''", "to": "say"}],
            "otherwise": "bills",
        },
        "say": {"type": "say", "before": "welcome", "kind": "money", "value": "{amount}", "next": "bills"},
    }
    assert codes(nodes) == set()


def test_a_loop_guard_ends_a_way_back() -> None:
    guard = {"type": "loop", "at_most": 2, "again": "menu", "enough": "bye"}
    assert codes({**GOOD, "menu": {**MENU, "otherwise": "guard"}, "guard": guard}) == set()


def test_sub_flows_that_lead_back_are_found() -> None:
    assert ("", "recursion", "error") in codes({**GOOD, "menu": {"type": "subflow", "flow_id": "f"}})
    assert codes({**GOOD, "menu": {"type": "subflow", "flow_id": "g", "done": "bills"}}) == set()


def test_ways_everywhere_lead_somewhere() -> None:
    lost = msgspec.structs.replace(flow(GOOD), zero="nowhere", star="back", otherwise="bye")
    assert [(one.field, one.code) for one in check(lost, KNOWN)] == [("zero", "exit_unknown")]
    bad = msgspec.structs.replace(flow(GOOD), variables={"caller": Variable(), "a b": Variable()})
    assert {one.code for one in check(bad, KNOWN)} == {"variable_name_invalid"}
