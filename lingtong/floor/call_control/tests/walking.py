"""A day with a flow of a test's own, and what callers press and hear in it."""

from typing import Any

import msgspec

from lingtong.floor.ivr.graph import AnyNode, Flow, Variable
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import TENANT
from lingtong.switch.commands import Play

VARIABLES = {
    "amount": Variable(type="money"),
    "account": Variable(type="digits"),
    "born": Variable(type="date"),
    "at": Variable(type="time"),
    "agreed": Variable(type="yes_no"),
    "word": Variable(),
    "count": Variable(type="number", start="0"),
}
QUEUE = {"type": "queue", "queue_id": "fault"}
OTHER = {"type": "queue", "queue_id": "billing"}
BYE = {"type": "hang_up"}
COLLECT = {"type": "collect", "prompt": "welcome", "done": "yes", "otherwise": "no"}


def flow(nodes: dict[str, Any], flow_id: str = "main", **more: Any) -> Flow:
    read = msgspec.convert({"yes": QUEUE, "no": OTHER, "bye": BYE, **nodes}, dict[str, AnyNode])
    start = next(iter(nodes))
    return Flow(
        id=flow_id, tenant_id=TENANT, name=flow_id, start=start, nodes=read, variables=VARIABLES, **more
    )


def walks(day: FakeFloor, nodes: dict[str, Any], *more: Flow, **fields: Any) -> None:
    flows = {**day.center.flows, "main": flow(nodes, **fields), **{one.id: one for one in more}}
    day.reconfigure(msgspec.structs.replace(day.center, flows=flows))


def heard(day: FakeFloor) -> list[str]:
    return [
        media.removeprefix("prompt:")
        for sent in day.switch.sent
        if isinstance(sent, Play)
        for media in sent.media
    ]


def presses(day: FakeFloor, caller: str, keys: str) -> None:
    for key in keys:
        day.press(caller, key)


def in_line(day: FakeFloor) -> str:
    return next((name for name in ("fault", "billing") if day.line(name)), "")


def where(day: FakeFloor, caller: str) -> str:
    position = day.call(caller).position
    assert position is not None
    return position.node
