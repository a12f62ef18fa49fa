"""Flows that listen, and prompts that are recorded by phone, in virtual time."""

from pathlib import Path
from typing import Any

import pytest

from lingtong.floor.call_control.tests.walking import heard, in_line, walks
from lingtong.floor.live.recording_commands import DictationOf, RecordByPhone
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import demo_center
from lingtong.switch.commands import RecordMessage, StopMessage

pytestmark = pytest.mark.room
ASK: dict[str, Any] = {
    "type": "recognize",
    "prompt": "welcome",
    "into": "word",
    "key_prompt": "short_menu",
    "keys": {"1": "yes", "2": "no"},
    "done": "split",
    "failed": "bye",
}
SPLIT = {
    "type": "branch",
    "cases": [{"when": "word == '报修'", "to": "yes"}],
    "otherwise": "no",
}


@pytest.fixture
def day(tmp_path: Path) -> FakeFloor:
    floor = FakeFloor(demo_center(), tmp_path)
    floor.switch.play_for = 2.0
    return floor


def asked(day: FakeFloor, **more: Any) -> str:
    walks(day, {"ask": {**ASK, **more}, "split": SPLIT})
    caller = day.caller_dials()
    day.time_passes(2.1)
    return caller


def sent(day: FakeFloor, kind: type) -> list[Any]:
    return [one for one in day.switch.sent if isinstance(one, kind)]


def speaks(day: FakeFloor) -> None:
    """As long as anybody may."""
    day.time_passes(8.1)


@pytest.mark.parametrize(("text", "queue"), [("报修", "fault"), ("账单", "billing")])
def test_what_a_caller_says_decides_the_way(day: FakeFloor, text: str, queue: str) -> None:
    asked(day)
    (record,) = sent(day, RecordMessage)
    assert (record.at_most, record.silence, record.beep) == (8, 2, False)
    assert day.errands == []
    speaks(day)
    (errand,) = day.errands
    assert (errand.kind, errand.request) == ("recognize", {"language": "zh", "message": record.recording_id})
    day.errand_ends("done", {"text": text})
    assert in_line(day) == queue


@pytest.mark.parametrize("outcome", ["failed", "empty", "late", "done"])
def test_who_is_not_understood_is_asked_for_a_key(day: FakeFloor, outcome: Any) -> None:
    caller = asked(day)
    speaks(day)
    day.errand_ends(outcome, {"text": ""})
    assert heard(day)[-1] == "short_menu"
    day.time_passes(2.1)
    day.press(caller, "2")
    assert in_line(day) == "billing"


def test_a_key_leads_on_while_the_caller_could_speak(day: FakeFloor) -> None:
    caller = asked(day)
    day.press(caller, "1")
    assert in_line(day) == "fault"
    assert [one.recording_id for one in sent(day, StopMessage)] == [sent(day, RecordMessage)[0].recording_id]
    assert day.errands == []


def test_a_key_pressed_while_it_is_recognized_counts_if_it_is_asked_for(day: FakeFloor) -> None:
    caller = asked(day)
    speaks(day)
    day.press(caller, "2")
    day.errand_ends("failed")
    assert in_line(day) == "billing"


def test_nobody_waits_for_ever_for_speech_or_its_text(day: FakeFloor) -> None:
    asked(day, key_prompt="", keys={})
    speaks(day)
    day.time_passes(10)  # nobody answers the errand
    assert heard(day)[-1] == "goodbye"


def test_a_restart_listens_again(day: FakeFloor) -> None:
    asked(day)
    day.crash()
    day.start()
    day.time_passes(2.1)
    first, second = sent(day, RecordMessage)[:2]
    assert first.recording_id == second.recording_id
    speaks(day)
    day.errand_ends("done", {"text": "报修"})
    assert in_line(day) == "fault"


# --- by phone


def rings_for(day: FakeFloor) -> str:
    day.agent_ready("zhang")
    day.do(RecordByPhone, "zhang", dictation="d-1")
    assert state(day) == "ringing"
    leg_id = day.leg_of("zhang")
    day.answers("zhang")
    day.time_passes(2.1)
    assert state(day) == "speaking"
    return leg_id


def state(day: FakeFloor) -> str:
    return day.do(DictationOf, "zhang", dictation="d-1")


def test_a_prompt_is_spoken_by_phone_heard_again_and_kept(day: FakeFloor) -> None:
    leg_id = rings_for(day)
    day.time_passes(3)
    day.press(leg_id, "#")
    assert heard(day)[-2:] == ["message:d-1-1", "record_keep"]
    day.press(leg_id, "2")
    assert heard(day)[-1] == "record_after_tone"
    day.time_passes(2.1)
    day.time_passes(4)
    day.press(leg_id, "#")
    assert heard(day)[-2:] == ["message:d-1-2", "record_keep"]
    day.press(leg_id, "1")
    assert state(day) == "kept:d-1-2"
    assert heard(day)[-1] == "record_kept"
    day.time_passes(2.1)
    assert leg_id not in day.switch.legs
    assert state(day) == "kept:d-1-2"


def test_who_hangs_up_before_keeping_it_keeps_nothing(day: FakeFloor) -> None:
    leg_id = rings_for(day)
    day.time_passes(3)
    day.hangs_up(leg_id)
    assert state(day) == "gone"


def test_nothing_said_is_asked_for_again(day: FakeFloor) -> None:
    leg_id = rings_for(day)
    day.press(leg_id, "#")
    assert heard(day)[-1] == "record_after_tone"
    assert state(day) == "ringing"
