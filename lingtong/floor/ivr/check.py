"""Is this flow fit to meet callers? Pure: everything that is known of the center is handed in."""

import re
from collections.abc import Iterator, Mapping

from lingtong.floor.ivr.around import Around, Known
from lingtong.floor.ivr.check_values import check_values, check_variables, types_of
from lingtong.floor.ivr.graph import AnyNode, Flow
from lingtong.floor.ivr.node import Field, Finding, Node

__all__ = ["Finding", "Known", "check"]
LANGUAGES = frozenset({"zh", "en"})
MOST_NODES = 500
_NODE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


def check(flow: Flow, known: Known) -> list[Finding]:
    """Everything that is wrong (errors) or doubtful (warnings), the flow itself first, then node by node."""
    found = list(_whole(flow))
    types = types_of(flow)
    for node_id, node in flow.nodes.items():
        around = Around(node_id, known, flow)
        found += _shape(flow, node_id, node)
        found += _fields(node, around)
        found += check_values(node, around, types)
        found += node.check(around)
        found += _names(node, around)
        if flow.returns and node.LEADS_AWAY:
            message = f"{node_id} leads away, but this flow leads back to the agent."
            found.append(around.finding("leads_away", message))
    return [*found, *_loops(flow), *check_variables(flow), *_recursion(flow, known)]


def _whole(flow: Flow) -> Iterator[Finding]:
    if len(flow.nodes) > MOST_NODES:
        yield Finding("", "too_many_nodes", f"A flow has {MOST_NODES} nodes at most.")
    if flow.start not in flow.nodes:
        yield Finding("", "start_missing", "The flow does not say where it starts.", field="start")
        return
    for field, target in (("otherwise", flow.otherwise), ("zero", flow.zero), ("star", flow.star)):
        if target and target not in flow.nodes and (field, target) != ("star", "back"):
            message = f"The flow leads to {target[:40]}, which does not exist."
            yield Finding("", "exit_unknown", message, field=field)
    reached = _reached(flow)
    for node_id in flow.nodes:
        if node_id not in reached:
            yield Finding(node_id, "unreachable", f"No way leads to {node_id}.", "warning")


def _shape(flow: Flow, node_id: str, node: Node) -> Iterator[Finding]:
    if not _NODE_ID.fullmatch(node_id):
        yield Finding(node_id, "node_id_invalid", "A node's id is 1 to 40 letters, digits, - or _.")
    told = set()
    for way, target in node.exits().items():
        if target and target not in flow.nodes and target not in told:
            told.add(target)
            message = f"{node_id} leads to {target[:40]}, which does not exist."
            yield Finding(node_id, "exit_unknown", message, field=way)


def _fields(node: Node, around: Around) -> Iterator[Finding]:
    for field in node.FIELDS:
        value = getattr(node, field.name)
        if field.needed and not value:
            yield around.finding("field_missing", f"{field.name} must be given.", field.name)
        elif not _within(field, value):
            message = f"{field.name} lies between {field.least:g} and {field.most:g}."
            yield around.finding("out_of_range", message, field.name)
        elif field.choices and value not in field.choices:
            yield around.finding("choice_unknown", f"{field.name} cannot be {value!r}.", field.name)


def _within(field: Field, value: object) -> bool:
    if field.least is None or field.most is None or not isinstance(value, int | float):
        return True
    return field.least <= value <= field.most


def _names(node: Node, around: Around) -> Iterator[Finding]:
    for field, kind, named in node.references():
        things = around.known.things.get(kind)
        if things is not None and named not in things:
            one = kind.replace("-", "_").removesuffix("s")
            message = f"{around.node} names something that does not exist ({kind})."
            yield around.finding(f"{one}_unknown", message, field)
    for name in dict.fromkeys(node.prompts()):
        spoken = around.known.prompts.get(name, frozenset())
        missing = sorted(LANGUAGES - spoken)
        if not spoken:
            yield around.finding("prompt_unknown", f"There is no prompt {name[:48]!r}.")
        elif missing:
            message = f"Prompt {name} is missing in {missing[0]}: these callers hear the other language."
            yield around.finding("prompt_language_missing", message, severity="warning")


def _loops(flow: Flow) -> Iterator[Finding]:
    """Ways that lead back without a key in between: a caller who does nothing would go round for ever."""
    onward = {node_id: _without_input(flow, node) for node_id, node in flow.nodes.items()}
    for circle in _circles(onward):
        named = ", ".join(sorted(circle)[:10])
        yield Finding(
            min(circle), "loop", f"Without a key from the caller this goes round for ever: {named}."
        )


def _recursion(flow: Flow, known: Known) -> Iterator[Finding]:
    """Sub-flows that lead back into a flow which is still open."""
    own = {called for node in flow.nodes.values() for called in node.calls()}
    seen, ahead = set[str](), list(own)
    while ahead:
        called = ahead.pop()
        if called == flow.id:
            yield Finding("", "recursion", "A sub-flow leads back into this flow, which would never end.")
            return
        if called not in seen:
            seen.add(called)
            ahead += known.calls.get(called, ())


def _without_input(flow: Flow, node: AnyNode) -> list[str]:
    """An exit that leads nowhere is the flow's default exit."""
    if node.ENDS_LOOPS:
        return []
    targets = (target or flow.otherwise for target in node.exits_unasked().values())
    return [target for target in targets if target in flow.nodes]


def _circles(onward: Mapping[str, list[str]]) -> Iterator[set[str]]:
    """Groups of nodes that reach each other."""
    below = {node_id: _from(onward, onward[node_id]) for node_id in onward}
    told: set[str] = set()
    for node_id in onward:
        if node_id in below[node_id] and node_id not in told:
            circle = {other for other in below[node_id] if node_id in below[other]}
            told |= circle
            yield circle


def _reached(flow: Flow) -> set[str]:
    onward = {
        node_id: [target for target in node.exits().values() if target in flow.nodes]
        for node_id, node in flow.nodes.items()
    }
    everywhere = [target for target in (flow.otherwise, flow.zero, flow.star) if target in flow.nodes]
    return _from(onward, [flow.start, *everywhere])


def _from(onward: Mapping[str, list[str]], starts: list[str]) -> set[str]:
    reached, fringe = set(starts), list(starts)
    while fringe:
        for target in onward[fringe.pop()]:
            if target not in reached:
                reached.add(target)
                fringe.append(target)
    return reached
