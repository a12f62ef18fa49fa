"""Messages on the floor, in virtual time: from a flow, from the line, and with everybody dying half-way."""

from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from lingtong.floor.call_control.model import Stage
from lingtong.floor.ivr.graph import Flow, HangUpNode, QueueNode, TransferNode
from lingtong.floor.ivr.nodes import VoicemailNode
from lingtong.floor.live import commands as ask
from lingtong.floor.live.recording_commands import ShowMessages
from lingtong.floor.routing.config import AfterWait
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import TENANT, demo_center
from lingtong.floor.voicemail.config import Box
from lingtong.interactions.events import (
    InteractionEnded,
    InteractionFact,
    MessageBegun,
    MessageDropped,
    MessageLeft,
    RecordingEnded,
    RecordingStarted,
)
from lingtong.switch.commands import Play, RecordMessage

pytestmark = pytest.mark.room
Kind = TypeVar("Kind", bound=InteractionFact)
BOX = Box(id="box", tenant_id=TENANT, name="报修", queue_id="fault", longest=60)
FLOW = Flow(
    id="main",
    tenant_id=TENANT,
    name="main",
    start="say",
    nodes={
        "say": VoicemailNode(box_id="box", done="bye", failed="line"),
        "bye": HangUpNode(),
        "line": QueueNode(queue_id="fault"),
    },
)


@pytest.fixture
def day(tmp_path: Path) -> FakeFloor:
    floor = FakeFloor(demo_center(), tmp_path)
    floor.switch.play_for = 2.0
    floor.reconfigure(msgspec.structs.replace(floor.center, voicemail_boxes={"box": BOX}))
    return floor


def in_flow(day: FakeFloor) -> str:
    day.reconfigure(msgspec.structs.replace(day.center, flows={**day.center.flows, "main": FLOW}))
    caller = day.caller_dials()
    day.time_passes(2.1)
    assert day.call(caller).stage is Stage.MESSAGE
    return caller


def said(day: FakeFloor, kind: type[Kind]) -> list[Kind]:
    return [fact for fact in day.facts if isinstance(fact, kind)]


def last_word(day: FakeFloor) -> str:
    return [sent for sent in day.switch.sent if isinstance(sent, Play)][-1].media[-1]


def test_a_message_of_a_flow_is_heard_again_and_kept(day: FakeFloor) -> None:
    caller = in_flow(day)
    day.time_passes(10)
    day.press(caller, "#")
    review = [sent for sent in day.switch.sent if isinstance(sent, Play)][-1]
    (begun,) = said(day, MessageBegun)
    assert review.media == (f"message:{begun.message_id}", "prompt:message_keep_or_again")
    day.press(caller, "1")
    (left,) = said(day, MessageLeft)
    assert (left.message_id, left.box_id, left.ended_by) == (begun.message_id, "box", "key")
    assert left.seconds == pytest.approx(10, abs=0.5)
    assert [fact.recording_id for fact in said(day, RecordingStarted)] == [left.message_id]
    day.time_passes(5)
    assert said(day, InteractionEnded)[0].result == "message"


def test_said_again_it_is_another_message(day: FakeFloor) -> None:
    caller = in_flow(day)
    day.time_passes(5)
    day.press(caller, "#")
    day.press(caller, "2")
    day.time_passes(2.1)
    day.time_passes(4)
    day.hangs_up(caller)
    first, second = said(day, MessageBegun)
    assert [fact.message_id for fact in said(day, MessageDropped)] == [first.message_id]
    (left,) = said(day, MessageLeft)
    assert (left.message_id, left.ended_by) == (second.message_id, "cleared")


def test_who_says_nothing_leaves_nothing_and_goes_on(day: FakeFloor) -> None:
    caller = in_flow(day)
    day.press(caller, "#")
    assert said(day, MessageLeft) == []
    assert said(day, MessageDropped)[0].why == "empty"
    assert day.line("fault") == [caller]


def test_a_box_that_is_full_or_gone_takes_nothing(day: FakeFloor) -> None:
    day.do(ShowMessages, "zhang", box_id="box", new=BOX.quota, in_hand=0)
    day.reconfigure(msgspec.structs.replace(day.center, flows={**day.center.flows, "main": FLOW}))
    caller = day.caller_dials()
    assert day.line("fault") == [caller]
    assert said(day, MessageBegun) == []


