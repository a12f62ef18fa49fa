"""Pure steps from kept items to a center."""

from collections.abc import Set

import msgspec

from lingtong.floor.ivr.graph import AnyNode, Flow, HangUpNode, MenuNode, PlayNode


def with_own_prompts(flow: Flow, own: Set[str]) -> Flow:
    """The flow as the tenant's callers hear it: own recordings lie in a folder of the tenant's name."""
    if not own:
        return flow
    nodes = {node_id: _own(node, own, flow.tenant_id) for node_id, node in flow.nodes.items()}
    return msgspec.structs.replace(flow, nodes=nodes)


def _own(node: AnyNode, own: Set[str], tenant_id: str) -> AnyNode:
    def name(prompt: str) -> str:
        return f"{tenant_id}/{prompt}" if prompt in own else prompt

    match node:
        case PlayNode() | HangUpNode():
            return msgspec.structs.replace(node, prompt=name(node.prompt))
        case MenuNode():
            return msgspec.structs.replace(
                node,
                prompt=name(node.prompt),
                wrong_prompt=name(node.wrong_prompt),
                silent_prompt=name(node.silent_prompt),
            )
        case _:
            return node
