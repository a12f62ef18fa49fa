"""`kill -9` of the engine in every stage, and at every moment of a long morning."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor, demo_center
from lingtong.floor.testing.story import LAST, morning
from lingtong.interactions.events import InteractionEnded

pytestmark = pytest.mark.room
OUTSIDE = "13900001111"


def menu(day: FakeFloor) -> None:
    day.caller_dials()
    day.time_passes(4)


def greeting(day: FakeFloor) -> None:
    day.caller_dials()
    day.time_passes(1)


def waiting(day: FakeFloor) -> None:
    day.caller_waits()
    day.caller_waits("billing")


def hears_the_place(day: FakeFloor) -> None:
    day.caller_waits()
    day.time_passes(11)


def ringing(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.caller_waits()


def talking(day: FakeFloor) -> None:
    ringing(day)
    day.answers("zhang")


def recording_paused(day: FakeFloor) -> None:
    talking(day)
    day.do(ask.PauseRecordingAsk, "zhang", on=True)


def muted(day: FakeFloor) -> None:
    talking(day)
    day.do(ask.Mute, "zhang", on=True)


def held(day: FakeFloor) -> None:
    talking(day)
    day.do(ask.Hold, "zhang")


def consult_calling(day: FakeFloor) -> None:
    talking(day)
    day.agent_ready("chen")
    day.do(ask.Consult, "zhang", kind="agent", target="chen")


def consulting_a_queue(day: FakeFloor) -> None:
    talking(day)
    day.do(ask.Consult, "zhang", kind="queue", target="billing")


def consulting(day: FakeFloor) -> None:
    consult_calling(day)
    day.answers("chen")


def swapped(day: FakeFloor) -> None:
    consulting(day)
    day.do(ask.Swap, "zhang")


def conference(day: FakeFloor) -> None:
    consulting(day)
    day.do(ask.Conference, "zhang")


def after_call_work(day: FakeFloor) -> None:
    talking(day)
    day.do(ask.SetNotReady, "zhang", reason_id="meal")
    day.agent_hangs_up("zhang")


def link_lost(day: FakeFloor) -> None:
    talking(day)
    day.phone("zhang", reachable=False)


def dialing(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.Dial, "zhang", number=OUTSIDE)
    day.time_passes(3)


def talking_outside(day: FakeFloor) -> None:
    talking(day)
    day.switch.behavior[OUTSIDE] = "answers"
    day.do(ask.BlindTransfer, "zhang", kind="number", target=OUTSIDE)
    day.time_passes(3)


def ringing_outside(day: FakeFloor) -> None:
    talking(day)
    day.do(ask.BlindTransfer, "zhang", kind="number", target=OUTSIDE)


def sent_to_a_colleague(day: FakeFloor) -> None:
    talking(day)
    day.agent_ready("chen")
    day.do(ask.BlindTransfer, "zhang", kind="agent", target="chen")


STAGES = [
    greeting,
    menu,
    waiting,
    hears_the_place,
    ringing,
    talking,
    recording_paused,
    muted,
    held,
    consult_calling,
    consulting_a_queue,
    consulting,
    swapped,
    conference,
    after_call_work,
    link_lost,
    dialing,
    talking_outside,
    ringing_outside,
    sent_to_a_colleague,
]


def picture(day: FakeFloor) -> dict[str, object]:
    """What people would say of the floor: who is in which state, who hears whom, who waits."""
    board = day.engine.floor.board
    return {
        "seats": {seat.agent_id: (seat.state, seat.next, seat.until) for seat in board.seats.all()},
        "calls": {
            it.id: (it.stage, it.owner, it.conference, it.attached) for it in board.interactions.values()
        },
        "lines": {queue: day.line(queue) for queue in ("fault", "billing") if board.acd.in_line(queue)},
        "hears": {leg: frozenset(day.switch.hears(leg)) for leg in day.switch.legs},
        "music": {leg.leg_id for leg in day.switch.legs.values() if leg.music},
        "recorded": {leg.recording for leg in day.switch.legs.values()},
    }


@pytest.mark.parametrize("stage", STAGES)
def test_a_killed_engine_comes_back_into_the_same_picture(
    day: FakeFloor, stage: Callable[[FakeFloor], None]
) -> None:
    stage(day)
    before = picture(day)
    if stage is hears_the_place:
        before["music"] = set(day.switch.legs)  # the announcement is not begun again, the music goes on
    day.crash()
    day.start()
    assert picture(day) == before


@pytest.mark.parametrize("stage", STAGES)
def test_a_dropped_socket_changes_nothing(day: FakeFloor, stage: Callable[[FakeFloor], None]) -> None:
    stage(day)
    before = picture(day)
    if stage is hears_the_place:
        before["music"] = set(day.switch.legs)
    day.socket_lost()
    day.socket_back()
    assert picture(day) == before


@pytest.mark.parametrize("stage", STAGES)
def test_customers_who_leave_while_nobody_hears_are_seen_off(
    day: FakeFloor, stage: Callable[[FakeFloor], None]
) -> None:
    stage(day)
    day.crash()
    for leg in list(day.switch.legs.values()):
        if leg.source:
            day.switch.hang_up(leg.leg_id)
    day.world_moves(5)
    day.start()
    day.time_passes(120)
    assert not [it for it in day.engine.floor.board.interactions.values() if it.direction == "in"]
    assert not [leg for leg in day.switch.legs.values() if leg.source]


@pytest.mark.parametrize("stage", STAGES)
def test_a_dead_switch_frees_everybody(day: FakeFloor, stage: Callable[[FakeFloor], None]) -> None:
    stage(day)
    living = any(it.stage != "ended" for it in day.engine.floor.board.interactions.values())
    day.switch_dies()
    assert all(it.stage == "ended" for it in day.engine.floor.board.interactions.values())
    day.time_passes(120)
    assert not day.engine.floor.board.interactions
    results = [fact.result for fact in day.facts if isinstance(fact, InteractionEnded)]
    assert results[-1:] == ["lost"] or not living
    day.socket_back()
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    assert day.hear_each_other(caller, "zhang")


def test_an_offer_answered_while_nobody_heard_is_a_talk(day: FakeFloor) -> None:
    ringing(day)
    caller = day.line("fault")[0]
    day.socket_lost()
    day.answers("zhang")
    day.time_passes(30)
    day.socket_back()
    assert day.state_of("zhang") == "talking"
    assert day.hear_each_other(caller, "zhang")


def test_an_agent_who_hung_up_while_nobody_heard_is_called_again(day: FakeFloor) -> None:
    talking(day)
    caller = "caller-1"
    day.socket_lost()
    day.agent_hangs_up("zhang")
    day.time_passes(5)
    day.socket_back()
    assert day.switch.legs[caller].music
    day.time_passes(3)
    assert day.hear_each_other(caller, "zhang")


def test_callers_who_came_while_nobody_heard_are_welcomed(day: FakeFloor) -> None:
    day.socket_lost()
    caller = day.caller_dials()
    day.time_passes(5)
    day.socket_back()
    assert day.call(caller).stage == "menu"
    day.time_passes(3.5)
    day.press(caller, "1")
    assert day.line("fault") == [caller]


def test_a_call_that_ended_while_nobody_heard_is_not_dialed_again(day: FakeFloor) -> None:
    day.agent_ready("liu")
    day.agent_ready("zhang")
    leg_id = day.caller_dials("1001", ani="1004", source="phone:ep-liu")
    day.switch.lose_socket()  # what the engine says now is lost
    day.do(ask.Clear, "liu")
    day.crash()
    day.start()
    assert leg_id not in day.switch.legs
    assert (day.state_of("liu"), day.state_of("zhang")) == ("ready", "ready")


def test_what_waited_for_the_socket_is_offered_when_it_is_back(day: FakeFloor) -> None:
    caller = day.caller_waits()
    day.socket_lost()
    day.agent_ready("zhang")
    assert day.state_of("zhang") == "ready"
    day.socket_back()
    day.answers("zhang")
    assert day.hear_each_other(caller, "zhang")


def test_while_the_switch_is_away_calls_cannot_be_steered(day: FakeFloor) -> None:
    talking(day)
    day.socket_lost()
    with pytest.raises(Exception, match="switch does not answer"):
        day.do(ask.Hold, "zhang")
    day.do(ask.SaveNotes, "zhang", notes="goes on", revision=1)
    day.socket_back()
    day.do(ask.Hold, "zhang")


def test_a_seat_that_waits_keeps_its_place_among_the_idle(day: FakeFloor) -> None:
    for name in ("wang", "zhang"):
        day.agent_ready(name)
        day.time_passes(5)
    day.crash()
    day.start()
    day.caller_waits()
    assert day.state_of("wang") == "reserved"


def test_the_morning_goes_well_without_deaths(tmp_path: Path) -> None:
    day = FakeFloor(demo_center(), tmp_path)
    morning(day)
    results = [fact.result for fact in day.facts if isinstance(fact, InteractionEnded)]
    assert results.count("handled") == len(results) - 1
    assert not day.switch.legs


def test_the_engine_may_die_at_any_moment_of_a_morning(tmp_path: Path) -> None:
    day = FakeFloor(demo_center(), tmp_path / "whole")
    morning(day)
    moments = day.moments
    assert moments > 300
    died = set()
    for moment in range(1, moments):
        day = FakeFloor(demo_center(), tmp_path / str(moment))
        day.die_at(moment)
        morning(day)
        died.update(day.deaths)
        assert not day.switch.legs, f"legs are left after a death at {moment}"
        assert not day.engine.floor.board.interactions, f"contacts are left after a death at {moment}"
        assert day.call_ends >= LAST, f"a contact was lost by a death at {moment}"
        day.watch.close()
    assert died == {"before the journal", "after the journal", "before a command"}
