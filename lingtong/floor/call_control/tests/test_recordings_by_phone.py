"""A recording is heard by phone: from the own phone by a code, from outside with agent number and PIN."""

from typing import Any

import pytest

from lingtong.floor.call_control.tests.walking import heard, in_line, presses, walks
from lingtong.floor.call_control.walked_codes import RECORDINGS
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import PIN
from lingtong.switch.commands import Play

pytestmark = pytest.mark.room
NODES: dict[str, Any] = {"hear": {"type": "recordings", "done": "yes", "refused": "no"}}
FOUND = {"media": "playback/r1", "seconds": "60"}


def dials(day: FakeFloor) -> str:
    """Wang sits at a desk phone."""
    day.switch.phone("desk-9", True)
    if not day.seat("wang").logged_in:
        day.do(ask.LogIn, "wang", phone="desk-9")
    return day.caller_dials(RECORDINGS, source="phone:desk-9")


def playing(day: FakeFloor) -> tuple[str, float]:
    last = [sent for sent in day.switch.sent if isinstance(sent, Play)][-1]
    return last.media[0], last.offset


def plays(day: FakeFloor, leg_id: str) -> None:
    """A recording of a minute is found, and the keys were told."""
    day.switch.play_for = 60.0
    presses(day, leg_id, "17#")
    day.errand_ends("done", FOUND)
    day.press(leg_id, "9")
    assert playing(day) == ("prompt:playback/r1", 0.0)


def test_the_own_phone_asks_for_a_serial_alone(day: FakeFloor) -> None:
    leg_id = dials(day)
    assert heard(day)[-1] == "recording_serial"
    presses(day, leg_id, "17#")
    assert (day.errands[-1].kind, day.errands[-1].request) == ("recording", {"agent": "wang", "serial": "17"})
    day.errand_ends("done", FOUND)
    assert heard(day)[-1] == "recording_keys"
    day.time_passes(4)
    assert playing(day) == ("prompt:playback/r1", 0.0)


def test_keys_go_back_and_on_pause_and_begin_again(day: FakeFloor) -> None:
    leg_id = dials(day)
    plays(day, leg_id)
    day.time_passes(25)
    day.press(leg_id, "1")
    assert playing(day)[1] == pytest.approx(15, abs=0.5)
    day.press(leg_id, "3")
    assert playing(day)[1] == pytest.approx(25, abs=0.5)
    day.press(leg_id, "2")
    assert not day.switch.legs[leg_id].playing
    day.time_passes(90)
    day.press(leg_id, "2")
    assert playing(day)[1] == pytest.approx(25, abs=0.5), "a pause takes no time of the recording"
    day.press(leg_id, "0")
    assert playing(day)[1] == 0
    day.press(leg_id, "1")
    assert playing(day)[1] == 0, "before the beginning there is nothing"


def test_past_the_end_it_is_over_and_another_may_be_asked_for(day: FakeFloor) -> None:
    leg_id = dials(day)
    plays(day, leg_id)
    for _ in range(6):
        day.press(leg_id, "3")
    assert heard(day)[-1] == "recording_over"
    day.press(leg_id, "1")
    assert playing(day)[1] == pytest.approx(50, abs=0.5)
    day.press(leg_id, "#")
    assert heard(day)[-1] == "recording_serial"
    presses(day, leg_id, "18#")
    assert day.errands[-1].request["serial"] == "18"


@pytest.mark.parametrize(
    ("outcome", "said"),
    [("empty", "recording_unknown"), ("refused", "recording_unknown"), ("failed", "recording_not_now")],
)
def test_what_cannot_be_heard_is_said_and_another_asked_for(day: FakeFloor, outcome: Any, said: str) -> None:
    leg_id = dials(day)
    presses(day, leg_id, "17#")
    day.errand_ends(outcome)
    assert heard(day)[-2:] == [said, "recording_serial"]


def test_who_waits_hears_music_and_is_told_when_it_is_too_late(day: FakeFloor) -> None:
    leg_id = dials(day)
    presses(day, leg_id, "17#")
    day.time_passes(3)
    assert day.switch.legs[leg_id].music
    day.time_passes(25)
    assert not day.switch.legs[leg_id].music
    assert heard(day)[-2:] == ["recording_not_now", "recording_serial"]


def test_star_leaves_and_who_says_nothing_is_let_go(day: FakeFloor) -> None:
    leg_id = dials(day)
    day.press(leg_id, "*")
    assert heard(day)[-1] == "goodbye"
    day.time_passes(5)
    assert leg_id not in day.switch.legs
    leg_id = dials(day)
    day.time_passes(120)
    assert leg_id not in day.switch.legs
    assert not day.engine.floor.board.codes.open


def test_a_phone_at_which_nobody_sits_hears_nothing(day: FakeFloor) -> None:
    day.switch.phone("desk-9", True)
    day.caller_dials(RECORDINGS, source="phone:desk-9")
    assert heard(day)[-1] == "desk_refused"


def test_from_outside_number_and_pin_open_and_no_fact_has_them(day: FakeFloor) -> None:
    walks(day, NODES)
    caller = day.caller_dials("95598")
    presses(day, caller, f"1002#{PIN}#")
    assert heard(day)[-1] == "recording_serial"
    presses(day, caller, "17#")
    assert day.errands[-1].request == {"agent": "wang", "serial": "17"}
    assert not any(PIN in str(fact) for fact in day.facts)
    day.errand_ends("done", FOUND)
    day.press(caller, "2")
    assert playing(day)[0] == "prompt:playback/r1"
    presses(day, caller, "#*")
    assert in_line(day) == "fault"


def test_wrong_pins_from_outside_end_and_lock_and_leave_the_desk_alone(day: FakeFloor) -> None:
    walks(day, NODES)
    for number in ("13900000001", "13900000002"):
        caller = day.caller_dials("95598", ani=number)
        for _ in range(3):
            presses(day, caller, "1002#0000#")
        assert in_line(day) == "billing"
        day.hangs_up(caller)
    caller = day.caller_dials("95598", ani="13900000003")
    presses(day, caller, f"1002#{PIN}#")
    assert heard(day)[-2:] == ["pin_wrong", "desk_agent_number"], "tried five times from anywhere: locked"
    day.switch.phone("desk-9", True)
    leg_id = day.caller_dials("*11", source="phone:desk-9")
    presses(day, leg_id, f"1002#{PIN}#")
    assert day.seat("wang").logged_in
