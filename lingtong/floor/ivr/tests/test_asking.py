"""Nodes that ask somebody outside: what is given, what comes back, what a PIN leaves behind."""

from typing import Any

import msgspec
import pytest

from lingtong.floor.ivr import steps as walk
from lingtong.floor.ivr.graph import Flow, HangUpNode, Variable
from lingtong.floor.ivr.nodes import HttpNode, PinCheckNode, PinSetNode, WriteNode
from lingtong.floor.ivr.tests.test_walk import Caller

pytestmark = pytest.mark.model
FLOW = Flow(
    id="f",
    tenant_id="t",
    name="F",
    start="ask",
    nodes={
        "ask": HttpNode(
            service_id="s",
            request="bill",
            inputs={"number": "{account}"},
            outputs={"sum": "amount"},
            done="good",
            empty="bad",
        ),
        "write": WriteNode(source_id="s", inputs={"account": "{account}"}, done="good", failed="bad"),
        "check": PinCheckNode(account="{account}", done="good", refused="bad", locked="bad"),
        "set": PinSetNode(account="{account}", done="good", refused="bad"),
        "good": HangUpNode(prompt="good"),
        "bad": HangUpNode(prompt="bad"),
    },
    variables={"account": Variable(type="digits"), "amount": Variable(type="money")},
    otherwise="bad",
)
GOOD, BAD = [walk.HangUp("good")], [walk.HangUp("bad")]


def caller_at(node: str) -> tuple[Caller, list[walk.Step]]:
    caller = Caller("bad", flow=FLOW)
    caller.variables["account"] = "1001"
    return caller, caller.begin(node)


def asked(steps: list[walk.Step]) -> dict[str, Any]:
    (run,) = [step for step in steps if isinstance(step, walk.Run)]
    return {"kind": run.errand.kind, **run.errand.request}


def type_in(caller: Caller, pin: str) -> list[walk.Step]:
    steps: list[walk.Step] = []
    for key in pin:
        steps = caller.press(key)
    return steps


def test_values_go_out_and_come_back_where_they_are_named() -> None:
    caller, steps = caller_at("ask")
    assert asked(steps) == {"kind": "http", "service": "s", "request": "bill", "inputs": {"number": "1001"}}
    assert caller.hear(walk.Done("done", {"sum": "12.5", "due": "2026-12-01"})) == GOOD
    assert (caller.variables["amount"], caller.variables["due"]) == ("12.5", "2026-12-01")


@pytest.mark.parametrize("outcome", ["empty", "failed", "late"])
def test_nobody_hears_the_figures_of_the_question_before(outcome: str) -> None:
    caller, _ = caller_at("ask")
    caller.variables["amount"] = "99"
    assert caller.hear(walk.Done(outcome)) == BAD
    assert caller.variables["amount"] == ""


def test_a_write_that_is_begun_again_is_the_same_write() -> None:
    caller, steps = caller_at("write")
    again = caller._walk().resume()
    runs = [step.errand.id for step in (*steps, *again) if isinstance(step, walk.Run)]
    assert len(runs) == 2
    assert len(set(runs)) == 1


def test_a_pin_is_asked_again_while_it_is_wrong_and_leaves_nothing_behind() -> None:
    caller, steps = caller_at("check")
    assert steps == [walk.Prompt(("pin_enter",))]
    for _ in range(2):
        steps = type_in(caller, "73041#")
        assert asked(steps) == {"kind": "pin_check", "account": "1001", "pin": "73041", "caller": ""}
        assert caller.hear(walk.Done("refused")) == [walk.Prompt(("pin_wrong", "pin_enter"))]
    type_in(caller, "73041#")
    assert caller.hear(walk.Done("refused")) == BAD
    assert "73041" not in str((caller.variables, msgspec.json.encode(caller.position), caller.told))
    assert caller.keys == walk.Keys()


def test_a_locked_account_is_left_at_once_and_an_early_key_does_not_disturb_the_check() -> None:
    caller, _ = caller_at("check")
    type_in(caller, "73041#")
    assert caller.press("9") == []
    assert caller.hear(walk.Done("refused", {"locked": "yes"})) == BAD


def test_a_new_pin_is_typed_twice_alike() -> None:
    caller, steps = caller_at("set")
    assert steps == [walk.Prompt(("pin_new",))]
    assert type_in(caller, "73041#")[-1] == walk.Prompt(("pin_repeat",))
    assert type_in(caller, "73042#")[-1] == walk.Prompt(("pin_differs", "pin_new"))
    type_in(caller, "73041#")
    assert asked(type_in(caller, "73041#")) == {
        "kind": "pin_set",
        "account": "1001",
        "pin": "73041",
        "caller": "",
    }
    assert caller.hear(walk.Done("refused")) == [walk.Prompt(("pin_too_easy", "pin_new"))]
    type_in(caller, "918273#")
    type_in(caller, "918273#")
    assert caller.hear(walk.Done("done")) == GOOD
