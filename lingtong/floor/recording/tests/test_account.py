from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from lingtong.floor.recording.describing import Description, describe, facts_in
from lingtong.foundation.journal.facts import Fact
from lingtong.interactions import events as said
from lingtong.interactions.testing import Call

pytestmark = pytest.mark.model

BEGAN = datetime(2026, 11, 22, 8, tzinfo=UTC)


def described(call: Call) -> Description:
    return describe(facts_in(msgspec.json.encode(fact).decode() for fact in _sorted(call.facts)), "CN")


def _sorted(facts: list[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda fact: fact.at)


def shown(found: Description) -> list[tuple[str, float, float, str]]:
    return [
        (
            one.kind,
            (one.at - BEGAN).total_seconds(),
            (one.until - BEGAN).total_seconds(),
            one.agent_id,
        )
        for one in found.segments
    ]


def gaps(found: Description) -> list[tuple[str, float]]:
    return [(gap.why, gap.seconds) for gap in found.account.gaps]


@pytest.fixture
def call() -> Call:
    call = Call("t", "a", BEGAN)
    call.arrives()
    call.tell(said.NodeEntered, 0, flow_id="f", version=1, node="welcome")
    return call


def test_menu_line_talk_hold_and_end_without_gaps(call: Call) -> None:
    call.is_answered("zhang")
    call.tell(said.HoldStarted, 20, agent_id="zhang")
    call.tell(said.HoldEnded, 30, agent_id="zhang", lasted=10)
    call.ends("zhang")
    assert shown(described(call)) == [
        ("menu", 0, 2, ""),
        ("queue", 2, 10, ""),
        ("talk", 10, 20, "zhang"),
        ("hold", 20, 30, "zhang"),
        ("talk", 30, 100, "zhang"),
    ]


def test_a_transfer_is_told_by_who_talks_before_and_after(call: Call) -> None:
    call.is_answered("zhang")
    call.tell(said.CallTransferred, 40, agent_id="zhang", target_kind="agent", target="wang", blind=True)
    call.tell(said.PartyLeft, 40, leg_id="leg", role="agent", agent_id="zhang", talked=30)
    call.tell(said.PartyJoined, 50, leg_id="leg2", role="agent", agent_id="wang")
    call.tell(said.PartyLeft, 100, leg_id="leg2", role="agent", agent_id="wang", talked=50)
    call.tell(said.RecordingEnded, 100, recording_id="rec-a")
    ending: Any = {"result": "handled", "cause": "normal", "clearing_party": "customer", "lasted": 100}
    call.tell(said.InteractionEnded, 100, **ending)
    found = described(call)
    assert shown(found)[2:] == [
        ("talk", 10, 40, "zhang"),
        ("transfer", 40, 50, ""),
        ("talk", 50, 100, "wang"),
    ]
    assert (found.agents, found.account.talked, found.account.recorded) == (("zhang", "wang"), 80, 80)


def test_a_supervisor_who_whispers_is_no_party(call: Call) -> None:
    call.is_answered("zhang")
    call.tell(said.SupervisionStarted, 20, agent_id="boss", target_id="zhang", mode="whisper")
    call.tell(said.PartyJoined, 20, leg_id="s", role="supervisor", agent_id="boss")
    call.ends("zhang")
    found = described(call)
    assert {one.kind for one in found.segments} == {"menu", "queue", "talk"}
    assert found.agents == ("zhang",)


def test_each_second_of_talk_is_recorded_or_it_is_said_why_not(call: Call) -> None:
    call.is_answered("zhang")
    call.tell(said.RecordingPaused, 40, recording_id="rec-a", on=True, by="api")
    call.tell(said.RecordingPaused, 55, recording_id="rec-a", on=False, by="api")
    call.tell(said.RecorderFailed, 60, recording_id="rec-a", what="start")
    call.tell(said.RecordingEnded, 65, recording_id="rec-a", complete=False)
    call.tell(said.RecordingStarted, 65, recording_id="rec-b")
    call.tell(said.RecordingEnded, 100, recording_id="rec-b")
    call.ends("zhang")
    found = described(call)
    assert gaps(found) == [("paused_api", 15), ("recorder", 5)]
    assert found.account.talked == found.account.recorded + 20 == 90
    assert found.account.unknown == 0


def test_a_talk_that_no_rule_records_says_which_reason(call: Call) -> None:
    call.is_answered("zhang")
    call.facts = [fact for fact in call.facts if not isinstance(fact, said.RecordingStarted)]
    call.tell(said.RecordingSkipped, 10, rule_id="r", why="share", agent_id="zhang")
    call.ends("zhang")
    assert gaps(described(call)) == [("share", 90)]


def test_seconds_that_nobody_accounts_for_are_unknown(call: Call) -> None:
    call.is_answered("zhang")
    call.tell(said.RecordingEnded, 70, recording_id="rec-a")
    call.ends("zhang")
    found = described(call)
    assert gaps(found) == [("unknown", 30)]
    assert found.account.unknown == 30


def test_seconds_in_two_files_are_told_too(call: Call) -> None:
    call.is_answered("zhang")
    call.tell(said.RecordingStarted, 90, recording_id="rec-b")
    call.ends("zhang")
    assert gaps(described(call)) == [("twice", 10)]


def test_what_a_recording_is_found_by(call: Call) -> None:
    call.is_answered("zhang")
    call.tell(said.DataAttached, 12, values={"case": "A-17"})
    call.tell(said.NotesSaved, 50, agent_id="zhang", notes="电表", revision=1)
    call.ends("zhang")
    call.is_wrapped_up("zhang", notes="电表故障")
    found = described(call)
    assert (found.number, found.dialed, found.queue_id) == ("+8613800002046", "95598", "q1")
    assert found.texts == ("A-17", "电表故障")
