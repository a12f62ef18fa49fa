"""Pure steps from kept items to a center."""

from collections.abc import Mapping, Set
from typing import TypeVar

import msgspec

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.ivr.graph import AnyNode, Flow
from lingtong.floor.lists.config import NumberList
from lingtong.floor.routing.config import QueueConfig

AnyItem = TypeVar("AnyItem", AgentConfig, QueueConfig, NumberList)


def with_own_prompts(flow: Flow, own: Set[str]) -> Flow:
    """The flow as the tenant's callers hear it: own recordings lie in a folder of the tenant's name."""
    if not own:
        return flow
    nodes = {node_id: _own(node, own, flow.tenant_id) for node_id, node in flow.nodes.items()}
    return msgspec.structs.replace(flow, nodes=nodes)


def with_own(item: AnyItem, field: str, own: Mapping[str, Set[str]]) -> AnyItem:
    """The same for one prompt that an agent or a queue names."""
    prompt = getattr(item, field)
    if prompt not in own.get(item.tenant_id, frozenset()):
        return item
    return msgspec.structs.replace(item, **{field: f"{item.tenant_id}/{prompt}"})


def _own(node: AnyNode, own: Set[str], tenant_id: str) -> AnyNode:
    return node.renamed(lambda prompt: f"{tenant_id}/{prompt}" if prompt in own else prompt)
