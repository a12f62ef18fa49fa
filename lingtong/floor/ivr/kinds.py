"""All kinds of nodes there are in this process, those of packs too, and nodes read from plain values."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any, cast

import msgspec

from lingtong.floor.ivr.graph import AnyNode, Flow
from lingtong.floor.ivr.node import Node
from lingtong.floor.ivr.nodes import NODES

GONE = {"type": "set", "values": {}}  # what stands for a node that nobody knows: on by the default exit


def read_node(given: object) -> AnyNode:
    """Raises `msgspec.ValidationError`."""
    return cast("AnyNode", msgspec.convert(given, _any_node()))


def read_nodes(given: Mapping[str, Any]) -> dict[str, AnyNode]:
    """As they are kept. Where a pack is gone, its nodes lead on by the flow's default exit."""
    return {node_id: read_node(node) for node_id, node in known(given).items()}


def known(nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: node if not _is_gone(node) else GONE for name, node in nodes.items()}


def add(kinds: Mapping[str, type[Node]]) -> None:
    """Before the first flow is read in this process: msgspec learns the members of a flow once."""
    NODES.update(kinds)
    Flow.__annotations__["nodes"] = dict[str, _any_node()]  # type: ignore[misc]
    for name in kinds:
        if not _is_read(name):
            raise RuntimeError(f"node {name} came after the first flow was read")


def _any_node() -> Any:
    return reduce(or_, NODES.values())


def _is_gone(node: object) -> bool:
    return isinstance(node, Mapping) and isinstance(node.get("type"), str) and node["type"] not in NODES


def _is_read(name: str) -> bool:
    """Whether a flow may have such a node."""
    told = {"id": "", "tenant_id": "", "name": "", "start": "", "nodes": {"": {"type": name}}}
    try:
        msgspec.convert(told, Flow)
    except msgspec.ValidationError as error:
        return "Invalid value" not in str(error)
    return True
