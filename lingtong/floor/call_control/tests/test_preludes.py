import msgspec
import pytest

from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import PartyJoined, RecordingStarted
from lingtong.switch.commands import Play

pytestmark = pytest.mark.room


def with_words(day: FakeFloor, **fields: object) -> None:
    fault = msgspec.structs.replace(day.center.queues["fault"], **fields)
    day.reconfigure(msgspec.structs.replace(day.center, queues={**day.center.queues, "fault": fault}))


def talks(day: FakeFloor) -> str:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    return caller


def said_to(day: FakeFloor, leg_id: str) -> list[tuple[str, ...]]:
    return [sent.media for sent in day.switch.sent if isinstance(sent, Play) and sent.leg_id == leg_id]


def test_the_customer_hears_the_agents_number_and_then_the_agent(day: FakeFloor) -> None:
    with_words(day, say_agent_number=True)
    caller = talks(day)
    words = ("agent_number", "digit_1_spelled", "digit_0", "digit_0", "digit_1_spelled", "serves_you")
    assert said_to(day, caller)[-1] == tuple(f"prompt:{name}" for name in words)
    assert not day.hear_each_other(caller, "zhang")
    assert "recording.started" not in day.kinds()
    day.time_passes(3.5)
    assert day.hear_each_other(caller, "zhang")
    assert "recording.started" in day.kinds()


def test_the_agent_hears_whom_it_is_for_while_the_customer_hears_music(day: FakeFloor) -> None:
    with_words(day, whisper_queue=True)
    caller = talks(day)
    assert day.switch.legs[caller].music
    assert said_to(day, day.leg_of("zhang"))[0][0] == "prompt:call_for_queue"
    assert not any("call_for_queue" in media[0] for media in said_to(day, caller))
    day.time_passes(3.5)
    assert day.hear_each_other(caller, "zhang")
    assert not day.switch.legs[caller].music


def test_a_greeting_of_the_agents_own_is_heard_by_both_after_the_whisper(day: FakeFloor) -> None:
    with_words(day, whisper_queue=True, whisper_prompt="demo/fault_queue")
    agents = {
        **day.center.agents,
        "zhang": msgspec.structs.replace(day.center.agents["zhang"], greeting="demo/hello"),
    }
    day.reconfigure(msgspec.structs.replace(day.center, agents=agents))
    caller = talks(day)
    day.time_passes(3.5)
    assert said_to(day, day.leg_of("zhang")) == [("prompt:demo/fault_queue",), ("prompt:demo/hello",)]
    assert said_to(day, caller)[-1] == ("prompt:demo/hello",)
    day.time_passes(3.5)
    assert day.hear_each_other(caller, "zhang")


def test_an_agent_who_acts_begins_the_talk_at_once(day: FakeFloor) -> None:
    with_words(day, say_agent_number=True)
    caller = talks(day)
    day.do(ask.Hold, "zhang")
    assert day.switch.legs[caller].music
    day.do(ask.Retrieve, "zhang")
    assert day.hear_each_other(caller, "zhang")
    assert not day.switch.legs[caller].playing


def test_a_customer_who_hangs_up_during_the_words_leaves_nothing_behind(day: FakeFloor) -> None:
    with_words(day, say_agent_number=True)
    caller = talks(day)
    day.hangs_up(caller)
    assert day.state_of("zhang") == "after_call_work"
    assert not any(isinstance(fact, PartyJoined | RecordingStarted) for fact in day.facts)


def test_a_phone_lost_during_the_words_leaves_music(day: FakeFloor) -> None:
    with_words(day, say_agent_number=True)
    caller = talks(day)
    day.phone("zhang", reachable=False)
    assert day.switch.legs[caller].music
    assert not day.switch.legs[caller].playing
    day.phone("zhang", reachable=True)
    day.time_passes(5)
    assert day.hear_each_other(caller, "zhang")


def test_the_two_hear_each_other_after_the_engine_has_died_in_the_words(day: FakeFloor) -> None:
    with_words(day, say_agent_number=True, whisper_queue=True)
    caller = talks(day)
    day.crash()
    day.start()
    assert day.hear_each_other(caller, "zhang")


def test_an_end_that_is_never_told_does_not_keep_them_apart(day: FakeFloor) -> None:
    with_words(day, say_agent_number=True)
    day.switch.play_for = 3600.0
    day.agent_ready("zhang")
    caller = day.caller_dials()
    it = day.call(caller)
    assert it.position is not None
    day.press(caller, "1")  # kept for the menu behind the announcement
    day.switch.play_for = 3.0
    day.time_passes(1)
    day.hangs_up(caller)
    other = day.caller_waits()
    day.switch.play_for = 3600.0
    day.answers("zhang")
    day.time_passes(41)
    assert day.hear_each_other(other, "zhang")


def test_a_transfer_says_the_number_of_who_takes_it(day: FakeFloor) -> None:
    with_words(day, say_agent_number=True)
    caller = talks(day)
    day.time_passes(3.5)
    day.agent_ready("wang")
    day.do(ask.BlindTransfer, "zhang", kind="agent", target="wang")
    day.answers("wang")
    assert "prompt:digit_2" in said_to(day, caller)[-1]
    day.time_passes(3.5)
    assert day.hear_each_other(caller, "wang")
