from typing import Any

import msgspec
import pytest

from lingtong.floor.call_control import recordings
from lingtong.floor.call_control.errors import NotNow, RecorderUnknown
from lingtong.floor.center import Center
from lingtong.floor.ivr.nodes import AnswerNode, QueueNode
from lingtong.floor.ivr.nodes.consent import ConsentNode
from lingtong.floor.live import commands as ask
from lingtong.floor.live.picture import agent_row
from lingtong.floor.live.recording_commands import RecordOf
from lingtong.floor.recording.config import RecordingRule
from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import (
    ConsentSaid,
    RecorderFailed,
    RecordingEnded,
    RecordingPaused,
    RecordingSkipped,
    RecordingStarted,
)
from lingtong.switch.commands import PauseRecording, StartRecording

pytestmark = pytest.mark.room


def rule(**fields: Any) -> RecordingRule:
    return RecordingRule(**{"id": "r1", "tenant_id": "demo", "name": "r1", **fields})


def ruled(day: FakeFloor, *rules: RecordingRule) -> None:
    center: Center = msgspec.structs.replace(day.center, recording_rules={one.id: one for one in rules})
    day.reconfigure(center)


def in_talk(day: FakeFloor) -> str:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    return caller


def started(day: FakeFloor) -> list[tuple[str, str]]:
    return [(fact.rule_id, fact.why) for fact in day.facts if isinstance(fact, RecordingStarted)]


def skipped(day: FakeFloor) -> list[tuple[str, str]]:
    return [(fact.rule_id, fact.why) for fact in day.facts if isinstance(fact, RecordingSkipped)]


def test_the_rule_that_decided_stands_in_the_fact(day: FakeFloor) -> None:
    ruled(day, rule(queues=("fault",), beep_every=15))
    in_talk(day)
    assert started(day) == [("r1", "rule")]
    assert [one.beep_every for one in day.switch.sent if isinstance(one, StartRecording)] == [15]


def test_without_a_rule_the_queue_decides(day: FakeFloor) -> None:
    ruled(day)
    in_talk(day)
    assert started(day) == [("", "queue")]


def test_why_a_talk_is_not_recorded_is_a_fact(day: FakeFloor) -> None:
    ruled(day, rule(share=0))
    caller = in_talk(day)
    assert not day.switch.legs[caller].recording
    assert skipped(day) == [("r1", "share")]


def test_no_recording_without_the_consent_that_its_rule_asks_for(day: FakeFloor) -> None:
    ruled(day, rule(consent="given"))
    in_talk(day)
    assert (started(day), skipped(day)) == ([], [("r1", "consent")])


def test_the_agent_begins_and_ends_where_the_rule_leaves_it_to_agents(day: FakeFloor) -> None:
    ruled(day, rule(begins="agent"))
    caller = in_talk(day)
    assert skipped(day) == [("r1", "by_hand")]
    day.do(ask.RecordAsk, "zhang", on=True)
    assert day.switch.legs[caller].recording
    day.do(ask.RecordAsk, "zhang", on=False)
    assert not day.switch.legs[caller].recording
    assert len(started(day)) == 1


def test_an_agent_cannot_end_what_the_rule_begins(day: FakeFloor) -> None:
    ruled(day, rule())
    in_talk(day)
    with pytest.raises(NotNow):
        day.do(ask.RecordAsk, "zhang", on=False)


def test_any_seat_in_the_conversation_pauses(day: FakeFloor) -> None:
    caller = in_talk(day)
    day.agent_ready("wang")
    day.do(ask.Consult, "zhang", kind="agent", target="wang")
    day.answers("wang")
    day.do(ask.PauseRecordingAsk, "wang", on=True)
    assert day.switch.legs[caller].recording_paused
    day.do(ask.CompleteTransfer, "zhang")
    assert day.switch.legs[caller].recording_paused
    day.do(ask.PauseRecordingAsk, "wang", on=False)
    assert not day.switch.legs[caller].recording_paused
    assert len(started(day)) == 1
    assert [(fact.on, fact.agent_id) for fact in day.facts if isinstance(fact, RecordingPaused)] == [
        (True, "wang"),
        (False, "wang"),
    ]


def test_a_transfer_waits_while_nobody_knows_whether_the_recorder_runs(day: FakeFloor) -> None:
    day.switch.fails = {StartRecording}
    caller = in_talk(day)
    day.agent_ready("wang")
    with pytest.raises(RecorderUnknown):
        day.do(ask.BlindTransfer, "zhang", kind="agent", target="wang")
    with pytest.raises(RecorderUnknown):
        day.do(ask.PauseRecordingAsk, "zhang", on=True)
    assert day.hear_each_other(caller, "zhang")
    assert day.said[-1].code == "recorder.unknown"


def test_a_supervisors_hand_over_waits_for_the_recorder_too(day: FakeFloor) -> None:
    day.switch.fails = {StartRecording}
    caller = in_talk(day)
    day.agent_logs_in("chen")
    it = day.call(caller)
    with pytest.raises(RecorderUnknown):
        day.do(ask.ForceTransfer, "chen", interaction_id=it.id, kind="queue", target="billing", why="night")
    with pytest.raises(RecorderUnknown):
        day.do(ask.TakeOver, "chen", interaction_id=it.id)
    assert (it.owner, it.watchers, day.hear_each_other(caller, "zhang")) == ("zhang", {}, True)
    day.switch.fails = set()
    day.time_passes(20)
    day.do(ask.TakeOver, "chen", interaction_id=it.id)
    day.time_passes(2.5)
    assert (day.call(caller).owner, day.hear_each_other(caller, "chen")) == ("chen", True)


