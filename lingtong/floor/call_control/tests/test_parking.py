import pytest

from lingtong.floor.call_control import parked_calls
from lingtong.floor.call_control.errors import NoFreeSlot, NothingParked
from lingtong.floor.call_control.slots import MOST_SLOTS
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import TENANT, FakeFloor
from lingtong.interactions.events import CallParked, CallUnparked
from lingtong.kit import Refusal

pytestmark = pytest.mark.room


@pytest.fixture
def caller(day: FakeFloor) -> str:
    """In talk with zhang about a fault."""
    day.agent_ready("zhang")
    leg_id = day.caller_waits()
    day.answers("zhang")
    return leg_id


def unparked(day: FakeFloor) -> list[tuple[str, str]]:
    return [(fact.how, fact.agent_id) for fact in day.facts if isinstance(fact, CallUnparked)]


def codes(day: FakeFloor) -> list[str]:
    return [said.code for said in day.said]


def test_a_parked_caller_hears_music_and_the_agent_is_free_to_write(day: FakeFloor, caller: str) -> None:
    day.do(ask.SaveNotes, "zhang", notes="the fuse is out", revision=1)
    day.do(ask.Park, "zhang")
    assert day.switch.legs[caller].music
    assert day.state_of("zhang") == "after_call_work"
    assert list(parked_calls(day.engine.floor.board, TENANT)) == [1]
    assert codes(day)[-1] == "call.parked"
    assert next(fact.slot for fact in day.facts if isinstance(fact, CallParked)) == 1


def test_anybody_takes_a_parked_call_from_the_screen_with_its_notes(day: FakeFloor, caller: str) -> None:
    day.do(ask.SaveNotes, "zhang", notes="the fuse is out", revision=1)
    day.do(ask.Park, "zhang")
    day.agent_logs_in("chen")
    day.do(ask.TakeParked, "chen", slot=1)
    day.time_passes(3)
    assert day.hear_each_other(caller, "chen")
    assert [note.text for note in day.call(caller).earlier] == ["the fuse is out"]
    assert unparked(day) == [("taken", "chen")]
    assert ("zhang", "call.parked_taken") in [(said.agent_id, said.code) for said in day.said]


def test_a_parked_call_is_taken_by_dialing_its_slot_on_a_phone(day: FakeFloor, caller: str) -> None:
    day.do(ask.Park, "zhang")
    day.agent_logs_in("liu")
    dialed = day.caller_dials("*51", ani="1004", source="phone:ep-liu")
    assert day.switch.hears(caller) == {dialed}
    assert day.state_of("liu") == "talking"
    day.hangs_up(caller)
    assert day.state_of("liu") == "after_call_work"


@pytest.mark.parametrize("source", ["phone:ep-liu", "phone:desk-8", "phone:guest-01", "trunk:carrier"])
def test_a_slot_that_is_empty_or_dialed_by_a_stranger_gives_nothing(
    day: FakeFloor, caller: str, source: str
) -> None:
    day.do(ask.Park, "zhang")
    day.agent_logs_in("liu")
    dialed = day.caller_dials("*52" if source == "phone:ep-liu" else "*51", source=source)
    day.time_passes(20)
    assert dialed not in day.switch.legs
    assert day.switch.legs[caller].music
    with pytest.raises(NothingParked):
        day.do(ask.TakeParked, "liu", slot=2)


def test_a_call_nobody_takes_rings_back_at_who_parked_it(day: FakeFloor, caller: str) -> None:
    day.do(ask.Park, "zhang")
    day.time_passes(121)
    assert day.rings("zhang")
    assert day.switch.legs[caller].music
    day.answers("zhang")
    assert day.hear_each_other(caller, "zhang")
    assert unparked(day) == [("rang_back", "zhang")]


def test_a_ring_back_that_nobody_answers_goes_to_the_queue_at_the_first_place(
    day: FakeFloor, caller: str
) -> None:
    day.do(ask.Park, "zhang")
    day.do(ask.WrapUp, "zhang", disposition_id="done")
    day.do(ask.SetNotReady, "zhang", reason_id="meal")
    other = day.caller_waits()
    day.time_passes(150)
    assert day.line("fault") == [caller, other]
    assert unparked(day) == [("queued", "")]


def test_who_asked_for_a_parked_call_and_does_not_answer_leaves_it_in_its_slot(
    day: FakeFloor, caller: str
) -> None:
    day.do(ask.Park, "zhang")
    day.agent_logs_in("chen")
    day.switch.behavior["ep-chen"] = "declines"
    day.do(ask.TakeParked, "chen", slot=1)
    day.time_passes(3)
    assert day.switch.legs[caller].music
    assert list(parked_calls(day.engine.floor.board, TENANT)) == [1]


def test_a_call_that_belongs_to_no_queue_rings_back_until_somebody_is_there(day: FakeFloor) -> None:
    day.agent_logs_in("zhang")
    day.switch.behavior["13900001111"] = "answers"
    day.do(ask.Dial, "zhang", number="13900001111")
    day.time_passes(5)
    customer = day.engine.floor.board.get(day.seat("zhang").interaction_id).customer.leg_id
    day.do(ask.Park, "zhang")
    day.phone("zhang", reachable=False)
    day.time_passes(130)
    assert day.switch.legs[customer].music
    day.phone("zhang", reachable=True)
    day.time_passes(60)
    assert day.rings("zhang")


def test_a_parked_caller_outlives_the_engine(day: FakeFloor, caller: str) -> None:
    day.do(ask.Park, "zhang")
    day.time_passes(30)
    day.crash()
    day.world_moves(5)
    day.start()
    assert day.switch.legs[caller].music
    assert list(parked_calls(day.engine.floor.board, TENANT)) == [1]
    day.time_passes(90)
    assert day.rings("zhang")


def test_a_caller_who_hangs_up_leaves_the_slot_to_others(day: FakeFloor, caller: str) -> None:
    day.do(ask.Park, "zhang")
    day.hangs_up(caller)
    assert not parked_calls(day.engine.floor.board, TENANT)
    assert unparked(day) == [("ended", "")]


def test_who_parked_it_takes_it_back_out_of_the_writing(day: FakeFloor, caller: str) -> None:
    day.do(ask.SaveNotes, "zhang", notes="half", revision=1)
    day.do(ask.Park, "zhang")
    day.do(ask.TakeParked, "zhang", slot=1)
    day.time_passes(3)
    assert day.hear_each_other(caller, "zhang")
    assert day.call(caller).wrap_ups["zhang"].notes == "half"


def test_slots_have_an_end(day: FakeFloor, caller: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_SLOTS == 99
    monkeypatch.setattr("lingtong.floor.call_control.slots.MOST_SLOTS", 0)
    with pytest.raises(NoFreeSlot):
        day.do(ask.Park, "zhang")
    assert day.hear_each_other(caller, "zhang")
    with pytest.raises(Refusal):
        day.do(ask.TakeParked, "zhang", slot=1)


def test_who_reaches_in_when_it_rings_back_and_fails_leaves_it_ringing_back(
    day: FakeFloor, caller: str
) -> None:
    day.do(ask.Park, "zhang")
    day.time_passes(121)
    day.agent_logs_in("chen")
    day.switch.behavior["ep-chen"] = "declines"
    day.do(ask.TakeParked, "chen", slot=1)
    day.time_passes(10)
    assert day.rings("zhang")
