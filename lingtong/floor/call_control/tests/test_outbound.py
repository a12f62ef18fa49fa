"""Rules for calls out: dialed, handed outside, called back."""

from typing import Any

import msgspec
import pytest

from lingtong.floor.callbacks.config import DoNotCall
from lingtong.floor.callbacks.events import CallbackDelayed, CallbackStarted
from lingtong.floor.live import commands as ask
from lingtong.floor.outbound_rules.config import OutboundRule
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import TENANT
from lingtong.kit import Refusal
from lingtong.switch.commands import Originate

pytestmark = pytest.mark.room
MOBILE = "13900001111"


def rules(day: FakeFloor, *given: OutboundRule, **fields: Any) -> None:
    kept = {one.id: one for one in given}
    day.reconfigure(msgspec.structs.replace(day.center, outbound_rules=kept, **fields))


def rule(name: str, **fields: Any) -> OutboundRule:
    return OutboundRule(id=name, tenant_id=TENANT, name=name, **fields)


def called(day: FakeFloor) -> list[Originate]:
    sent = (one for one in day.switch.sent if isinstance(one, Originate))
    return [one for one in sent if one.endpoint.startswith("number:")]


def refused(day: FakeFloor, name: str, number: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        day.do(ask.Dial, name, number=number)
    return caught.value


def test_a_dialed_call_takes_the_trunks_and_the_number_of_its_rule(day: FakeFloor) -> None:
    rules(day, rule("mobiles", classes=("mobile",), trunks=("second",), caller_number="4001234567"))
    day.agent_ready("zhang")
    day.do(ask.Dial, "zhang", number=MOBILE)
    day.answers("zhang")
    (call,) = called(day)
    assert (call.trunks, call.caller_number) == (("second",), "4001234567")


def test_a_refusal_names_the_rule(day: FakeFloor) -> None:
    rules(
        day,
        rule("No mobiles", name_en="No mobile calls", allow=False, classes=("mobile",)),
        rule("Nobody inside", allow=False, classes=("internal",)),
    )
    day.agent_ready("zhang")
    day.agent_ready("wang")
    no = refused(day, "zhang", MOBILE)
    assert (no.code, no.params["rule"], no.params["number_class"]) == (
        "number.rule_forbids",
        "No mobiles",
        "mobile",
    )
    assert refused(day, "zhang", "1002").params["rule"] == "Nobody inside"
    assert called(day) == []


def test_the_right_of_the_role_still_holds_under_a_rule_that_allows(day: FakeFloor) -> None:
    rules(day, rule("all"))
    day.agent_ready("zhang")
    assert refused(day, "zhang", "0012125550100").code == "number.not_allowed"


def test_the_do_not_call_list_can_bind_dialing_too(day: FakeFloor) -> None:
    never = {"n": DoNotCall(id="n", tenant_id=TENANT, number=f"+86{MOBILE}")}
    rules(day, do_not_call=never)
    day.agent_ready("zhang")
    rules(day, rule("obey", do_not_call="obeyed"))
    assert refused(day, "zhang", MOBILE).code == "callback.number_not_called"


def test_a_caller_is_not_handed_to_a_number_that_a_rule_refuses(day: FakeFloor) -> None:
    rules(day, rule("no transfers", allow=False, uses=("transfer",), classes=("mobile",)))
    caller = day.caller_waits("fault")
    day.agent_ready("zhang")
    day.answers("zhang")
    with pytest.raises(Refusal) as caught:
        day.do(ask.BlindTransfer, "zhang", kind="number", target=MOBILE)
    assert caught.value.code == "number.rule_forbids"
    assert day.call(caller).owner == "zhang", "the talk goes on"


def test_a_callback_waits_while_a_rule_refuses_it(day: FakeFloor) -> None:
    day.engine.do(
        ask.AskCallback(tenant_id=TENANT, agent_id="zhang", number=MOBILE, queue_id="fault", due=None)
    )
    rules(day, rule("no callbacks", allow=False, uses=("callback",)))
    day.agent_ready("zhang")
    assert called(day) == []
    (delayed,) = [fact for fact in day.facts if isinstance(fact, CallbackDelayed)]
    assert delayed.cause == "not_allowed"
    rules(day)
    day.time_passes(901)
    day.answers("zhang")
    assert len([fact for fact in day.facts if isinstance(fact, CallbackStarted)]) == 1
