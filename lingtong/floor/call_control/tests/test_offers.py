import pytest

from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import OfferEnded

pytestmark = pytest.mark.room


def outcomes(day: FakeFloor) -> list[str]:
    return [fact.outcome for fact in day.facts if isinstance(fact, OfferEnded)]


def test_an_answered_offer_lets_both_talk_and_records(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    assert day.hear_each_other(caller, "zhang")
    assert day.switch.legs[caller].recording
    assert outcomes(day) == ["answered"]
    assert day.seat("zhang").answered_today == 1


def test_an_unanswered_offer_makes_the_agent_not_ready_and_keeps_the_callers_place(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    first = day.caller_waits()
    second = day.caller_waits()
    day.time_passes(16)
    assert day.state_of("zhang") == "not_ready"
    assert day.seat("zhang").cause == "missed"
    assert day.line("fault") == [first, second]
    assert outcomes(day) == ["no_answer"]
    assert any(said.code == "offer.missed" for said in day.said)


def test_a_declined_offer_goes_to_the_next_agent(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.agent_ready("wang")
    day.do(ask.Decline, "zhang")
    assert day.state_of("zhang") == "not_ready"
    assert day.state_of("wang") == "reserved"
    day.answers("wang")
    assert day.hear_each_other(caller, "wang")


def test_declining_at_the_phone_is_declining(day: FakeFloor) -> None:
    day.switch.behavior["ep-zhang"] = "declines"
    day.agent_ready("zhang")
    day.caller_waits()
    day.time_passes(2)
    assert outcomes(day)[0] == "declined"
    assert day.state_of("zhang") == "not_ready"


@pytest.mark.parametrize("behavior", ["busy", "unreachable"])
def test_a_phone_that_cannot_ring_is_left_alone_and_tried_again(day: FakeFloor, behavior: str) -> None:
    day.switch.behavior["ep-zhang"] = behavior  # type: ignore[assignment]
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.time_passes(2)
    assert outcomes(day) == [behavior]
    assert day.state_of("zhang") == "ready"
    day.switch.behavior["ep-zhang"] = "rings"
    day.time_passes(10)
    day.answers("zhang")
    assert day.hear_each_other(caller, "zhang")


def test_a_browser_phone_that_vanishes_while_it_rings_loses_the_offer_only(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.phone("zhang", reachable=False)
    assert outcomes(day) == ["unreachable"]
    assert day.line("fault") == [caller]
    day.phone("zhang", reachable=True)
    assert day.state_of("zhang") == "reserved"


def test_answering_from_the_screen_is_only_for_phones_that_stay_connected(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.caller_waits()
    with pytest.raises(Exception, match="at the phone itself"):
        day.do(ask.AnswerOffer, "zhang")
    assert day.state_of("zhang") == "reserved"


def test_a_break_chosen_while_it_rings_is_taken_after_the_call(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.do(ask.SetNotReady, "zhang", reason_id="meal")
    day.answers("zhang")
    day.do(ask.SetReady, "zhang")
    assert day.seat("zhang").next is None
    day.do(ask.SetNotReady, "zhang", reason_id="meal")
    day.hangs_up(caller)
    day.do(ask.WrapUp, "zhang", disposition_id="done")
    assert day.state_of("zhang") == "not_ready"
    assert day.seat("zhang").wish.reason_id == "meal"


def test_who_gets_the_same_call_again_goes_on_with_the_same_notes(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    day.do(ask.SaveNotes, "zhang", notes="meter 7", revision=4)
    day.do(ask.BlindTransfer, "zhang", kind="queue", target="fault")
    day.do(ask.SetReady, "zhang")
    day.answers("zhang")
    wrap = day.call(caller).wrap_ups["zhang"]
    assert (wrap.notes, wrap.revision, wrap.state) == ("meter 7", 4, "open")
    assert [note.text for note in day.call(caller).earlier] == ["meter 7"]
