"""A flow out of what its author has written so far, whole or not."""

import json
from typing import Any, NamedTuple, get_origin

import msgspec

from lingtong.floor.ivr.check import Finding
from lingtong.floor.ivr.designer.errors import FlowTooLarge
from lingtong.floor.ivr.graph import AnyNode, Flow, HangUpNode
from lingtong.floor.ivr.kinds import read_node
from lingtong.floor.ivr.nodes import NODES

MOST_BYTES = 1024 * 1024
OWN = ("id", "tenant_id", "version")  # not the author's to say


class Read(NamedTuple):
    """`unreadable` nodes stand in the flow as an end, so that everything else can be looked at."""

    flow: Flow
    findings: list[Finding]

    @property
    def unreadable(self) -> set[str]:
        return {one.node for one in self.findings}


def read(body: dict[str, Any], flow_id: str, tenant_id: str, version: int = 0) -> Read:
    """Nothing is refused but what is too large: a draft may lack what it likes."""
    sized(body)
    nodes: dict[str, AnyNode] = {}
    findings = []
    for node_id, given in body["nodes"].items():
        try:
            nodes[node_id] = read_node(_filled(given))
        except msgspec.ValidationError as error:
            nodes[node_id] = HangUpNode()
            findings.append(Finding(node_id, "node_unreadable", f"{node_id}: {error}."))
    rest = {name: value for name, value in body.items() if name not in (*OWN, "nodes")}
    flow = msgspec.convert(
        {**rest, "nodes": {}, "id": flow_id, "tenant_id": tenant_id, "version": version}, Flow
    )
    return Read(msgspec.structs.replace(flow, nodes=nodes), findings)


def written(flow: Flow) -> dict[str, Any]:
    """As it is kept and shown."""
    plain: dict[str, Any] = msgspec.to_builtins(flow)
    return {name: value for name, value in plain.items() if name not in OWN}


def sized(body: dict[str, Any]) -> None:
    if len(json.dumps(body, ensure_ascii=False).encode()) > MOST_BYTES:
        raise FlowTooLarge(f"A flow has {MOST_BYTES // 1024} kB of text at most.", most=MOST_BYTES)


def _filled(given: dict[str, Any]) -> dict[str, Any]:
    """With something empty where a node just laid down lacks what it needs; the check names it."""
    kind = NODES.get(given["type"]) if isinstance(given.get("type"), str) else None
    if kind is None:
        return given
    needed = (field for field in msgspec.structs.fields(kind) if field.required)
    return {**{field.name: _nothing(field.type) for field in needed}, **given}


def _nothing(kind: Any) -> Any:
    return {dict: {}, tuple: [], list: []}.get(get_origin(kind) or kind, "")