def test_a_recorder_that_fails_while_the_supervisors_phone_rings_keeps_the_agent(day: FakeFloor) -> None:
    caller = in_talk(day)
    day.agent_logs_in("chen")
    day.switch.fails = {PauseRecording}
    day.do(ask.TakeOver, "chen", interaction_id=day.call(caller).id)
    assert day.call(caller).owner == "zhang"  # the phone still rings
    day.do(ask.PauseRecordingAsk, "zhang", on=True)
    day.time_passes(2.5)
    assert day.call(caller).watchers["chen"].leg.is_up
    assert (day.call(caller).owner, day.hear_each_other(caller, "zhang")) == ("zhang", True)


def test_who_lost_the_agent_waits_for_no_recorder(day: FakeFloor) -> None:
    day.switch.fails = {StartRecording}
    caller = in_talk(day)
    day.agent_logs_in("chen")
    day.phone("zhang", reachable=False)
    day.do(ask.TakeOver, "chen", interaction_id=day.call(caller).id)
    day.time_passes(2.5)
    assert day.hear_each_other(caller, "chen")


def test_a_rule_may_let_transfers_go_on_without_the_recorder(day: FakeFloor) -> None:
    ruled(day, rule(unknown_waits=False))
    day.switch.fails = {StartRecording}
    caller = in_talk(day)
    day.agent_ready("wang")
    day.do(ask.BlindTransfer, "zhang", kind="agent", target="wang")
    day.answers("wang")
    assert day.hear_each_other(caller, "wang")


def test_a_recorder_that_failed_is_asked_again_with_a_new_file(day: FakeFloor) -> None:
    day.switch.fails = {StartRecording}
    caller = in_talk(day)
    day.time_passes(6)  # still failing: then it waits longer
    day.switch.fails = set()
    day.time_passes(20)
    assert day.switch.legs[caller].recording
    recording = day.call(caller).recording
    assert recording is not None
    assert recording.state == "on"
    day.hangs_up(caller)
    assert [fact.complete for fact in day.facts if isinstance(fact, RecordingEnded)] == [False, False, True]


def test_a_pause_that_failed_holds_in_the_next_file(day: FakeFloor) -> None:
    caller = in_talk(day)
    day.switch.fails = {PauseRecording}
    day.do(ask.PauseRecordingAsk, "zhang", on=True)
    assert [fact.what for fact in day.facts if isinstance(fact, RecorderFailed)] == ["pause"]
    day.switch.fails = set()
    day.time_passes(6)
    assert day.switch.legs[caller].recording_paused
    day.do(ask.PauseRecordingAsk, "zhang", on=False)
    assert not day.switch.legs[caller].recording_paused


@pytest.mark.parametrize(
    ("keys", "answer", "recorded"), [("1", "yes", True), ("2", "no", False), ("", "silent", False)]
)
def test_the_caller_is_asked_and_the_rule_decides(
    day: FakeFloor, keys: str, answer: str, recorded: bool
) -> None:
    ruled(day, rule(consent="given"))
    flow = day.center.flows["main"]
    nodes = {"answer": AnswerNode(next="ask"), "to": QueueNode(queue_id="fault")}
    asking = ConsentNode(yes="to", no="to", silent="to")
    asked = msgspec.structs.replace(flow, start="answer", nodes={**nodes, "ask": asking})
    day.reconfigure(msgspec.structs.replace(day.center, flows={**day.center.flows, "main": asked}))
    day.agent_ready("zhang")
    caller = day.caller_dials()
    day.time_passes(5)
    for key in keys:
        day.press(caller, key)
    while not day.rings("zhang"):
        day.time_passes(1)
    day.answers("zhang")
    assert [fact.answer for fact in day.facts if isinstance(fact, ConsentSaid)] == [answer]
    assert bool(day.switch.legs[caller].recording) is recorded


def test_a_supervisor_pauses_always_and_begins_where_the_rule_leaves_it(day: FakeFloor) -> None:
    ruled(day, rule(begins="supervisor"))
    caller = in_talk(day)
    day.agent_logs_in("chen")
    it = day.call(caller)
    row = agent_row(day.engine.floor.board, day.seat("zhang"))
    assert (row.recording, row.record_by) == ("off", "supervisor")
    day.do(RecordOf, "chen", interaction_id=it.id, what="begin")
    day.do(RecordOf, "chen", interaction_id=it.id, what="pause")
    row = agent_row(day.engine.floor.board, day.seat("zhang"))
    assert (row.recording, day.switch.legs[caller].recording_paused) == ("paused", True)
    day.do(RecordOf, "chen", interaction_id=it.id, what="resume")
    day.do(RecordOf, "chen", interaction_id=it.id, what="end")
    assert not day.switch.legs[caller].recording
    with pytest.raises(NotNow):
        day.do(ask.RecordAsk, "zhang", on=True)
    assert [(fact.by, fact.agent_id, fact.on) for fact in day.facts if isinstance(fact, RecordingPaused)] == [
        ("supervisor", "chen", True),
        ("supervisor", "chen", False),
    ]


def test_who_watches_the_seat_sees_the_pause_at_once(day: FakeFloor) -> None:
    it = day.call(in_talk(day))
    board = day.engine.floor.board
    board.turn.begin()
    recordings.pause(board, it, on=True)
    assert ("seat", "zhang") in board.turn.end().changed
