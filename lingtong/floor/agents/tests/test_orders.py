"""Locked seats, forced states, requests for help, more time to write."""

import pytest

from lingtong.floor.agents.events import AgentLoggedOut, AgentStateChanged, HelpEnded, SeatLocked
from lingtong.floor.agents.model import LockedByAnother, SeatBusy, SeatIsLocked, TargetLoggedOut
from lingtong.floor.call_control.errors import NotYours, TargetUnavailable
from lingtong.floor.live import commands as ask
from lingtong.floor.live.picture import seat_view
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import TENANT

pytestmark = pytest.mark.room


def answer(day: FakeFloor, command: ask.EngineCommand) -> ask.Done:
    done = day.engine.do(command)
    day.settle()
    return done


# --- locked


def test_a_locked_seat_gets_no_offers_and_dials_nothing(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.Lock, "wang", target_id="zhang", why="headset is broken")
    caller = day.caller_waits()
    assert not day.rings("zhang")
    assert day.line("fault") == [caller]
    with pytest.raises(SeatIsLocked):
        day.do(ask.Dial, "zhang", number="13900001111")
    view = seat_view(day.engine.floor.board, day.seat("zhang"))
    assert (view.locked, view.locked_by, view.locked_why) == (True, "Wang", "headset is broken")
    assert day.said[-1].code == "seat.locked"
    day.do(ask.Lock, "wang", target_id="zhang", on=False)
    assert day.rings("zhang")


