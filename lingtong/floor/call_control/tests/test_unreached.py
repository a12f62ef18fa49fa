"""Calls meant for one agent that reach nobody: into the agent's own box, by its rule or the site's."""

from pathlib import Path

import msgspec
import pytest

from lingtong.floor.agents.config import Team
from lingtong.floor.agents.model import SeatBusy
from lingtong.floor.call_control.model import Stage
from lingtong.floor.ivr.graph import Flow, HangUpNode, QueueNode, TransferNode
from lingtong.floor.live import commands as ask
from lingtong.floor.live.recording_commands import ShowMessages
from lingtong.floor.routing.config import Site
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import TENANT, demo_center
from lingtong.floor.voicemail.config import Box, Unreached
from lingtong.interactions.events import InteractionEnded, MessageLeft

pytestmark = pytest.mark.room
BOX = Box(id="own", tenant_id=TENANT, name="陈的留言", agent_id="chen", ring_for=12)
TO_CHEN = Flow(
    id="main",
    tenant_id=TENANT,
    name="main",
    start="chen",
    nodes={
        "chen": TransferNode(to="agent", agent="1003", ring_for=30, failed="line"),
        "line": QueueNode(queue_id="billing"),
        "bye": HangUpNode(),
    },
)


@pytest.fixture
def day(tmp_path: Path) -> FakeFloor:
    center = demo_center()
    replace = msgspec.structs.replace
    chen = replace(center.agents["chen"], team_id="east")
    floor = FakeFloor(
        replace(
            center,
            agents={**center.agents, "chen": chen},
            teams={"east": Team(id="east", tenant_id=TENANT, name="东", site_id="site")},
            sites={"site": Site(id="site", tenant_id=TENANT, name="济南")},
            flows={**center.flows, "main": TO_CHEN},
            voicemail_boxes={"own": BOX},
        ),
        tmp_path,
    )
    floor.switch.play_for = 2.0
    return floor


def left(day: FakeFloor) -> list[MessageLeft]:
    return [fact for fact in day.facts if isinstance(fact, MessageLeft)]


def speaks_and_hangs_up(day: FakeFloor, leg_id: str) -> MessageLeft:
    day.time_passes(7)
    day.hangs_up(leg_id)
    return left(day)[-1]


def rule(day: FakeFloor, unreached: Unreached, *, site: bool) -> None:
    replace = msgspec.structs.replace
    boxes = {"own": replace(BOX, unreached=unreached)}
    sites = {"site": replace(day.center.sites["site"], unreached_to_box=site)}
    day.reconfigure(replace(day.center, voicemail_boxes=boxes, sites=sites))


def test_whom_a_flow_sends_to_an_agent_who_is_away_speaks_into_the_agents_box(day: FakeFloor) -> None:
    caller = day.caller_dials()
    assert day.call(caller).stage is Stage.MESSAGE
    message = speaks_and_hangs_up(day, caller)
    assert (message.box_id, message.agent_id, message.number) == ("own", "chen", "13812342046")
    assert [fact.result for fact in day.facts if isinstance(fact, InteractionEnded)] == ["message"]


def test_an_agent_who_does_not_answer_is_rung_as_long_as_the_box_says(day: FakeFloor) -> None:
    day.agent_ready("chen")
    caller = day.caller_dials()
    day.time_passes(11)
    assert day.rings("chen")
    day.time_passes(1.5)
    assert day.call(caller).stage is Stage.MESSAGE
    assert day.state_of("chen") == "not_ready"


def test_an_agent_who_answers_has_the_caller(day: FakeFloor) -> None:
    day.agent_ready("chen")
    caller = day.caller_dials()
    day.time_passes(5)
    day.answers("chen")
    assert day.hear_each_other(caller, "chen")
    day.hangs_up(caller)
    assert not left(day)


@pytest.mark.parametrize(
    ("unreached", "site", "message"),
    [("site", True, True), ("site", False, False), ("yes", False, True), ("no", True, False)],
)
def test_the_box_or_the_site_says_whether(
    day: FakeFloor, unreached: Unreached, site: bool, message: bool
) -> None:
    rule(day, unreached, site=site)
    caller = day.caller_dials()
    assert (day.call(caller).stage is Stage.MESSAGE) is message
    assert (day.line("billing") == [caller]) is not message


