import msgspec
import pytest

from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import HoldEnded, LinkLost, LinkRestored

pytestmark = pytest.mark.room


@pytest.fixture
def caller(day: FakeFloor) -> str:
    day.agent_ready("zhang")
    leg_id = day.caller_waits()
    day.answers("zhang")
    return leg_id


def test_a_reload_of_the_browser_costs_nobody_the_call(day: FakeFloor, caller: str) -> None:
    day.phone("zhang", reachable=False)
    assert day.switch.legs[caller].music
    assert day.state_of("zhang") == "talking"
    day.time_passes(4)
    day.phone("zhang", reachable=True)
    day.time_passes(2.1)
    assert day.hear_each_other(caller, "zhang")
    assert [fact.lasted for fact in day.facts if isinstance(fact, LinkRestored)] == [6.0]


def test_whoever_was_on_hold_stays_there_when_the_agent_is_back(day: FakeFloor, caller: str) -> None:
    """What is said at the desk meanwhile is not for the customer."""
    day.do(ask.Hold, "zhang")
    day.time_passes(10)
    day.phone("zhang", reachable=False)
    day.time_passes(4)
    day.phone("zhang", reachable=True)
    day.time_passes(2.1)
    assert not day.hear_each_other(caller, "zhang")
    assert day.switch.legs[caller].music
    day.time_passes(5)
    day.do(ask.Retrieve, "zhang")
    assert day.hear_each_other(caller, "zhang")
    assert not day.switch.legs[caller].music
    assert [fact.lasted for fact in day.facts if isinstance(fact, HoldEnded)] == [10.0, 5.1]


def test_a_muted_agent_is_muted_still_when_the_phone_is_back(day: FakeFloor, caller: str) -> None:
    day.do(ask.Mute, "zhang", on=True)
    day.phone("zhang", reachable=False)
    day.phone("zhang", reachable=True)
    day.time_passes(2.1)
    (leg,) = day.call(caller).legs.values()
    assert leg.muted
    assert day.switch.legs[leg.leg_id].muted
    day.do(ask.Mute, "zhang", on=False)
    assert day.hear_each_other(caller, "zhang")
    day.phone("zhang", reachable=False)
    day.phone("zhang", reachable=True)
    day.time_passes(2.1)
    assert day.hear_each_other(caller, "zhang")


def test_a_leg_that_breaks_before_the_phone_is_missed_is_a_lost_link_too(day: FakeFloor, caller: str) -> None:
    day.agent_hangs_up("zhang", "failed")
    assert day.call(caller).stage == "link_lost"
    day.time_passes(3)
    assert day.hear_each_other(caller, "zhang")


def test_the_call_is_given_to_the_queue_after_a_minute(day: FakeFloor, caller: str) -> None:
    day.do(ask.SaveNotes, "zhang", notes="meter 7", revision=1)
    day.phone("zhang", reachable=False)
    other = day.caller_waits()
    day.time_passes(61)
    assert day.line("fault") == [caller, other]
    assert day.state_of("zhang") == "after_call_work"
    day.agent_ready("wang")
    day.answers("wang")
    assert day.hear_each_other(caller, "wang")
    assert [note.text for note in day.call(caller).earlier] == ["meter 7"]


def test_a_phone_that_does_not_answer_its_recall_is_tried_again(day: FakeFloor, caller: str) -> None:
    day.switch.behavior["ep-zhang"] = "declines"
    day.phone("zhang", reachable=False)
    day.phone("zhang", reachable=True)
    day.time_passes(2)
    day.switch.behavior["ep-zhang"] = "rings"
    day.time_passes(6)
    assert day.hear_each_other(caller, "zhang")


def test_a_customer_who_leaves_a_lost_link(day: FakeFloor, caller: str) -> None:
    day.phone("zhang", reachable=False)
    day.hangs_up(caller)
    assert day.state_of("zhang") == "after_call_work"


def test_a_consultation_ends_with_the_link(day: FakeFloor, caller: str) -> None:
    day.agent_ready("chen")
    day.do(ask.Consult, "zhang", kind="agent", target="chen")
    day.answers("chen")
    day.phone("zhang", reachable=False)
    assert day.state_of("chen") == "after_call_work"
    day.phone("zhang", reachable=True)
    day.time_passes(3)
    assert day.hear_each_other(caller, "zhang")


