import msgspec
import pytest

from lingtong.floor.agents.model import NotLoggedIn, PhoneUnreachable, SeatBusy
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import InteractionArrived, InteractionEnded
from lingtong.kit import Refusal
from lingtong.switch.commands import ClearLeg, Originate
from lingtong.switch.numbers import DialRight

pytestmark = pytest.mark.room
NUMBER = "13900001111"


def far_leg(day: FakeFloor) -> str:
    leg = day.switch.leg_at(f"number:{NUMBER}")
    assert leg is not None
    return leg.leg_id


def results(day: FakeFloor) -> list[tuple[str, str]]:
    return [(fact.result, fact.cause) for fact in day.facts if isinstance(fact, InteractionEnded)]


def test_dialing_out_rings_the_own_phone_first(day: FakeFloor) -> None:
    day.switch.behavior[NUMBER] = "answers"
    day.agent_ready("zhang")
    day.do(ask.Dial, "zhang", number=NUMBER)
    assert day.state_of("zhang") == "talking"
    day.time_passes(5)
    assert day.hear_each_other(far_leg(day), "zhang")
    [made] = [sent for sent in day.switch.sent if isinstance(sent, Originate) and sent.trunks]
    assert (made.trunks, made.caller_number) == (("carrier", "second"), "95598")
    day.hangs_up(far_leg(day))
    assert day.state_of("zhang") == "after_call_work"
    assert results(day) == [("handled", "normal")]


@pytest.mark.parametrize("cause", ["busy", "no_answer", "declined"])
def test_a_number_that_does_not_answer_is_told_with_its_cause(day: FakeFloor, cause: str) -> None:
    day.switch.behavior[NUMBER] = {"busy": "busy", "no_answer": "rings", "declined": "declines"}[cause]  # type: ignore[assignment]
    day.agent_ready("zhang")
    day.do(ask.Dial, "zhang", number=NUMBER)
    day.time_passes(50)
    assert results(day) == [("unanswered", cause)]
    assert [said.params["cause"] for said in day.said if said.code == "dial.failed"] == [cause]


def test_an_own_phone_that_does_not_answer_ends_it(day: FakeFloor) -> None:
    day.switch.behavior["ep-zhang"] = "unreachable"
    day.agent_ready("zhang")
    day.do(ask.Dial, "zhang", number=NUMBER)
    day.time_passes(2)
    assert not day.switch.legs
    assert day.state_of("zhang") == "after_call_work"


def test_clearing_while_it_rings(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.Dial, "zhang", number=NUMBER)
    day.time_passes(3)
    day.do(ask.Clear, "zhang")
    assert not day.switch.legs


def test_colleagues_talk_without_a_record_of_a_customer(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.agent_ready("chen")
    day.do(ask.Dial, "zhang", number="1003")
    day.time_passes(3)
    day.answers("chen")
    assert day.hear_each_other(day.leg_of("chen"), "zhang")
    day.do(ask.Clear, "chen")
    assert (day.state_of("zhang"), day.state_of("chen")) == ("ready", "ready")
    assert not day.engine.floor.board.interactions
    assert [fact.direction for fact in day.facts if isinstance(fact, InteractionArrived)] == ["internal"]


def test_a_colleague_whose_browser_vanishes_ends_the_internal_call(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.agent_ready("chen")
    day.do(ask.Dial, "zhang", number="1003")
    day.time_passes(3)
    day.answers("chen")
    day.phone("chen", reachable=False)
    assert day.state_of("zhang") == "ready"
    assert not day.switch.legs


def test_a_colleague_who_became_busy_meanwhile_is_not_disturbed(day: FakeFloor) -> None:
    day.switch.answer_after = 6.0
    day.agent_ready("zhang")
    day.agent_ready("chen")
    day.do(ask.Dial, "zhang", number="1003")
    day.caller_waits("billing")
    day.time_passes(3)
    assert day.state_of("zhang") == "ready"
    assert any(said.agent_id == "zhang" for said in day.said)


@pytest.mark.parametrize("number", ["0012125551234", "x", "1001", "1002"])
def test_what_may_not_be_dialed_is_refused(day: FakeFloor, number: str) -> None:
    day.agent_ready("zhang")
    with pytest.raises(Refusal):
        day.do(ask.Dial, "zhang", number=number)
    assert day.state_of("zhang") == "ready"
    assert not day.engine.floor.board.interactions


def test_internal_right_reaches_colleagues_only(day: FakeFloor) -> None:
    zhang = msgspec.structs.replace(day.center.agents["zhang"], dial_right=DialRight.INTERNAL)
    day.reconfigure(msgspec.structs.replace(day.center, agents={**day.center.agents, "zhang": zhang}))
    day.agent_ready("zhang")
    day.agent_ready("chen")
    with pytest.raises(Refusal):
        day.do(ask.Dial, "zhang", number=NUMBER)
    day.do(ask.Dial, "zhang", number="1003")


def test_dialing_needs_a_seat_a_phone_and_time(day: FakeFloor) -> None:
    with pytest.raises(NotLoggedIn):
        day.do(ask.Dial, "zhang", number=NUMBER)
    day.agent_ready("zhang")
    day.phone("zhang", reachable=False)
    with pytest.raises(PhoneUnreachable):
        day.do(ask.Dial, "zhang", number=NUMBER)
    day.phone("zhang", reachable=True)
    day.caller_waits()
    with pytest.raises(SeatBusy):
        day.do(ask.Dial, "zhang", number=NUMBER)


def test_a_number_dialed_by_hand_on_the_desk_phone(day: FakeFloor) -> None:
    day.switch.behavior[NUMBER] = "answers"
    day.agent_ready("liu")
    leg_id = day.caller_dials(NUMBER, ani="1004", source="phone:ep-liu")
    assert day.state_of("liu") == "talking"
    day.time_passes(5)
    assert day.switch.hears(leg_id) == {far_leg(day)}


def test_dialing_by_hand_obeys_the_same_rights(day: FakeFloor) -> None:
    day.agent_ready("liu")
    leg_id = day.caller_dials("0012125551234", ani="1004", source="phone:ep-liu")
    assert ClearLeg(leg_id=leg_id, cause="not_allowed") in day.switch.sent
    assert day.state_of("liu") == "ready"
