"""Two states of a flow side by side, and a flow as text that shows its differences line by line."""

import json
from collections.abc import Iterator
from typing import Any

from lingtong.floor.ivr.designer.reading import read, written
from lingtong.floor.ivr.designer.views import Compared, ExitChange, FieldChange, NodeChange
from lingtong.floor.ivr.graph import Flow

BESIDES = ("nodes", "layout", "id", "tenant_id", "version")


def compare(before: dict[str, Any], after: dict[str, Any]) -> Compared:
    """`before` and `after` as drafts and versions are kept. Exits are told apart from the other fields."""
    one, two = whole(before), whole(after)
    old, new = one["nodes"], two["nodes"]
    both = [node for node in new if node in old]
    changed = ((node, tuple(_fields(old[node], new[node]))) for node in both)
    return Compared(
        added=tuple(node for node in new if node not in old),
        removed=tuple(node for node in old if node not in new),
        changed=tuple(NodeChange(node=node, fields=fields) for node, fields in changed if fields),
        exits=tuple(_exits(_read(before), _read(after))),
        flow=tuple(_fields(one, two, BESIDES)),
    )


def text_of(body: dict[str, Any]) -> str:
    """Sorted keys, one node a paragraph, so that a line that differs is a thing that was changed."""
    flow = whole(body)
    head = {name: value for name, value in flow.items() if name != "nodes"}
    nodes = {name: flow["nodes"][name] for name in sorted(flow["nodes"])}
    lines = [f'  "{name}": {_plain(value)}' for name, value in sorted(head.items())]
    parts = [f"    {json.dumps(name, ensure_ascii=False)}: {_plain(node, 4)}" for name, node in nodes.items()]
    lines.append('  "nodes": {\n' + ",\n\n".join(parts) + "\n  }")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def whole(body: dict[str, Any]) -> dict[str, Any]:
    """With every default said; nodes that cannot be read as they were written."""
    found = _read(body)
    plain = written(found.flow)
    plain["nodes"] = {
        node: body["nodes"][node] if node in found.unreadable else plain["nodes"][node]
        for node in body["nodes"]
    }
    return plain


def _read(body: dict[str, Any]) -> Any:
    return read(body, "compared", "")


def _fields(
    before: dict[str, Any], after: dict[str, Any], but: tuple[str, ...] = ()
) -> Iterator[FieldChange]:
    for name in dict.fromkeys([*before, *after]):
        if name not in but and before.get(name) != after.get(name):
            yield FieldChange(name=name, before=before.get(name), after=after.get(name))


def _exits(before: Any, after: Any) -> Iterator[ExitChange]:
    one, two = _ways(before.flow), _ways(after.flow)
    for node, name in dict.fromkeys([*one, *two]):
        was, will = one.get((node, name), ""), two.get((node, name), "")
        if was != will:
            yield ExitChange(node=node, exit=name, before=was, after=will)


def _ways(flow: Flow) -> dict[tuple[str, str], str]:
    return {(node_id, way): to for node_id, node in flow.nodes.items() for way, to in node.exits().items()}


def _plain(value: Any, indent: int = 2) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2)
    return text.replace("\n", "\n" + " " * indent)
