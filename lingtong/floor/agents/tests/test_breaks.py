"""Limit, quota and approval of not-ready reasons."""

from collections.abc import Callable

import msgspec
import pytest

from lingtong.floor.agents.events import AgentStateChanged, ApprovalEnded, ReasonOverrun
from lingtong.floor.agents.model import NothingAsked, QuotaFull, TooManyChanges
from lingtong.floor.live import commands as ask
from lingtong.floor.live.picture import agent_row, seat_view
from lingtong.floor.testing import FakeFloor

pytestmark = pytest.mark.room


def said(day: FakeFloor, name: str) -> list[str]:
    return [line.code for line in day.said if line.agent_id == name]


def outcomes(day: FakeFloor) -> list[str]:
    return [fact.outcome for fact in day.facts if isinstance(fact, ApprovalEnded)]


# --- limit: "rest" 300 s and shown, "toilet" 120 s and ready again


def test_a_break_past_its_limit_is_shown_and_told_and_goes_on(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.SetNotReady, "zhang", reason_id="rest")
    view = seat_view(day.engine.floor.board, day.seat("zhang"))
    assert view.until is not None
    assert (view.until - view.since).total_seconds() == 300
    day.time_passes(299)
    assert seat_view(day.engine.floor.board, day.seat("zhang")).cause == "own"
    day.time_passes(2)
    view = seat_view(day.engine.floor.board, day.seat("zhang"))
    assert (view.state, view.cause, view.reason_id) == ("not_ready", "over_limit", "rest")
    assert agent_row(day.engine.floor.board, day.seat("zhang")).cause == "over_limit"
    over = [fact for fact in day.facts if isinstance(fact, ReasonOverrun)]
    assert [(fact.reason_id, fact.limit) for fact in over] == [("rest", 300.0)]
    assert said(day, "zhang") == ["reason.over_limit"]


def test_a_reason_that_says_so_ends_by_itself(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.SetNotReady, "zhang", reason_id="toilet")
    day.time_passes(121)
    assert day.state_of("zhang") == "ready"
    assert day.seat("zhang").cause == "limit"


def test_a_reason_that_ends_by_itself_overrules_nothing_that_was_chosen_for_after_the_call(
    day: FakeFloor,
) -> None:
    day.agent_ready("zhang")
    day.do(ask.SetNotReady, "zhang", reason_id="toilet")
    day.switch.behavior["13900001111"] = "answers"
    day.do(ask.Dial, "zhang", number="13900001111")
    day.time_passes(5)
    assert day.state_of("zhang") == "talking"
    day.do(ask.ForceState, "wang", target_id="zhang", state="logged_out", why="shift ends")
    day.time_passes(121)
    chosen = day.seat("zhang").next
    assert chosen is not None
    assert (chosen.log_out, chosen.by) == (True, "wang")


def test_choosing_the_same_break_again_gives_no_more_time(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.SetNotReady, "zhang", reason_id="rest")
    until = day.seat("zhang").limit_until
    day.time_passes(200)
    day.do(ask.SetNotReady, "zhang", reason_id="rest")
    assert day.seat("zhang").limit_until == until


def test_a_call_dialed_from_a_break_does_not_stop_its_clock(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.SetNotReady, "zhang", reason_id="rest")
    day.do(ask.Dial, "zhang", number="13900001111")
    day.answers("zhang")
    assert day.state_of("zhang") == "talking"
    day.time_passes(301)  # nobody answers there, and the wrap-up runs out
    assert day.state_of("zhang") == "not_ready"
    assert seat_view(day.engine.floor.board, day.seat("zhang")).cause == "over_limit"


def test_the_clocks_of_breaks_and_wishes_survive_the_engine(day: FakeFloor) -> None:
    for name in ("zhang", "wang"):
        day.agent_ready(name)
    day.do(ask.SetNotReady, "zhang", reason_id="rest")
    day.do(ask.SetNotReady, "wang", reason_id="training")
    day.time_passes(100)
    day.crash()
    day.start()
    day.time_passes(201)
    assert day.seat("zhang").over_limit
    assert day.seat("wang").asked is not None
    day.time_passes(300)
    assert outcomes(day) == ["expired"]


# --- quota: two of a team may rest


def test_more_than_the_quota_is_refused_and_says_who_comes_back_next(day: FakeFloor) -> None:
    for name in ("zhang", "wang", "chen"):
        day.agent_ready(name)
    day.do(ask.SetNotReady, "wang", reason_id="rest")
    day.time_passes(60)
    day.do(ask.SetNotReady, "zhang", reason_id="rest")
    with pytest.raises(QuotaFull) as no:
        day.do(ask.SetNotReady, "chen", reason_id="rest")
    assert no.value.params == {"out": 2, "quota": 2, "name": "Wang", "back": "09:05"}
    assert day.state_of("chen") == "ready"
    day.do(ask.SetReady, "wang")
    day.do(ask.SetNotReady, "chen", reason_id="rest")
    assert day.state_of("chen") == "not_ready"


def test_a_place_chosen_for_after_the_call_is_kept(day: FakeFloor) -> None:
    for name in ("zhang", "wang", "chen"):
        day.agent_ready(name)
    day.do(ask.SetNotReady, "wang", reason_id="rest")
    day.caller_waits()
    day.answers("zhang")
    day.do(ask.SetNotReady, "zhang", reason_id="rest")
    with pytest.raises(QuotaFull):
        day.do(ask.SetNotReady, "chen", reason_id="rest")
    day.do(ask.SetReady, "zhang")  # changes the mind
    day.do(ask.SetNotReady, "chen", reason_id="rest")
    assert day.state_of("chen") == "not_ready"


