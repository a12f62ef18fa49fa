import msgspec
import pytest

from lingtong.floor.call_control.errors import MenuUnknown
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import CameFromMenu, DataAttached, RecordingPaused, SentToMenu

pytestmark = pytest.mark.room


@pytest.fixture
def caller(day: FakeFloor) -> str:
    """In talk with zhang, in the menu that asks for a rating."""
    day.agent_ready("zhang")
    leg_id = day.caller_waits()
    day.answers("zhang")
    day.do(ask.SendToMenu, "zhang", flow_id="rating")
    return leg_id


def came_back(day: FakeFloor) -> list[str]:
    return [fact.how for fact in day.facts if isinstance(fact, CameFromMenu)]


def test_the_customer_walks_alone_and_the_agent_waits(day: FakeFloor, caller: str) -> None:
    assert not day.switch.hears(caller)
    assert not day.switch.legs[caller].music
    assert day.state_of("zhang") == "talking"
    assert day.call(caller).visit is not None
    assert next(fact.node for fact in day.facts if isinstance(fact, SentToMenu)) == "ask"


def test_what_was_chosen_comes_back_with_the_customer(day: FakeFloor, caller: str) -> None:
    day.time_passes(3.5)
    day.press(caller, "1")
    day.time_passes(3.5)
    assert day.hear_each_other(caller, "zhang")
    assert day.call(caller).attached["rating"] == "good"
    assert day.call(caller).menu_path[-1] == "good"
    assert {"rating": "good"} in [fact.values for fact in day.facts if isinstance(fact, DataAttached)]
    assert came_back(day) == ["done"]
    assert day.said[-1].code == "menu.done"


def test_a_customer_who_does_nothing_comes_back_too(day: FakeFloor, caller: str) -> None:
    day.time_passes(60)
    assert day.hear_each_other(caller, "zhang")
    assert came_back(day) == ["done"]


def test_the_agent_takes_the_customer_back_at_any_time(day: FakeFloor, caller: str) -> None:
    day.time_passes(1)
    day.do(ask.TakeBack, "zhang")
    assert day.hear_each_other(caller, "zhang")
    assert not day.switch.legs[caller].playing
    assert came_back(day) == ["taken_back"]


def test_what_the_customer_types_is_not_recorded(day: FakeFloor, caller: str) -> None:
    def is_paused() -> bool:
        return day.switch.legs[caller].recording_paused

    assert day.switch.legs[caller].recording
    assert is_paused()
    day.do(ask.TakeBack, "zhang")
    assert not is_paused()
    assert [fact.on for fact in day.facts if isinstance(fact, RecordingPaused)] == [True, False]


def test_a_pause_of_the_agent_outlasts_the_menu(day: FakeFloor, caller: str) -> None:
    day.do(ask.TakeBack, "zhang")
    day.do(ask.PauseRecordingAsk, "zhang", on=True)
    day.do(ask.SendToMenu, "zhang", flow_id="rating")
    day.do(ask.TakeBack, "zhang")
    assert day.switch.legs[caller].recording_paused


def test_a_customer_who_hangs_up_there_ends_the_call(day: FakeFloor, caller: str) -> None:
    day.hangs_up(caller)
    assert day.state_of("zhang") == "after_call_work"
    assert came_back(day) == ["ended"]


def test_an_agent_who_hangs_up_ends_the_call(day: FakeFloor, caller: str) -> None:
    day.do(ask.Clear, "zhang")
    assert caller not in day.switch.legs


def test_the_customer_hears_music_when_the_agents_phone_is_gone(day: FakeFloor, caller: str) -> None:
    day.phone("zhang", reachable=False)
    assert day.switch.legs[caller].music
    assert came_back(day) == ["link_lost"]
    day.phone("zhang", reachable=True)
    day.time_passes(5)
    assert day.hear_each_other(caller, "zhang")


def test_the_walk_goes_on_after_the_engine_has_died(day: FakeFloor, caller: str) -> None:
    day.time_passes(3.5)
    day.crash()
    day.world_moves(2)
    day.start()
    day.press(caller, "2")
    day.time_passes(3.5)
    assert day.hear_each_other(caller, "zhang")
    assert day.call(caller).attached["rating"] == "bad"


def test_a_menu_that_is_removed_gives_the_customer_back(day: FakeFloor, caller: str) -> None:
    flows = {"main": day.center.flows["main"]}
    day.reconfigure(msgspec.structs.replace(day.center, flows=flows))
    assert day.hear_each_other(caller, "zhang")


@pytest.mark.parametrize(("flow_id", "node"), [("main", ""), ("no such", ""), ("rating", "no such")])
def test_only_a_menu_that_leads_back_is_one_to_be_sent_to(
    day: FakeFloor, caller: str, flow_id: str, node: str
) -> None:
    day.do(ask.TakeBack, "zhang")
    with pytest.raises(MenuUnknown):
        day.do(ask.SendToMenu, "zhang", flow_id=flow_id, node=node)
    assert day.hear_each_other(caller, "zhang")


def test_a_part_of_the_menu_is_enough(day: FakeFloor, caller: str) -> None:
    day.do(ask.TakeBack, "zhang")
    day.do(ask.SendToMenu, "zhang", flow_id="rating", node="bad")
    day.time_passes(3.5)
    assert day.call(caller).attached["rating"] == "bad"
    assert day.hear_each_other(caller, "zhang")


def test_two_who_are_not_recorded_meet_again_after_the_menu(day: FakeFloor) -> None:
    day.agent_ready("chen")
    caller = day.caller_waits("billing")
    day.answers("chen")
    assert day.switch.pairs
    day.do(ask.SendToMenu, "chen", flow_id="rating")
    day.do(ask.TakeBack, "chen")
    assert day.hear_each_other(caller, "chen")
    assert not day.switch.pairs


def test_a_supervisor_stays_with_the_agent_who_waits(day: FakeFloor, caller: str) -> None:
    day.agent_logs_in("wang")
    day.do(ask.Watch, "wang", interaction_id=day.call(caller).id, target_id="zhang", mode="monitor")
    day.time_passes(3)
    day.do(ask.TakeBack, "zhang")
    assert caller in day.switch.hears(day.leg_of("wang"))
