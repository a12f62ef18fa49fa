"""Faxes in flows, in calls of their own and among people, in virtual time."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from lingtong.floor.call_control.tests.walking import walks
from lingtong.floor.channels.fax.events import FaxBegun, FaxOver
from lingtong.floor.live.fax_commands import CallFax, DropFax
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import TENANT, demo_center
from lingtong.kit import Refusal
from lingtong.switch.commands import ClearLeg, Originate, ReceiveFax, SendFax

pytestmark = pytest.mark.room
TAKE: dict[str, Any] = {"type": "fax_receive", "queue_id": "fault", "done": "yes", "failed": "no"}
GIVE: dict[str, Any] = {
    "type": "fax_send",
    "title": "Bill",
    "text": "Sum\t{sum}",
    "done": "yes",
    "failed": "no",
}


@pytest.fixture
def day(tmp_path: Path) -> FakeFloor:
    floor = FakeFloor(demo_center(), tmp_path)
    floor.switch.play_for = 2.0
    return floor


def sent(day: FakeFloor, kind: type) -> list[Any]:
    return [one for one in day.switch.sent if isinstance(one, kind)]


def told(day: FakeFloor, kind: type) -> list[Any]:
    return [fact for fact in day.facts if isinstance(fact, kind)]


@pytest.mark.parametrize(
    ("error", "way"), [("", "fault"), ("Disconnected after permitted retries", "billing")]
)
def test_a_caller_s_machine_sends_and_the_flow_goes_on(day: FakeFloor, error: str, way: str) -> None:
    walks(day, {"ask": TAKE})
    day.switch.fax_error = error
    day.caller_dials()
    (order,) = sent(day, ReceiveFax)
    assert [fact.fax_id for fact in told(day, FaxBegun)] == [order.fax_id]
    day.time_passes(31)
    (over,) = told(day, FaxOver)
    assert (over.ok, over.error, over.queue_id, over.direction) == (not error, error, "fault", "in")
    assert over.seconds == pytest.approx(30, abs=1)
    assert day.engine.floor.board.faxes.open == {}
    (waiting,) = day.engine.floor.board.interactions.values()
    assert waiting.last_queue == way


def test_a_document_goes_to_the_caller_s_machine(day: FakeFloor) -> None:
    walks(day, {"ask": GIVE})
    day.caller_dials()
    (errand,) = day.errands
    assert (errand.kind, errand.request["title"]) == ("fax", "Bill")
    assert sent(day, SendFax) == []
    day.errand_ends("done", {"pages": "1"})
    (order,) = sent(day, SendFax)
    assert order.fax_id == errand.id.replace(":", "-")
    day.time_passes(31)
    assert told(day, FaxOver)[0].ok


def test_a_machine_that_hangs_up_leaves_nothing_behind(day: FakeFloor) -> None:
    walks(day, {"ask": TAKE})
    caller = day.caller_dials()
    day.time_passes(5)
    day.switch.hang_up(caller)
    day.settle()
    assert told(day, FaxOver)[0].error == "hung up"
    assert day.engine.floor.board.faxes.open == {}
    assert day.engine.floor.board.interactions == {}


def test_an_engine_that_dies_finds_its_fax_again(day: FakeFloor) -> None:
    walks(day, {"ask": TAKE})
    day.caller_dials()
    day.time_passes(5)
    day.crash()
    day.start()
    assert len(sent(day, ReceiveFax)) == 1
    day.time_passes(31)
    assert [fact.ok for fact in told(day, FaxOver)] == [True]


def call(day: FakeFloor, fax_id: str = "f1", **more: Any) -> None:
    day.engine.do(CallFax(tenant_id=TENANT, agent_id="", fax_id=fax_id, number="01066668888", **more))
    day.settle()


def test_a_fax_is_sent_in_a_call_of_its_own(day: FakeFloor) -> None:
    day.switch.behavior["01066668888"] = "answers"
    call(day)
    call(day)
    assert len(sent(day, Originate)) == 1
    day.time_passes(2.1)
    (order,) = sent(day, SendFax)
    day.time_passes(31)
    (over,) = told(day, FaxOver)
    assert (over.fax_id, over.ok, over.direction) == ("f1", True, "out")
    assert [one.leg_id for one in sent(day, ClearLeg)] == [order.leg_id]
    assert day.switch.legs == {}


@pytest.mark.parametrize(
    ("behavior", "error"), [("busy", "busy"), ("declines", "declined"), ("rings", "no_answer")]
)
def test_the_network_s_word_is_the_cause(day: FakeFloor, behavior: Any, error: str) -> None:
    day.switch.behavior["01066668888"] = behavior
    call(day)
    day.time_passes(61)
    (over,) = told(day, FaxOver)
    assert (over.ok, over.error, over.seconds) == (False, error, 0.0)


def test_no_more_lines_than_faxes_may_have(day: FakeFloor) -> None:
    call(day, "f1", at_most=1)
    with pytest.raises(Refusal) as refused:
        call(day, "f2", at_most=1)
    assert refused.value.code == "fax.lines_busy"
    day.engine.do(DropFax(tenant_id=TENANT, agent_id="", fax_id="f1"))
    day.settle()
    assert told(day, FaxOver)[0].error == "cancelled"
    call(day, "f2", at_most=1)


def test_a_call_of_a_fax_outlives_the_engine(day: FakeFloor) -> None:
    day.switch.behavior["01066668888"] = "answers"
    call(day)
    day.time_passes(5)
    day.crash()
    day.start()
    day.time_passes(31)
    assert [fact.ok for fact in told(day, FaxOver)] == [True]
    assert day.switch.legs == {}


def test_a_switch_that_dies_ends_the_fax(day: FakeFloor) -> None:
    day.switch.behavior["01066668888"] = "answers"
    call(day)
    day.time_passes(5)
    day.switch_dies()
    day.socket_back()
    day.time_passes(11)
    assert [fact.error for fact in told(day, FaxOver)] == ["lost"]


def test_a_machine_among_people_is_taken_by_the_fax(day: FakeFloor) -> None:
    center = demo_center()
    entries = {
        key: msgspec.structs.replace(entry, fax_queue_id="fault")
        for key, entry in center.entry_points.items()
    }
    day.reconfigure(msgspec.structs.replace(center, entry_points=entries))
    caller = day.caller_waits()
    day.switch.fax_calls(caller)
    day.settle()
    (order,) = sent(day, ReceiveFax)
    assert order.leg_id == caller
    day.time_passes(31)
    (over,) = told(day, FaxOver)
    assert (over.ok, over.queue_id) == (True, "fault")
    assert day.switch.legs == {}
    assert day.engine.floor.board.interactions == {}
