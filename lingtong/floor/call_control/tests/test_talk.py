import pytest

from lingtong.floor.agents.model import NotLoggedIn, ReasonUnknown, SeatBusy
from lingtong.floor.call_control.errors import BadDigits, DispositionUnknown, InteractionUnknown, NotNow
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import (
    NotesSaved,
    RecordingPaused,
    WrapUpFinished,
    WrapUpUnfinished,
)
from lingtong.switch.commands import SendDigits

pytestmark = pytest.mark.room


@pytest.fixture
def caller(day: FakeFloor) -> str:
    """In talk with zhang."""
    day.agent_ready("zhang")
    leg_id = day.caller_waits()
    day.answers("zhang")
    return leg_id


def test_hold_gives_music_and_retrieve_the_agent(day: FakeFloor, caller: str) -> None:
    day.do(ask.Hold, "zhang")
    assert day.switch.legs[caller].music
    assert day.switch.hears(day.leg_of("zhang")) == set()
    with pytest.raises(NotNow):
        day.do(ask.Hold, "zhang")
    day.do(ask.Retrieve, "zhang")
    assert day.hear_each_other(caller, "zhang")


def test_a_muted_agent_hears_and_is_not_heard(day: FakeFloor, caller: str) -> None:
    day.do(ask.Mute, "zhang", on=True)
    assert day.switch.hears(caller) == set()
    assert day.switch.hears(day.leg_of("zhang")) == {caller}
    day.do(ask.Mute, "zhang", on=False)
    assert day.hear_each_other(caller, "zhang")


def test_digits_go_to_the_other_side_and_nothing_else_does(day: FakeFloor, caller: str) -> None:
    day.do(ask.SendDtmf, "zhang", digits="12#")
    assert SendDigits(leg_id=caller, digits="12#") in day.switch.sent
    for digits in ("", "abc", "1" * 33):
        with pytest.raises(BadDigits):
            day.do(ask.SendDtmf, "zhang", digits=digits)


def test_a_paused_recording_stays_paused_until_it_is_resumed(day: FakeFloor, caller: str) -> None:
    day.do(ask.PauseRecordingAsk, "zhang", on=True)
    day.do(ask.PauseRecordingAsk, "zhang", on=True)
    assert day.switch.legs[caller].recording_paused
    day.do(ask.PauseRecordingAsk, "zhang", on=False)
    assert not day.switch.legs[caller].recording_paused
    assert [fact.on for fact in day.facts if isinstance(fact, RecordingPaused)] == [True, False]


def test_an_older_note_never_overwrites_a_newer_one(day: FakeFloor, caller: str) -> None:
    day.do(ask.SaveNotes, "zhang", notes="new", revision=2)
    day.do(ask.SaveNotes, "zhang", notes="old", revision=1)
    assert day.call(caller).wrap_ups["zhang"].notes == "new"
    assert [fact.notes for fact in day.facts if isinstance(fact, NotesSaved)] == ["new"]


def test_after_call_work_ends_with_a_disposition(day: FakeFloor, caller: str) -> None:
    day.hangs_up(caller)
    assert day.state_of("zhang") == "after_call_work"
    with pytest.raises(DispositionUnknown):
        day.do(ask.WrapUp, "zhang", disposition_id="")
    day.do(ask.WrapUp, "zhang", disposition_id="done", notes="all well")
    assert day.state_of("zhang") == "ready"
    assert [fact.notes for fact in day.facts if isinstance(fact, WrapUpFinished)] == ["all well"]


def test_after_call_work_that_runs_out_stays_unfinished(day: FakeFloor, caller: str) -> None:
    day.do(ask.SaveNotes, "zhang", notes="half", revision=1)
    day.hangs_up(caller)
    day.time_passes(46)
    assert day.state_of("zhang") == "ready"
    [left] = [fact for fact in day.facts if isinstance(fact, WrapUpUnfinished)]
    assert (left.notes, left.disposition_id) == ("half", "")


def test_after_call_work_can_be_extended(day: FakeFloor, caller: str) -> None:
    day.hangs_up(caller)
    day.time_passes(40)
    day.do(ask.ExtendWrapUp, "zhang")
    day.time_passes(30)
    assert day.state_of("zhang") == "after_call_work"
    day.time_passes(6)
    assert day.state_of("zhang") == "ready"


def test_a_wrap_up_finished_in_the_talk_frees_the_agent_with_the_call(day: FakeFloor, caller: str) -> None:
    day.do(ask.WrapUp, "zhang", disposition_id="done")
    assert day.state_of("zhang") == "talking"
    day.hangs_up(caller)
    assert day.state_of("zhang") == "ready"


def test_going_on_leaves_the_wrap_up_unfinished(day: FakeFloor, caller: str) -> None:
    day.hangs_up(caller)
    day.do(ask.SetNotReady, "zhang", reason_id="meal")
    assert day.state_of("zhang") == "not_ready"
    assert any(isinstance(fact, WrapUpUnfinished) for fact in day.facts)


def test_a_refused_wish_does_not_end_after_call_work(day: FakeFloor, caller: str) -> None:
    day.hangs_up(caller)
    with pytest.raises(ReasonUnknown):
        day.do(ask.SetNotReady, "zhang", reason_id="no such")
    assert day.state_of("zhang") == "after_call_work"


def test_nobody_signs_out_of_a_call(day: FakeFloor, caller: str) -> None:
    with pytest.raises(SeatBusy):
        day.do(ask.LogOut, "zhang")
    assert day.hear_each_other(caller, "zhang")
    day.hangs_up(caller)
    day.do(ask.LogOut, "zhang")
    assert day.state_of("zhang") == "logged_out"
    with pytest.raises(NotLoggedIn):
        day.do(ask.SetReady, "zhang")


def test_the_agent_ends_the_call_by_screen_or_by_phone(day: FakeFloor, caller: str) -> None:
    day.do(ask.Clear, "zhang")
    assert caller not in day.switch.legs
    day.do(ask.WrapUp, "zhang", disposition_id="done")
    again = day.caller_waits()
    day.answers("zhang")
    day.agent_hangs_up("zhang")
    assert again not in day.switch.legs


def test_nobody_touches_the_call_of_another(day: FakeFloor, caller: str) -> None:
    day.agent_ready("wang")
    its_id = day.call(caller).id
    for command in (ask.Hold, ask.Clear, ask.EndConsult, ask.ExtendWrapUp):
        with pytest.raises(NotNow):
            day.do(command, "wang", interaction_id=its_id)
    with pytest.raises(InteractionUnknown):
        day.do(ask.Hold, "wang", interaction_id="no such")