def test_locking_a_seat_that_rings_gives_the_caller_back(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.do(ask.Lock, "wang", target_id="zhang")
    assert day.line("fault") == [caller]
    assert not day.rings("zhang")


def test_locking_in_a_talk_lets_it_go_on(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    day.do(ask.Lock, "wang", target_id="zhang")
    assert day.hear_each_other(caller, "zhang")
    day.hangs_up(caller)
    day.time_passes(60)
    day.caller_waits()
    assert not day.rings("zhang")


def test_nobody_transfers_to_a_locked_seat(day: FakeFloor) -> None:
    for name in ("zhang", "chen"):
        day.agent_ready(name)
    day.do(ask.Lock, "chen", target_id="chen")
    day.caller_waits()
    day.answers("zhang")
    with pytest.raises(TargetUnavailable):
        day.do(ask.BlindTransfer, "zhang", kind="agent", target="chen")


def test_who_locked_the_own_seat_unlocks_it_and_a_supervisors_lock_stays(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.Lock, "zhang", target_id="zhang")
    day.do(ask.Lock, "zhang", target_id="zhang", on=False)
    assert not day.seat("zhang").locked
    day.do(ask.Lock, "wang", target_id="zhang")
    with pytest.raises(LockedByAnother):
        day.do(ask.Lock, "zhang", target_id="zhang", on=False)
    assert [fact.on for fact in day.facts if isinstance(fact, SeatLocked)] == [True, False, True]


def test_a_lock_survives_sign_out_and_the_engine(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.Lock, "wang", target_id="zhang")
    day.do(ask.LogOut, "zhang")
    day.crash()
    day.start()
    day.agent_ready("zhang")
    day.caller_waits()
    assert not day.rings("zhang")


def test_a_team_leader_reaches_the_own_team_only(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    with pytest.raises(NotYours):
        day.do(ask.Lock, "wang", target_id="zhang", team_id="another")


# --- forced


def test_a_forced_state_tells_who_and_why(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.ForceState, "wang", target_id="zhang", state="not_ready", reason_id="meal", why="shift change")
    view = seat_view(day.engine.floor.board, day.seat("zhang"))
    assert (view.state, view.cause, view.by, view.why) == ("not_ready", "forced", "Wang", "shift change")
    fact = [fact for fact in day.facts if isinstance(fact, AgentStateChanged)][-1]
    assert (fact.cause, fact.by, fact.why, fact.reason_id) == ("forced", "wang", "shift change", "meal")
    line = day.said[-1]
    assert (line.code, line.params["by"], line.params["why"]) == ("state.forced_now", "Wang", "shift change")


def test_a_talk_is_never_cut_the_state_waits_in_the_slot(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    force = ask.ForceState(tenant_id=TENANT, agent_id="wang", target_id="zhang", state="not_ready", why="end")
    assert answer(day, force).when == "next"
    assert day.hear_each_other(caller, "zhang")
    chosen = seat_view(day.engine.floor.board, day.seat("zhang")).next
    assert chosen is not None
    assert (chosen.ready, chosen.by, chosen.why) == (False, "Wang", "end")
    day.hangs_up(caller)
    day.time_passes(60)
    assert (day.state_of("zhang"), day.seat("zhang").wish.by) == ("not_ready", "wang")


def test_who_is_forced_out_leaves_after_the_talk_and_its_wrap_up(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    day.do(ask.ForceState, "wang", target_id="zhang", state="logged_out", why="fire drill")
    second = day.caller_waits()
    day.hangs_up(caller)
    assert day.state_of("zhang") == "after_call_work"
    day.time_passes(46)
    assert day.state_of("zhang") == "logged_out"
    assert day.line("fault") == [second]
    assert [fact.cause for fact in day.facts if isinstance(fact, AgentLoggedOut)] == ["forced"]


def test_who_is_signed_out_cannot_be_forced(day: FakeFloor) -> None:
    with pytest.raises(TargetLoggedOut):
        day.do(ask.ForceState, "wang", target_id="zhang", state="ready")


def test_endless_writing_is_ended_by_a_supervisor_and_nothing_is_invented(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    day.hangs_up(caller)
    day.do(ask.ForceState, "wang", target_id="zhang", state="ready")
    assert day.state_of("zhang") == "ready"
    assert "wrap_up.unfinished" in day.kinds()


def test_a_supervisor_gives_more_time_to_write(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    day.hangs_up(caller)
    until = day.seat("zhang").until
    day.do(ask.ExtendWrapUpOf, "wang", target_id="zhang")
    now = day.seat("zhang").until
    assert until is not None
    assert now is not None
    assert (now - until).total_seconds() == 30
    day.time_passes(46)
    assert day.state_of("zhang") == "after_call_work"
    day.do(ask.SetReady, "zhang")
    with pytest.raises(SeatBusy):
        day.do(ask.ExtendWrapUpOf, "wang", target_id="zhang")


# --- help


def causes(day: FakeFloor) -> list[tuple[str, str]]:
    return [(fact.cause, fact.by) for fact in day.facts if isinstance(fact, HelpEnded)]


def test_help_is_asked_for_with_one_key_and_ends_when_somebody_has_seen_to_it(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.caller_waits()
    day.answers("zhang")
    day.do(ask.RequestHelp, "zhang", text="angry customer")
    since = day.seat("zhang").help_since
    day.time_passes(5)
    day.do(ask.RequestHelp, "zhang", text="very angry")
    assert (day.seat("zhang").help_since, day.seat("zhang").help_text) == (since, "very angry")
    day.do(ask.AnswerHelp, "wang", target_id="zhang")
    assert (day.seat("zhang").help_since, causes(day)) == (None, [("seen", "wang")])
    assert day.said[-1].code == "help.seen"


def test_help_is_taken_back_or_ends_with_the_session(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.RequestHelp, "zhang")
    day.do(ask.RequestHelp, "zhang", on=False)
    day.do(ask.RequestHelp, "zhang")
    day.do(ask.LogOut, "zhang")
    assert causes(day) == [("withdrawn", ""), ("logged_out", "")]


def test_help_ends_when_a_supervisor_listens(day: FakeFloor) -> None:
    for name in ("zhang", "chen"):
        day.agent_ready(name)
    day.caller_waits()
    day.answers("zhang")
    day.do(ask.RequestHelp, "zhang")
    it = day.seat("zhang").interaction_id
    day.do(ask.Watch, "chen", interaction_id=it, target_id="zhang", mode="monitor")
    day.answers("chen")
    assert causes(day) == [("watched", "chen")]
