"""A small center of all kinds of things, for tests and simulated days."""

from typing import Literal

from lingtong.floor.agents import pin_hash
from lingtong.floor.agents.config import AgentConfig, Reason
from lingtong.floor.center import Center, DeskPhone, Tenant, Trunk
from lingtong.floor.ivr.graph import (
    AnswerNode,
    AnyNode,
    EntryPoint,
    Flow,
    HangUpNode,
    HoursNode,
    MenuNode,
    PlayNode,
    QueueNode,
    SetNode,
    TransferNode,
)
from lingtong.floor.lists.config import NumberList
from lingtong.floor.recording.config import RecordingRule
from lingtong.floor.routing.config import Disposition, QueueConfig
from lingtong.foundation.calendar import Calendar, Opening
from lingtong.switch.numbers import DialRight

TENANT = "demo"
PIN = "2468"  # of wang and chen
PIN_HASH = pin_hash(PIN)


RATING: dict[str, AnyNode] = {
    "ask": MenuNode(
        prompt="rate_service", keys={"1": "good", "2": "bad"}, labels={"1": "good"}, otherwise="end"
    ),
    "good": SetNode(values={"rating": "good"}, next="thanks"),
    "bad": SetNode(values={"rating": "bad"}, next="thanks"),
    "thanks": PlayNode(prompt="rating_kept", next="end"),
    "end": HangUpNode(),
}
SUNS_PHONE = "13811112222"
PHONES: dict[str, Literal["browser", "desk", "mobile"]] = {"liu": "desk", "sun": "mobile"}


def demo_center() -> Center:
    """Two queues (one recorded), a menu, and another to which agents send customers.

    Agents: zhang, wang and chen at browser phones, liu at a desk phone, sun at a telephone outside.
    """
    always = Calendar(
        id="always",
        tenant_id=TENANT,
        name="Always",
        week=tuple((Opening("00:00", "24:00"),) for _ in range(7)),
    )
    nights = Calendar(id="nights", tenant_id=TENANT, name="Nights", week=((Opening("20:00", "24:00"),),) * 7)
    nodes: dict[str, AnyNode] = {
        "answer": AnswerNode(next="hours"),
        "hours": HoursNode(calendar_id="always", open="welcome", closed="closed"),
        "closed": HangUpNode(prompt="closed"),
        "welcome": PlayNode(prompt="welcome", next="menu"),
        "menu": MenuNode(
            prompt="main_menu",
            keys={"1": "fault", "2": "billing", "8": "outside", "9": "english"},
            labels={"1": "fault", "2": "bill"},
            otherwise="billing",
        ),
        "english": SetNode(values={"language": "en"}, next="menu"),
        "fault": SetNode(values={"topic": "fault"}, next="to_fault"),
        "to_fault": QueueNode(queue_id="fault"),
        "billing": QueueNode(queue_id="billing"),
        "outside": TransferNode(number="053186012345", failed="billing"),
    }
    agents = {
        name: AgentConfig(
            id=name,
            tenant_id=TENANT,
            agent_number=number,
            name=name.title(),
            endpoint=f"ep-{name}",
            phone=PHONES.get(name, "browser"),
            mobile=SUNS_PHONE if name == "sun" else "",
            skills=skills,
            queues=("billing",),
            dial_right=DialRight.NATIONAL,
            pin_hash=PIN_HASH if name in ("wang", "chen") else "",
        )
        for name, number, skills in (
            ("zhang", "1001", {"fault": 5}),
            ("wang", "1002", {"fault": 5}),
            ("chen", "1003", {}),
            ("liu", "1004", {"fault": 2}),
            ("sun", "1005", {"fault": 4}),
        )
    }
    return Center(
        tenants={TENANT: Tenant(id=TENANT, name="Demo")},
        agents=agents,
        reasons={
            "meal": Reason(id="meal", tenant_id=TENANT, code="meal", name="就餐"),
            "rest": Reason(id="rest", tenant_id=TENANT, code="rest", name="小休", limit=300, quota=2),
            "training": Reason(
                id="training", tenant_id=TENANT, code="training", name="培训", approval=True, quota=1
            ),
            "toilet": Reason(
                id="toilet", tenant_id=TENANT, code="toilet", name="如厕", limit=120, at_limit="ready"
            ),
        },
        phones={
            name: DeskPhone(id=name, tenant_id=TENANT, name=name) for name in ("ep-liu", "desk-8", "desk-9")
        },
        queues={
            "fault": QueueConfig(
                id="fault",
                tenant_id=TENANT,
                number="3001",
                name="故障报修",
                skills={"fault": 3},
                dispositions=("done",),
            ),
            "billing": QueueConfig(
                id="billing", tenant_id=TENANT, number="3002", name="账单咨询", recorded=False
            ),
        },
        dispositions={"done": Disposition(id="done", tenant_id=TENANT, code="done", name="已解决")},
        entry_points={
            "main": EntryPoint(
                id="main", tenant_id=TENANT, number="95598", name="Main", flow_id="main", browser=True
            ),
            "trunk": EntryPoint(id="trunk", tenant_id=TENANT, number="95599", name="Trunk", flow_id="main"),
        },
        flows={
            "main": Flow(id="main", tenant_id=TENANT, name="Main", start="answer", nodes=nodes),
            "rating": Flow(
                id="rating", tenant_id=TENANT, name="Rating", start="ask", nodes=RATING, returns=True
            ),
        },
        number_lists={
            "bad": NumberList(id="bad", tenant_id=TENANT, name="骚扰电话", kind="block"),
            "gold": NumberList(
                id="gold",
                tenant_id=TENANT,
                name="金卡",
                name_en="Gold",
                kind="vip",
                priority=20,
                whisper=True,
            ),
            "odd": NumberList(id="odd", tenant_id=TENANT, name="疑似骚扰", name_en="Odd", kind="suspect"),
            "known": NumberList(id="known", tenant_id=TENANT, name="医院", kind="trusted"),
            "press": NumberList(id="press", tenant_id=TENANT, name="媒体"),
        },
        recording_rules={
            "on-wish": RecordingRule(
                id="on-wish", tenant_id=TENANT, name="On wish", queues=("billing",), begins="agent"
            ),
            "half-outside": RecordingRule(
                id="half-outside", tenant_id=TENANT, name="Half", direction="out", share=50, order=200
            ),
        },
        calendars={"always": always, "nights": nights},
        trunks={
            "carrier": Trunk(id="carrier", tenant_id=TENANT, name="carrier", caller_number="95598"),
            "second": Trunk(id="second", tenant_id=TENANT, name="second", order=1),
        },
    )