def test_the_line_leads_to_the_box_by_rule_by_key_and_when_nobody_serves(day: FakeFloor) -> None:
    queue = day.center.queues["fault"]
    by_rule = msgspec.structs.replace(queue, after_wait=(AfterWait(after=30, do="message"),))
    day.reconfigure(
        msgspec.structs.replace(
            day.center,
            queues={**day.center.queues, "fault": by_rule},
            flows={**day.center.flows, "main": msgspec.structs.replace(FLOW, start="line")},
        )
    )
    caller = day.caller_dials()
    day.time_passes(31)
    assert day.call(caller).stage is Stage.MESSAGE
    by_key = msgspec.structs.replace(queue, message_key="9")
    day.reconfigure(msgspec.structs.replace(day.center, queues={**day.center.queues, "fault": by_key}))
    other = day.caller_dials(ani="13900000001")
    day.press(other, "9")
    assert day.call(other).stage is Stage.MESSAGE
    nobody = msgspec.structs.replace(queue, no_agents="message")
    day.reconfigure(msgspec.structs.replace(day.center, queues={**day.center.queues, "fault": nobody}))
    third = day.caller_dials(ani="13900000002")
    assert day.call(third).stage is Stage.MESSAGE


def test_an_engine_that_dies_while_the_caller_speaks_loses_no_word(day: FakeFloor) -> None:
    caller = in_flow(day)
    day.time_passes(5)
    day.crash()
    day.start()
    day.time_passes(5)
    assert day.call(caller).stage is Stage.MESSAGE
    assert len([sent for sent in day.switch.sent if isinstance(sent, RecordMessage)]) >= 1
    day.hangs_up(caller)
    (left,) = said(day, MessageLeft)
    assert left.seconds == pytest.approx(10, abs=1.5)
    assert len(said(day, MessageBegun)) == 1


def test_a_switch_that_dies_while_the_caller_speaks_leaves_what_was_said(day: FakeFloor) -> None:
    in_flow(day)
    day.time_passes(5)
    day.switch_dies()
    (left,) = said(day, MessageLeft)
    assert left.box_id == "box"


def test_nobody_speaks_for_ever(day: FakeFloor) -> None:
    in_flow(day)
    day.time_passes(61)
    assert said(day, MessageLeft)[0].ended_by == "limit"
    day.time_passes(5)
    assert said(day, InteractionEnded)


def test_the_lamp_is_on_while_new_messages_wait(day: FakeFloor) -> None:
    own = msgspec.structs.replace(BOX, id="own", queue_id="", agent_id="liu")
    agents = {**day.center.agents, "liu": msgspec.structs.replace(day.center.agents["liu"], phone="desk")}
    day.reconfigure(msgspec.structs.replace(day.center, voicemail_boxes={"own": own}, agents=agents))
    day.phone("liu", reachable=True)
    endpoint = day.center.agents["liu"].endpoint
    day.do(ShowMessages, "liu", box_id="own", new=2, in_hand=1)
    assert day.switch.lights[endpoint] == 2
    day.phone("liu", reachable=False)
    day.switch.lights.clear()
    day.phone("liu", reachable=True)
    assert day.switch.lights[endpoint] == 2
    day.do(ShowMessages, "liu", box_id="own", new=0, in_hand=1)
    assert day.switch.lights[endpoint] == 0


def test_the_officer_outside_is_called_recorded_and_followed_by_the_box(day: FakeFloor) -> None:
    nodes = {
        "officer": TransferNode(number="13900002222", ring_for=20, failed="say"),
        "say": VoicemailNode(box_id="box", done="bye", failed="bye"),
        "bye": HangUpNode(),
    }
    night = msgspec.structs.replace(FLOW, start="officer", nodes=nodes)
    day.reconfigure(msgspec.structs.replace(day.center, flows={**day.center.flows, "main": night}))
    day.switch.behavior["13900002222"] = "answers"
    caller = day.caller_dials()
    day.time_passes(5)
    (begun,) = said(day, RecordingStarted)
    assert day.switch.legs[caller].recording == begun.recording_id
    day.hangs_up(caller)
    day.switch.behavior["13900002222"] = "rings"
    other = day.caller_dials(ani="13900000009")
    day.time_passes(25)
    assert day.call(other).stage is Stage.MESSAGE


def test_the_recording_of_an_earlier_talk_ends_before_the_message(day: FakeFloor) -> None:
    by_key = msgspec.structs.replace(day.center.queues["fault"], message_key="9")
    day.reconfigure(msgspec.structs.replace(day.center, queues={**day.center.queues, "fault": by_key}))
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.time_passes(2)
    day.answers("zhang")
    day.time_passes(5)
    day.do(ask.BlindTransfer, "zhang", kind="queue", target="fault", why="")
    day.press(caller, "9")
    day.time_passes(5)
    day.hangs_up(caller)
    talk, message = said(day, RecordingStarted)
    ends = {fact.recording_id: fact.at for fact in said(day, RecordingEnded)}
    assert ends[talk.recording_id] <= message.at
    assert message.why == "message"


def test_who_hangs_up_with_the_beep_leaves_nothing(day: FakeFloor) -> None:
    caller = in_flow(day)
    day.time_passes(0.3)
    day.hangs_up(caller)
    assert said(day, MessageLeft) == []
    assert said(day, MessageDropped)[0].why == "empty"
