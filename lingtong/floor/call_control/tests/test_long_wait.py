"""What a hospital asks of its line (HOS-02): who waits too long goes on, leaves a message, asks to be called
back, or gives up; busy words and music meanwhile; a voice of its own on holidays.
"""

import msgspec
import pytest

from lingtong.floor.call_control.model import Stage
from lingtong.floor.call_control.tests.walking import heard, in_line, walks
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import TENANT
from lingtong.floor.voicemail.config import Box
from lingtong.foundation.calendar import Calendar, Opening, SpecialDay
from lingtong.interactions.events import InteractionEnded, MessageLeft
from lingtong.switch.commands import StartMusic

pytestmark = pytest.mark.room
LONG = 61.0


@pytest.fixture
def line(day: FakeFloor) -> FakeFloor:
    """A line with words every 20 s, a message box, and callbacks that are offered after a minute."""
    queue = msgspec.structs.replace(
        day.center.queues["fault"],
        announce_every=20.0,
        announce_place=True,
        callback="agent_first",
        callback_after=60.0,
        callback_key="3",
        message_key="2",
        music="harp",
        max_wait=0.0,
    )
    box = Box(id="box", tenant_id=TENANT, name="报修", queue_id="fault", longest=60)
    day.switch.play_for = 1.0
    day.reconfigure(
        msgspec.structs.replace(
            day.center, queues={**day.center.queues, "fault": queue}, voicemail_boxes={"box": box}
        )
    )
    return day


def has_waited_long(day: FakeFloor) -> str:
    caller = day.caller_waits("fault")
    day.time_passes(LONG)
    words = heard(day)
    assert {"message_offer", "callback_offer"} <= set(words), "is told both keys"
    return caller


def test_who_presses_nothing_goes_on_waiting_with_music(line: FakeFloor) -> None:
    caller = has_waited_long(line)
    line.time_passes(600)
    assert line.line("fault") == [caller]
    assert {sent.music for sent in line.switch.sent if isinstance(sent, StartMusic)} == {"fault.zh"}


def test_who_presses_the_key_for_it_leaves_a_message(line: FakeFloor) -> None:
    caller = has_waited_long(line)
    line.press(caller, "2")
    assert line.call(caller).stage is Stage.MESSAGE
    line.time_passes(10)
    line.hangs_up(caller)
    assert len([fact for fact in line.facts if isinstance(fact, MessageLeft)]) == 1


def test_who_presses_the_other_key_is_asked_for_the_number_and_called_back(line: FakeFloor) -> None:
    caller = has_waited_long(line)
    line.press(caller, "3")
    assert line.call(caller).asking is not None
    line.press(caller, "1")
    line.time_passes(20)
    assert [fact.result for fact in line.facts if isinstance(fact, InteractionEnded)] == ["callback"]


def test_who_gives_up_is_counted_as_gone(line: FakeFloor) -> None:
    line.hangs_up(has_waited_long(line))
    assert [fact.result for fact in line.facts if isinstance(fact, InteractionEnded)] == ["abandoned"]


@pytest.mark.parametrize(
    ("special", "said"),
    [
        ((), "welcome"),
        ((SpecialDay(date="2026-11-23", name="假日"),), "desk_holiday"),
        ((SpecialDay(date="2026-11-23", name="半日", hours=(Opening("13:00", "17:00"),)),), "closed"),
    ],
)
def test_a_holiday_has_words_of_its_own(day: FakeFloor, special: tuple[SpecialDay, ...], said: str) -> None:
    """The day is a Monday, nine o'clock."""
    week = ((Opening("08:00", "20:00"),),) * 7
    calendar = Calendar(id="day", tenant_id=TENANT, name="门诊", week=week, special_days=special)
    day.reconfigure(msgspec.structs.replace(day.center, calendars={"day": calendar}))
    walks(
        day,
        {
            "when": {
                "type": "hours",
                "calendar_id": "day",
                "open": "in",
                "closed": "off",
                "holiday": "holiday",
            },
            "in": {"type": "play", "prompt": "welcome", "next": "yes"},
            "off": {"type": "play", "prompt": "closed", "next": "bye"},
            "holiday": {"type": "play", "prompt": "desk_holiday", "next": "bye"},
        },
    )
    day.caller_dials()
    assert heard(day)[0] == said
    day.time_passes(10)
    assert in_line(day) == ("fault" if said == "welcome" else "")
