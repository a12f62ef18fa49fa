from collections import Counter
from datetime import UTC, datetime

import pytest

from lingtong.insight.reporting.flows.fold import CallFold, Count, Place
from lingtong.insight.reporting.metrics.spans import Spans
from lingtong.interactions import events as said
from lingtong.interactions.testing import Call

pytestmark = pytest.mark.model
TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class NoBook:
    """Nothing was published; the menu asks."""

    def version_at(self, flow_id: str, at: datetime) -> int:
        return 1

    def asks(self, place: Place) -> bool:
        return place.node == "menu"


def call_in(version: int = 2, name: str = "one", tenant_id: str = "t") -> Call:
    call, flow = Call(tenant_id, name, TEN), "f"
    call.arrives()
    call.tell(said.NodeLeft, 0, flow_id=flow, version=version, node="answer", exit="next")
    call.tell(said.NodeEntered, 0, flow_id=flow, version=version, node="menu", visit=2)
    return call


def ends(call: Call, result: str, seconds: float = 60) -> None:
    call.tell(
        said.InteractionEnded, seconds, result=result, cause="normal", clearing_party="customer", lasted=60
    )


def counts_of(call: Call) -> list[Count]:
    return list(CallFold(call.facts, Spans("Asia/Shanghai"), NoBook()).counts())


def is_served(call: Call) -> bool:
    found = Counter(one.what for one in counts_of(call))
    assert found["calls"] == 1
    return bool(found["served"])


def test_what_counts_as_served_without_a_person() -> None:
    gave_up = call_in()
    ends(gave_up, "abandoned_in_menu")
    assert not is_served(gave_up)

    heard = call_in()
    heard.tell(said.NodeLeft, 5, flow_id="f", version=2, node="menu", exit="2", key="2", seconds=5)
    heard.tell(said.NodeEntered, 5, flow_id="f", version=2, node="balance", visit=3)
    ends(heard, "abandoned_in_menu")
    assert is_served(heard)

    asked_again = call_in()
    asked_again.tell(said.NodeLeft, 5, flow_id="f", version=2, node="menu", exit="9", key="9", seconds=5)
    asked_again.tell(said.NodeEntered, 5, flow_id="f", version=2, node="menu", visit=3)
    ends(asked_again, "abandoned_in_menu")
    assert not is_served(asked_again)

    sent_away = call_in()
    passed = (("f", "bye", ""),)
    sent_away.tell(
        said.NodeLeft, 5, flow_id="f", version=2, node="menu", exit="2", key="2", seconds=5, passed=passed
    )
    ends(sent_away, "released")
    assert is_served(sent_away)

    idle = call_in()
    ends(idle, "released")  # by silence: the flow had no way on
    assert not is_served(idle)

    queued = call_in()
    queued.tell(said.NodeLeft, 5, flow_id="f", version=2, node="menu", exit="1", key="1", seconds=5)
    queued.tell(said.InteractionQueued, 5, queue_id="q", priority=0)
    ends(queued, "released")
    assert not is_served(queued)


def test_a_menu_of_an_agents_is_no_call_of_its_own() -> None:
    call = Call("t", "one", TEN)
    call.arrives()
    call.tell(said.SentToMenu, 30, agent_id="a", flow_id="rate", node="ask")
    call.tell(said.NodeEntered, 30, flow_id="rate", version=1, node="ask", visit=1)
    call.tell(said.CameFromMenu, 40, agent_id="a", lasted=10.0, how="taken_back")
    ends(call, "handled")
    assert [(one.place.node, one.what) for one in counts_of(call)] == [("ask", "entered")]