@pytest.mark.parametrize("gone", ["zhang", "chen"])
def test_a_conference_goes_on_without_who_was_lost(day: FakeFloor, caller: str, gone: str) -> None:
    day.agent_ready("chen")
    day.do(ask.Consult, "zhang", kind="agent", target="chen")
    day.answers("chen")
    day.do(ask.Conference, "zhang")
    day.phone(gone, reachable=False)
    other = "chen" if gone == "zhang" else "zhang"
    assert day.hear_each_other(caller, other)
    assert not day.call(caller).conference


def test_a_desk_phone_is_not_a_browser(day: FakeFloor) -> None:
    day.agent_ready("liu")
    caller = day.caller_waits("billing")
    day.answers("liu")
    day.phone("liu", reachable=False)
    assert day.hear_each_other(caller, "liu")


def test_the_second_window_takes_the_phone_only_when_asked(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.window("zhang", "second", opened=True)
    day.do(ask.LogIn, "zhang", window_id="second")
    assert day.seat("zhang").phone_window == "w-zhang"
    day.do(ask.TakePhone, "zhang", window_id="second")
    assert day.seat("zhang").phone_window == "second"
    day.window("zhang", "w-zhang", opened=False)
    assert day.state_of("zhang") == "ready"
    day.caller_waits()
    assert day.state_of("zhang") == "reserved"


# --- phones that stay connected


@pytest.fixture
def nailed(day: FakeFloor) -> FakeFloor:
    zhang = msgspec.structs.replace(day.center.agents["zhang"], persistent_leg=True)
    day.reconfigure(msgspec.structs.replace(day.center, agents={**day.center.agents, "zhang": zhang}))
    day.agent_ready("zhang")
    day.time_passes(3)
    return day


def test_a_persistent_leg_serves_one_call_after_another(nailed: FakeFloor) -> None:
    leg_id = nailed.leg_of("zhang")
    for _ in range(2):
        caller = nailed.caller_waits()
        nailed.do(ask.AnswerOffer, "zhang")
        assert nailed.hear_each_other(caller, "zhang")
        nailed.do(ask.Mute, "zhang", on=True)
        nailed.hangs_up(caller)
        nailed.do(ask.WrapUp, "zhang", disposition_id="done")
        assert nailed.leg_of("zhang") == leg_id


def test_without_its_persistent_leg_a_seat_gets_no_calls(nailed: FakeFloor) -> None:
    nailed.switch.behavior["ep-zhang"] = "unreachable"
    nailed.agent_hangs_up("zhang")
    nailed.caller_waits()
    assert nailed.state_of("zhang") == "ready"
    nailed.switch.behavior["ep-zhang"] = "rings"
    nailed.time_passes(8)
    assert nailed.state_of("zhang") == "reserved"


def test_a_persistent_leg_lost_in_a_talk_comes_back_into_it(nailed: FakeFloor) -> None:
    caller = nailed.caller_waits()
    nailed.do(ask.AnswerOffer, "zhang")
    nailed.agent_hangs_up("zhang")
    assert nailed.switch.legs[caller].music
    assert any(isinstance(fact, LinkLost) for fact in nailed.facts)
    nailed.time_passes(8)
    assert nailed.hear_each_other(caller, "zhang")


def test_an_idle_persistent_leg_follows_its_browser(nailed: FakeFloor) -> None:
    before = nailed.leg_of("zhang")
    nailed.phone("zhang", reachable=False)
    nailed.phone("zhang", reachable=True)
    nailed.time_passes(3)
    assert nailed.leg_of("zhang") != before
    assert nailed.seat("zhang").nailed_up


def test_signing_out_lets_the_phone_go(nailed: FakeFloor) -> None:
    nailed.do(ask.LogOut, "zhang")
    assert not nailed.switch.legs


def test_a_crash_does_not_answer_for_the_agent(nailed: FakeFloor) -> None:
    caller = nailed.caller_waits()
    nailed.crash()
    nailed.start()
    assert nailed.state_of("zhang") == "reserved"
    nailed.do(ask.AnswerOffer, "zhang")
    assert nailed.hear_each_other(caller, "zhang")
