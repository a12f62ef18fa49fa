import msgspec
import pytest

from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import InteractionEnded, MenuChosen
from lingtong.switch.commands import ClearLeg, Play

pytestmark = pytest.mark.room


def prompts(day: FakeFloor) -> list[str]:
    return [sent.media[0] for sent in day.switch.sent if isinstance(sent, Play)]


def how_it_ended(day: FakeFloor) -> list[str]:
    return [fact.result for fact in day.facts if isinstance(fact, InteractionEnded)]


def test_a_key_leads_into_the_queue_with_what_was_chosen(day: FakeFloor) -> None:
    caller = day.caller_waits("fault")
    assert day.line("fault") == [caller]
    assert day.call(caller).menu_path == ["fault"]
    assert day.call(caller).attached == {"topic": "fault"}
    assert [fact.key for fact in day.facts if isinstance(fact, MenuChosen)] == ["1"]


def test_a_key_during_the_greeting_goes_to_the_menu_behind_it(day: FakeFloor) -> None:
    caller = day.caller_dials()
    day.press(caller, "1")
    assert prompts(day) == ["prompt:welcome"]
    assert day.line("fault") == [caller]
    assert day.call(caller).menu_path == ["fault"]


def test_a_greeting_that_must_be_heard_is_and_the_key_counts_behind_it(day: FakeFloor) -> None:
    flow = day.center.flows["main"]
    welcome = msgspec.structs.replace(flow.nodes["welcome"], barge_in=False)
    flow = msgspec.structs.replace(flow, nodes={**flow.nodes, "welcome": welcome})
    day.reconfigure(msgspec.structs.replace(day.center, flows={"main": flow}))
    caller = day.caller_dials()
    day.press(caller, "1")
    assert day.line("fault") == []
    day.time_passes(3.5)
    assert prompts(day) == ["prompt:welcome"]
    assert day.line("fault") == [caller]
    assert day.call(caller).menu_path == ["fault"]


def test_a_wrong_key_during_the_greeting_is_said_in_the_menu(day: FakeFloor) -> None:
    caller = day.caller_dials()
    day.press(caller, "5")
    day.time_passes(3.5)
    assert prompts(day) == ["prompt:welcome", "prompt:wrong_key"]
    day.press(caller, "2")
    assert day.line("billing") == [caller]


def test_a_wrong_key_is_said_and_the_third_leads_on(day: FakeFloor) -> None:
    caller = day.caller_dials()
    day.time_passes(3.5)
    day.press(caller, "5")
    assert prompts(day)[-1] == "prompt:wrong_key"
    day.press(caller, "5")
    day.press(caller, "5")
    assert day.line("billing") == [caller]


def test_silence_is_asked_about_and_then_leads_on(day: FakeFloor) -> None:
    caller = day.caller_dials()
    day.time_passes(13)
    assert "prompt:no_key" in prompts(day)
    day.time_passes(30)
    assert day.line("billing") == [caller]


def test_a_caller_who_says_nothing_for_a_minute_is_released_with_a_word(day: FakeFloor) -> None:
    menu = msgspec.structs.replace(day.center.flows["main"].nodes["menu"], wait=90.0)
    flow = day.center.flows["main"]
    flow = msgspec.structs.replace(flow, nodes={**flow.nodes, "menu": menu})
    day.reconfigure(msgspec.structs.replace(day.center, flows={"main": flow}))
    day.caller_dials()
    day.time_passes(70)
    assert prompts(day)[-1] == "prompt:idle_release"
    assert how_it_ended(day) == ["released"]


def test_nine_changes_the_language(day: FakeFloor) -> None:
    caller = day.caller_dials()
    day.time_passes(3.5)
    day.press(caller, "9")
    assert day.call(caller).language == "en"
    assert [sent.language for sent in day.switch.sent if isinstance(sent, Play)][-1] == "en"


def test_an_unknown_number_is_refused(day: FakeFloor) -> None:
    leg_id = day.caller_dials("10000")
    assert ClearLeg(leg_id=leg_id, cause="unreachable") in day.switch.sent
    assert leg_id not in day.switch.legs
    assert not day.facts


def test_the_customer_page_reaches_only_what_is_open_to_it(day: FakeFloor) -> None:
    refused = day.caller_dials("95599", source="phone:guest-01")
    welcome = day.caller_dials("95598", source="phone:guest-01")
    assert refused not in day.switch.legs
    assert day.call(welcome).entry_point_id == "main"


def test_out_of_hours_a_word_and_the_end(day: FakeFloor) -> None:
    nights = msgspec.structs.replace(day.center.calendars["nights"], id="always")
    day.reconfigure(msgspec.structs.replace(day.center, calendars={"always": nights}))
    day.caller_dials()
    day.time_passes(4)
    assert prompts(day) == ["prompt:closed"]
    assert how_it_ended(day) == ["released"]
    assert not day.switch.legs


def test_a_number_outside_is_reached_from_the_menu(day: FakeFloor) -> None:
    day.switch.behavior["053186012345"] = "answers"
    caller = day.caller_dials()
    day.time_passes(3.5)
    day.press(caller, "8")
    assert day.switch.legs[caller].music
    day.time_passes(3)
    outside = day.switch.leg_at("number:053186012345")
    assert outside is not None
    assert day.switch.hears(caller) == {outside.leg_id}
    day.hangs_up(outside.leg_id)
    assert how_it_ended(day) == ["handled"]


def test_a_busy_number_outside_leads_back_into_the_flow(day: FakeFloor) -> None:
    day.switch.behavior["053186012345"] = "busy"
    caller = day.caller_dials()
    day.time_passes(3.5)
    day.press(caller, "8")
    day.time_passes(3)
    assert day.line("billing") == [caller]


def test_without_a_trunk_the_flow_goes_on(day: FakeFloor) -> None:
    day.reconfigure(msgspec.structs.replace(day.center, trunks={}))
    caller = day.caller_dials()
    day.time_passes(3.5)
    day.press(caller, "8")
    day.time_passes(2)
    assert day.line("billing") == [caller]


def test_who_hangs_up_in_the_menu_is_counted_there(day: FakeFloor) -> None:
    caller = day.caller_dials()
    day.hangs_up(caller)
    assert how_it_ended(day) == ["abandoned_in_menu"]


def test_a_switch_that_is_full_refuses_the_next_caller_and_keeps_the_others(day: FakeFloor) -> None:
    first = day.caller_waits("fault")
    day.engine.floor.board.most_legs = 2
    second = day.caller_dials()
    assert ClearLeg(leg_id=second, cause="congestion") in day.switch.sent
    assert day.line("fault") == [first]
