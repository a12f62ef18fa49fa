import msgspec
import pytest

from lingtong.floor.call_control.phones import ACCEPT_SECONDS
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import OfferEnded

pytestmark = pytest.mark.room


@pytest.fixture
def caller(day: FakeFloor) -> str:
    """Rings at sun's mobile phone, the only one ready."""
    day.do(ask.LogIn, "sun")
    day.do(ask.SetReady, "sun")
    return day.caller_waits()


def outcomes(day: FakeFloor) -> list[str]:
    return [fact.outcome for fact in day.facts if isinstance(fact, OfferEnded)]


def test_a_mobile_phone_rings_by_a_trunk_with_a_number_of_ours(day: FakeFloor, caller: str) -> None:
    call = next(sent for sent in day.switch.sent if getattr(sent, "endpoint", "").startswith("number:"))
    assert msgspec.to_builtins(call)["endpoint"] == "number:13811112222"
    assert msgspec.to_builtins(call)["caller_number"] == "95598"
    assert day.rings("sun")


def test_answering_is_not_enough_a_key_takes_the_call(day: FakeFloor, caller: str) -> None:
    day.answers("sun")
    assert day.switch.legs[caller].music
    assert day.state_of("sun") == "reserved"
    day.press(day.leg_of("sun"), "1")
    assert day.hear_each_other(caller, "sun")
    assert day.state_of("sun") == "talking"


def test_a_mailbox_never_gets_a_customer(day: FakeFloor, caller: str) -> None:
    day.answers("sun")
    day.press(day.leg_of("sun"), "5")
    day.time_passes(ACCEPT_SECONDS + 1)
    assert day.switch.legs[caller].music
    assert outcomes(day) == ["no_answer"]
    assert day.state_of("sun") == "not_ready"
    assert day.switch.leg_at("number:13811112222") is None


def test_who_answers_late_has_the_time_to_press_the_key(day: FakeFloor, caller: str) -> None:
    day.time_passes(29)
    day.answers("sun")
    day.time_passes(10)
    day.press(day.leg_of("sun"), "1")
    assert day.hear_each_other(caller, "sun")


def test_the_key_is_asked_for_again_after_the_engine_has_died(day: FakeFloor, caller: str) -> None:
    day.answers("sun")
    day.crash()
    day.start()
    assert day.switch.legs[caller].music
    assert day.state_of("sun") == "reserved"
    day.press(day.leg_of("sun"), "1")
    assert day.hear_each_other(caller, "sun")


def test_hold_and_transfer_go_from_the_screen_as_usual(day: FakeFloor, caller: str) -> None:
    day.answers("sun")
    day.press(day.leg_of("sun"), "1")
    day.do(ask.Hold, "sun")
    assert day.switch.legs[caller].music
    day.do(ask.Retrieve, "sun")
    day.agent_ready("chen")
    day.do(ask.BlindTransfer, "sun", kind="agent", target="chen")
    day.answers("chen")
    assert day.hear_each_other(caller, "chen")
    assert day.switch.leg_at("number:13811112222") is None


def test_an_agent_outside_dials_out_and_takes_the_own_phone_first(day: FakeFloor) -> None:
    day.switch.behavior = {"13811112222": "answers", "13900001111": "answers"}
    day.do(ask.LogIn, "sun")
    day.do(ask.Dial, "sun", number="13900001111")
    day.time_passes(3)
    assert day.switch.leg_at("number:13900001111") is None
    day.press(day.leg_of("sun"), "1")
    day.time_passes(3)
    customer = day.switch.leg_at("number:13900001111")
    assert customer is not None
    assert day.hear_each_other(customer.leg_id, "sun")


def test_a_colleague_calls_the_phone_outside_by_its_short_number(day: FakeFloor) -> None:
    day.agent_logs_in("zhang")
    day.do(ask.LogIn, "sun")
    day.do(ask.Dial, "zhang", number="1005")
    day.time_passes(3)
    day.answers("sun")
    assert day.state_of("zhang") == "talking"
    assert not day.switch.hears(day.leg_of("zhang"))
    day.press(day.leg_of("sun"), "1")
    assert day.switch.hears(day.leg_of("zhang")) == {day.leg_of("sun")}


def test_a_phone_that_cannot_be_reached_is_left_alone_and_comes_back(day: FakeFloor, caller: str) -> None:
    day.hangs_up(day.leg_of("sun"), "unreachable")
    assert outcomes(day) == ["unreachable"]
    day.time_passes(5)
    assert day.switch.leg_at("number:13811112222") is None
    day.time_passes(6)
    assert day.rings("sun")


def test_without_a_trunk_a_phone_outside_is_not_there(day: FakeFloor) -> None:
    day.do(ask.LogIn, "sun")
    day.do(ask.SetReady, "sun")
    day.reconfigure(msgspec.structs.replace(day.center, trunks={}))
    day.caller_waits()
    assert day.state_of("sun") == "ready"
    assert not outcomes(day)
