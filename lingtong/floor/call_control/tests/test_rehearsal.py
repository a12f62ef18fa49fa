"""An author calls a flow that is only drawn: from the own phone, in virtual time."""

from typing import Any

import msgspec
import pytest

from lingtong.floor.agents.model import SeatBusy
from lingtong.floor.call_control.errors import NotNow
from lingtong.floor.ivr.graph import Flow
from lingtong.floor.live.rehearsal_commands import CallFlow
from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import InteractionEnded, NodeEntered
from lingtong.switch.commands import Play

pytestmark = pytest.mark.room
NODES: dict[str, Any] = {
    "hello": {"type": "play", "prompt": "welcome", "next": "ask"},
    "ask": {"type": "menu", "prompt": "main_menu", "keys": {"1": "line", "2": "bye"}, "otherwise": "bye"},
    "line": {"type": "queue", "queue_id": "fault"},
    "bye": {"type": "hang_up", "prompt": "closed"},
}


def drawn(**nodes: Any) -> str:
    flow = {"id": "draft", "tenant_id": "", "name": "Drawn", "start": "hello", "nodes": {**NODES, **nodes}}
    return msgspec.json.encode(msgspec.convert(flow, Flow)).decode()


def said(day: FakeFloor) -> list[str]:
    return [one.media[0] for one in day.switch.sent if isinstance(one, Play)]


def calls(day: FakeFloor, name: str = "wang") -> str:
    leg_id = day.do(CallFlow, name, flow=drawn())
    day.switch.pick_up(leg_id)
    day.settle()
    return leg_id


def test_the_authors_phone_rings_and_walks_what_is_drawn(day: FakeFloor) -> None:
    day.agent_ready("wang")
    leg_id = calls(day)
    day.time_passes(3.5)
    assert said(day)[:2] == ["prompt:welcome", "prompt:main_menu"]
    day.press(leg_id, "2")
    assert said(day)[-1] == "prompt:closed"
    assert day.state_of("wang") == "ready"


def test_its_facts_belong_to_no_flow_that_callers_use(day: FakeFloor) -> None:
    day.agent_ready("wang")
    calls(day)
    assert {fact.flow_id for fact in day.facts if isinstance(fact, NodeEntered)} == {"rehearsal-wang"}


def test_what_leads_away_ends_it_and_rings_nobody(day: FakeFloor) -> None:
    day.agent_ready("wang")
    day.agent_ready("zhang")
    leg_id = calls(day)
    day.press(leg_id, "1")
    day.press(leg_id, "1")
    assert said(day)[-1] == "prompt:goodbye"
    assert day.line("fault") == []
    assert not day.rings("zhang")


def test_nobody_who_is_busy_is_rung_and_nobody_of_another_tenant(day: FakeFloor) -> None:
    day.agent_ready("wang")
    day.caller_waits("fault")
    with pytest.raises(SeatBusy):
        day.do(CallFlow, "wang", flow=drawn())
    other = CallFlow(tenant_id="other", agent_id="wang", flow=drawn())
    with pytest.raises(NotNow):
        day.engine.do(other)


def test_a_save_meanwhile_ends_it_with_a_word_and_leaves_nothing_behind(day: FakeFloor) -> None:
    day.agent_ready("wang")
    leg_id = calls(day)
    day.reconfigure(day.center)
    day.press(leg_id, "1")
    day.time_passes(10)
    assert [fact.result for fact in day.facts if isinstance(fact, InteractionEnded)] != []
    assert day.engine.floor.board.codes.open == {}


def test_a_phone_that_is_not_picked_up_is_forgotten(day: FakeFloor) -> None:
    day.agent_ready("wang")
    day.do(CallFlow, "wang", flow=drawn())
    day.time_passes(30)
    assert day.engine.floor.board.codes.open == {}
    assert day.state_of("wang") == "ready"
