"""Callers in a menu, seen, listened to and brought elsewhere by a supervisor."""

import msgspec
import pytest

from lingtong.floor.call_control.errors import NotNow, NotYours
from lingtong.floor.live import commands as ask
from lingtong.floor.live.menus import menus_of
from lingtong.floor.live.projector import Projector
from lingtong.floor.testing import FakeFloor
from lingtong.interactions import events as tell

pytestmark = pytest.mark.model

BOSS = "chen"


def in_menu(day: FakeFloor) -> str:
    caller = day.caller_dials()
    day.agent_logs_in(BOSS)
    day.time_passes(1)
    assert day.call(caller).stage == "menu"
    return caller


def ask_for(day: FakeFloor, command: type[ask.Supervise], caller: str, **fields: object) -> None:
    day.do(command, BOSS, interaction_id=day.call(caller).id, **fields)
    day.time_passes(2.5)


def test_the_way_so_far_with_the_keys(day: FakeFloor) -> None:
    caller = in_menu(day)
    day.press(caller, "7")
    day.press(caller, "9")
    (one,) = menus_of(day.engine.floor.board, [day.call(caller).id]).callers
    assert (one.entry_point, one.flow_name, one.node) == ("Main", "Main", "menu")
    assert "".join(step.keys for step in one.path) == "79"
    assert one.node_type == "menu"
    assert "13812342046" not in one.number


def test_the_way_so_far_in_the_words_of_the_menu(day: FakeFloor) -> None:
    caller = in_menu(day)
    board = day.engine.floor.board
    nodes = next(one.nodes for one in board.center.flows.values() if one.name == "Main")
    nodes["menu"] = msgspec.structs.replace(nodes["menu"], labels={"9": "English"})
    day.press(caller, "9")  # while the greeting is said
    day.press(caller, "9")
    (one,) = menus_of(board, [day.call(caller).id]).callers
    assert ("menu", "9", "English") in [(step.type, step.keys, step.chosen) for step in one.path]


def test_who_leaves_is_taken_off_the_list(day: FakeFloor) -> None:
    caller = in_menu(day)
    projector = Projector(day.engine.floor.board)
    assert projector.hello(day.call(caller).tenant_id, BOSS).menus.length == 1
    day.press(caller, "1")
    assert menus_of(day.engine.floor.board, [day.call(caller).id]).length == 0


def test_a_number_that_is_typed_is_nobodys(day: FakeFloor) -> None:
    caller = day.caller_waits()
    day.agent_ready("zhang")
    day.answers("zhang")
    day.do(ask.SendToMenu, "zhang", interaction_id=day.call(caller).id, flow_id="rating")
    before = list(day.call(caller).walked)
    day.press(caller, "1")
    assert day.call(caller).walked == before


def test_a_supervisor_listens_and_is_not_heard(day: FakeFloor) -> None:
    caller = in_menu(day)
    ask_for(day, ask.Watch, caller)
    leg = day.leg_of(BOSS)
    assert day.switch.legs[leg].listens_to == caller
    assert leg not in day.switch.hears(caller)
    with pytest.raises(NotNow):
        ask_for(day, ask.Watch, caller, mode="whisper")
    day.press(caller, "1")
    day.time_passes(1)
    assert day.state_of(BOSS) == "not_ready"
    assert [line.code for line in day.said if line.agent_id == BOSS] == ["watch.ended_left_menu"]


def test_to_a_queue(day: FakeFloor) -> None:
    caller = in_menu(day)
    ask_for(day, ask.TakeFromMenu, caller, queue_id="billing", why="has waited long")
    assert day.line("billing") == [caller]
    (fact,) = [one for one in day.facts if isinstance(one, tell.CallTakenByHand)]
    assert (fact.how, fact.queue_id, fact.why) == ("from_menu", "billing", "has waited long")


def test_to_the_own_phone_out_of_listening(day: FakeFloor) -> None:
    caller = in_menu(day)
    ask_for(day, ask.Watch, caller)
    ask_for(day, ask.TakeFromMenu, caller)
    assert day.hear_each_other(caller, BOSS)
    assert day.state_of(BOSS) == "talking"


def test_who_is_not_reached_leaves_the_caller_in_the_menu(day: FakeFloor) -> None:
    caller = in_menu(day)
    day.switch.behavior[f"ep-{BOSS}"] = "declines"
    ask_for(day, ask.TakeFromMenu, caller)
    assert day.call(caller).stage == "menu"
    day.press(caller, "1")
    assert day.line("fault") == [caller]


def test_who_has_talked_and_is_reached_by_nobody_is_in_the_menu_and_in_no_bridge(day: FakeFloor) -> None:
    """Taken out of the menu, sent on to a number that is busy, and the sender does not answer either."""
    caller = in_menu(day)
    ask_for(day, ask.TakeFromMenu, caller)
    assert day.hear_each_other(caller, BOSS)
    day.switch.behavior["13900001111"] = "busy"
    day.switch.behavior[f"ep-{BOSS}"] = "declines"
    day.do(ask.BlindTransfer, BOSS, kind="number", target="13900001111")
    day.time_passes(5)
    assert day.call(caller).stage == "menu"
    assert not day.switch.legs[caller].bridge_id
    day.press(caller, "1")
    assert day.line("fault") == [caller]


def test_only_who_supervises_everybody(day: FakeFloor) -> None:
    caller = in_menu(day)
    for command in (ask.Watch, ask.TakeFromMenu):
        with pytest.raises(NotYours):
            ask_for(day, command, caller, team_id="mine")