def test_a_full_box_takes_nobody(day: FakeFloor) -> None:
    day.do(ShowMessages, "chen", box_id="own", new=BOX.quota, in_hand=0)
    caller = day.caller_dials()
    assert day.line("billing") == [caller]


def test_a_flow_may_go_on_by_itself_instead(day: FakeFloor) -> None:
    nodes = {**TO_CHEN.nodes, "chen": TransferNode(to="agent", agent="1003", failed="line", box=False)}
    flow = msgspec.structs.replace(TO_CHEN, nodes=nodes)
    day.reconfigure(msgspec.structs.replace(day.center, flows={**day.center.flows, "main": flow}))
    caller = day.caller_dials()
    assert day.line("billing") == [caller]


def test_a_colleague_who_is_away_is_left_a_message_under_the_own_number(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.Dial, "zhang", number="1003")
    day.time_passes(3)
    leg_id = day.leg_of("zhang")
    assert day.call(leg_id).stage is Stage.MESSAGE
    assert day.state_of("zhang") == "talking"
    message = speaks_and_hangs_up(day, leg_id)
    assert (message.number, message.agent_id) == ("1001", "chen")
    assert day.state_of("zhang") == "ready"
    assert not day.engine.floor.board.interactions


def test_a_colleague_who_does_not_answer_is_free_and_has_the_message(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.agent_ready("chen")
    day.do(ask.Dial, "zhang", number="1003")
    day.time_passes(3)
    assert day.rings("chen")
    day.time_passes(30)
    assert day.state_of("chen") == "ready"
    leg_id = day.leg_of("zhang")
    assert day.call(leg_id).stage is Stage.MESSAGE
    day.do(ask.Clear, "zhang")
    assert left(day)
    assert day.state_of("zhang") == "ready"
    assert not day.switch.legs


def test_a_supervisor_who_watches_the_call_to_herself_is_left_a_message(day: FakeFloor) -> None:
    """Found by seed 1014: her seat is at this call, and not in it."""
    day.agent_ready("zhang")
    day.agent_ready("chen")
    day.do(ask.Dial, "zhang", number="1003")
    call = day.call(day.leg_of("zhang"))
    day.do(ask.Watch, "chen", interaction_id=call.id, target_id="zhang", mode="monitor")
    assert day.state_of("chen") == "watching"
    day.time_passes(3)
    assert call.stage is Stage.MESSAGE
    assert speaks_and_hangs_up(day, day.leg_of("zhang")).agent_id == "chen"
    assert (day.state_of("zhang"), day.state_of("chen")) == ("ready", "ready")


def test_without_a_box_a_busy_colleague_is_refused_as_ever(day: FakeFloor) -> None:
    rule(day, "no", site=True)
    day.agent_ready("zhang")
    with pytest.raises(SeatBusy):
        day.do(ask.Dial, "zhang", number="1003")


def test_a_phone_that_stays_connected_leaves_a_message_and_stays(day: FakeFloor) -> None:
    replace = msgspec.structs.replace
    zhang = replace(day.center.agents["zhang"], persistent_leg=True)
    day.reconfigure(replace(day.center, agents={**day.center.agents, "zhang": zhang}))
    day.agent_ready("zhang")
    day.time_passes(5)
    day.answers("zhang")
    nailed = day.leg_of("zhang")
    day.do(ask.Dial, "zhang", number="1003")
    day.time_passes(6)
    day.do(ask.Clear, "zhang")
    assert left(day)
    assert nailed in day.switch.legs
    assert day.state_of("zhang") == "ready"


def test_the_engine_dies_while_a_colleague_speaks(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.Dial, "zhang", number="1003")
    day.time_passes(6)
    day.crash()
    day.start()
    day.time_passes(3)
    leg_id = day.leg_of("zhang")
    assert day.call(leg_id).stage is Stage.MESSAGE
    day.hangs_up(leg_id)
    assert left(day)[0].seconds >= 5
    assert day.state_of("zhang") == "ready"