def test_another_team_has_a_quota_of_its_own(day: FakeFloor) -> None:
    center = day.center
    chen = msgspec.structs.replace(center.agents["chen"], team_id="night")
    day.reconfigure(msgspec.structs.replace(center, agents={**center.agents, "chen": chen}))
    for name in ("zhang", "wang", "chen"):
        day.agent_ready(name)
        day.do(ask.SetNotReady, name, reason_id="rest")
    assert [day.state_of(name) for name in ("zhang", "wang", "chen")] == ["not_ready"] * 3


# --- approval: training


def test_a_wish_that_needs_approval_waits_while_the_agent_works(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.SetNotReady, "zhang", reason_id="training")
    assert day.state_of("zhang") == "ready"
    assert agent_row(day.engine.floor.board, day.seat("zhang")).asked_reason_id == "training"
    caller = day.caller_waits()
    day.answers("zhang")
    assert day.hear_each_other(caller, "zhang")
    day.do(ask.DecideReason, "wang", target_id="zhang", granted=True, why="slides are ready")
    assert day.seat("zhang").next is not None
    day.hangs_up(caller)
    day.time_passes(50)
    assert (day.state_of("zhang"), day.seat("zhang").wish.reason_id) == ("not_ready", "training")
    assert outcomes(day) == ["granted"]
    changed = [fact for fact in day.facts if isinstance(fact, AgentStateChanged)]
    assert (changed[-1].reason_id, changed[-2].cause, changed[-2].by) == ("training", "next", "wang")


def test_a_granted_wish_applies_at_once_where_the_agent_is_free(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.SetNotReady, "zhang", reason_id="training")
    day.do(ask.DecideReason, "wang", target_id="zhang", granted=True)
    view = seat_view(day.engine.floor.board, day.seat("zhang"))
    assert (view.state, view.reason_id, view.cause, view.by) == ("not_ready", "training", "granted", "Wang")
    assert said(day, "zhang") == ["reason.granted"]


def test_a_refused_wish_is_said_with_its_reason(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.SetNotReady, "zhang", reason_id="training")
    day.do(ask.DecideReason, "wang", target_id="zhang", granted=False, why="the line is long")
    assert day.state_of("zhang") == "ready"
    line = day.said[-1]
    assert (line.code, line.params["why"], line.params["by"]) == (
        "reason.refused",
        "the line is long",
        "Wang",
    )
    with pytest.raises(NothingAsked):
        day.do(ask.DecideReason, "wang", target_id="zhang", granted=True)


def test_a_wish_that_nobody_answers_ends_after_ten_minutes(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.SetNotReady, "zhang", reason_id="training")
    day.time_passes(601)
    assert (outcomes(day), said(day, "zhang")) == (["expired"], ["reason.expired"])
    assert day.state_of("zhang") == "ready"


@pytest.mark.parametrize("command", [ask.SetReady, ask.LogOut])
def test_going_on_to_something_else_takes_the_wish_back(
    day: FakeFloor, command: type[ask.EngineCommand]
) -> None:
    day.agent_ready("zhang")
    day.do(ask.SetNotReady, "zhang", reason_id="training")
    day.do(command, "zhang")
    assert outcomes(day) == ["withdrawn"]


def test_a_wish_is_taken_back_and_nothing_else_changes(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    day.do(ask.SetNotReady, "zhang", reason_id="meal")
    day.do(ask.SetNotReady, "zhang", reason_id="training")
    day.hangs_up(caller)
    day.do(ask.TakeBackReason, "zhang")
    day.do(ask.TakeBackReason, "zhang")
    assert (day.state_of("zhang"), day.seat("zhang").wish.reason_id) == ("after_call_work", "meal")
    assert outcomes(day) == ["withdrawn"]


def test_a_grant_beyond_the_quota_is_refused_and_the_wish_stays(day: FakeFloor) -> None:
    for name in ("zhang", "chen"):
        day.agent_ready(name)
        day.do(ask.SetNotReady, name, reason_id="training")
    day.do(ask.DecideReason, "wang", target_id="zhang", granted=True)
    with pytest.raises(QuotaFull):
        day.do(ask.DecideReason, "wang", target_id="chen", granted=True)
    assert day.seat("chen").asked is not None


# --- too fast


def test_calls_for_help_locks_and_sessions_that_flip_are_refused_too(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    flips: tuple[Callable[[bool], str], ...] = (
        lambda on: day.do(ask.RequestHelp, "zhang", on=on),
        lambda on: day.do(ask.Lock, "zhang", target_id="zhang", on=on),
        lambda on: day.do(ask.LogIn if on else ask.LogOut, "zhang"),
    )
    for flip in flips:
        day.time_passes(2)
        for number in range(20):
            flip(number % 2 == 0)
        with pytest.raises(TooManyChanges):
            flip(True)


def test_five_hundred_flips_in_a_second_are_refused_and_the_journal_stays_right(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.time_passes(2)
    before, refused = len(day.facts), 0
    for number in range(500):
        try:
            if number % 2:
                day.do(ask.SetReady, "zhang")
            else:
                day.do(ask.SetNotReady, "zhang", reason_id="meal")
        except TooManyChanges:
            refused += 1
    assert (refused, len(day.facts) - before) == (480, 20)
    day.time_passes(1)
    day.do(ask.SetReady, "zhang")
    assert day.state_of("zhang") == "ready"
    day.crash()
    day.start()
    assert day.state_of("zhang") == "ready"
