import pytest

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center
from lingtong.floor.ivr.graph import EntryPoint, Flow, HangUpNode, MenuNode, QueueNode
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.setup.plan import RING_AT_MOST, degraded_phones, entries_of

pytestmark = pytest.mark.model


def agent(number: str, tenant_id: str = "t", **skills: int) -> AgentConfig:
    return AgentConfig(
        id=number,
        tenant_id=tenant_id,
        agent_number=number,
        name=number,
        endpoint=f"a-{number}",
        skills=skills,
    )


def center(*agents: AgentConfig) -> Center:
    menu = MenuNode(prompt="m", keys={"1": "bills", "2": "faults"}, otherwise="bye")
    flow = Flow(
        id="f",
        tenant_id="t",
        name="f",
        start="menu",
        nodes={
            "menu": menu,
            "bills": QueueNode(queue_id="bills"),
            "faults": QueueNode(queue_id="faults"),
            "bye": HangUpNode(),
            "lonely": QueueNode(queue_id="unreached"),
        },
    )
    queues = {
        name: QueueConfig(
            id=name, tenant_id="t", number=name, name=name, skills={name: 3}, recorded=name == "bills"
        )
        for name in ("bills", "faults", "unreached")
    }
    entries = {
        name: EntryPoint(id=name, tenant_id="t", number=name, name=name, flow_id="f", enabled=name != "off")
        for name in ("95598", "off")
    }
    return Center(
        agents={one.id: one for one in agents}, queues=queues, flows={"f": flow}, entry_points=entries
    )


def test_degraded_calls_ring_those_who_serve_the_queues_behind_the_number() -> None:
    made = center(
        agent("1", bills=3),
        agent("2", bills=3, faults=5),
        agent("3", faults=2),
        agent("4", unreached=9),
        agent("5", tenant_id="other", bills=9),
    )
    assert degraded_phones(made, made.entry_points["95598"]) == ("a-2", "a-1")


def test_not_every_phone_of_a_large_center_rings_for_one_call() -> None:
    made = center(*(agent(str(number), bills=5) for number in range(1000, 1100)))
    assert len(degraded_phones(made, made.entry_points["95598"])) == RING_AT_MOST


def test_closed_entries_are_not_in_the_plan_and_recording_follows_the_queues() -> None:
    entries = entries_of(center(agent("1", bills=3)))
    assert [(entry.number, entry.recorded) for entry in entries] == [("95598", True)]
