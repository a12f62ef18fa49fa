"""Is this flow fit to meet callers? Pure: everything that is known of the center is handed in."""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Literal

from lingtong.floor.ivr.graph import (
    AnyNode,
    CallbackNode,
    Flow,
    HoursNode,
    MenuNode,
    QueueNode,
    SetNode,
    TransferNode,
    exits,
    prompts,
)
from lingtong.kit import Refusal
from lingtong.switch.numbers import dialable

KEYS = frozenset("0123456789*#")
LANGUAGES = frozenset({"zh", "en"})
MOST_NODES = 500
_NODE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_TEXT = 200


@dataclass(frozen=True)
class FlowFinding:
    """`node` is empty where the flow as a whole is meant."""

    node: str
    code: str
    message: str
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True)
class Known:
    """What a flow may name. `prompts` gives the languages in which each prompt is really spoken."""

    queues: Set[str] = frozenset()
    calendars: Set[str] = frozenset()
    prompts: Mapping[str, Set[str]] = field(default_factory=dict)


def check(flow: Flow, known: Known) -> list[FlowFinding]:
    """Everything that is wrong (errors) or doubtful (warnings), the flow itself first, then node by node."""
    found = list(_whole(flow))
    for node_id, node in flow.nodes.items():
        found += _shape(flow, node_id, node)
        found += _names(node_id, node, known)
        if flow.returns and isinstance(node, QueueNode | TransferNode | CallbackNode):
            message = f"{node_id} leads away, but this flow leads back to the agent."
            found.append(FlowFinding(node_id, "leads_away", message))
    return found + list(_loops(flow))


def _whole(flow: Flow) -> Iterator[FlowFinding]:
    if len(flow.nodes) > MOST_NODES:
        yield FlowFinding("", "too_many_nodes", f"A flow has {MOST_NODES} nodes at most.")
    if flow.start not in flow.nodes:
        yield FlowFinding("", "start_missing", "The flow does not say where it starts.")
        return
    reached = _reached(flow)
    for node_id in flow.nodes:
        if node_id not in reached:
            yield FlowFinding(node_id, "unreachable", f"No way leads to {node_id}.", "warning")


def _shape(flow: Flow, node_id: str, node: AnyNode) -> Iterator[FlowFinding]:
    if not _NODE_ID.fullmatch(node_id):
        yield FlowFinding(node_id, "node_id_invalid", "A node's id is 1 to 40 letters, digits, - or _.")
    for target in dict.fromkeys(exits(node)):
        if target and target not in flow.nodes:
            yield FlowFinding(
                node_id, "exit_unknown", f"{node_id} leads to {target[:40]}, which does not exist."
            )
    match node:
        case MenuNode():
            yield from _menu(node_id, node)
        case SetNode():
            yield from _values(node_id, node)
        case TransferNode():
            yield from _transfer(node_id, node)
        case QueueNode() | CallbackNode() if not 0 <= node.priority <= 100:
            yield FlowFinding(node_id, "out_of_range", "A priority lies between 0 and 100.")
        case _:
            pass


def _menu(node_id: str, node: MenuNode) -> Iterator[FlowFinding]:
    for key in node.keys:
        if key not in KEYS:
            yield FlowFinding(node_id, "key_invalid", f"{key[:10]!r} is no key of a telephone.")
    if not node.keys:
        yield FlowFinding(node_id, "keys_missing", "A menu without keys asks for what cannot be answered.")
    if not (1 <= node.wait <= 60 and 1 <= node.tries <= 10):
        yield FlowFinding(node_id, "out_of_range", "A menu waits 1 to 60 seconds and asks 1 to 10 times.")
    if any(len(label) > _TEXT for label in node.labels.values()) or not node.labels.keys() <= KEYS:
        yield FlowFinding(node_id, "label_invalid", "A label belongs to a key and is short.")


def _values(node_id: str, node: SetNode) -> Iterator[FlowFinding]:
    language = node.values.get("language", "zh")
    if language not in LANGUAGES:
        yield FlowFinding(node_id, "language_unknown", "The language is zh or en.")
    if len(node.values) > 50 or any(
        len(name) > 60 or len(text) > _TEXT for name, text in node.values.items()
    ):
        yield FlowFinding(node_id, "out_of_range", "Attached data is 50 short values at most.")


def _transfer(node_id: str, node: TransferNode) -> Iterator[FlowFinding]:
    if not 5 <= node.ring_for <= 180:
        yield FlowFinding(node_id, "out_of_range", "A transfer rings for 5 to 180 seconds.")
    try:
        dialable(node.number)
    except Refusal:
        yield FlowFinding(node_id, "number_undialable", f"{node.number[:40]!r} is no telephone number.")


def _names(node_id: str, node: AnyNode, known: Known) -> Iterator[FlowFinding]:
    if isinstance(node, QueueNode | CallbackNode) and node.queue_id not in known.queues:
        yield FlowFinding(node_id, "queue_unknown", f"{node_id} leads to a queue that does not exist.")
    if isinstance(node, HoursNode) and node.calendar_id not in known.calendars:
        yield FlowFinding(node_id, "calendar_unknown", f"{node_id} asks a calendar that does not exist.")
    for name in dict.fromkeys(prompts(node)):
        spoken = known.prompts.get(name, frozenset())
        missing = sorted(LANGUAGES - spoken)
        if not spoken:
            yield FlowFinding(node_id, "prompt_unknown", f"There is no prompt {name[:48]!r}.")
        elif missing:
            message = f"Prompt {name} is missing in {missing[0]}: these callers hear the other language."
            yield FlowFinding(node_id, "prompt_language_missing", message, "warning")


def _loops(flow: Flow) -> Iterator[FlowFinding]:
    """Ways that lead back without a key in between: a caller who does nothing would go round for ever."""
    onward = {node_id: _without_input(flow, node) for node_id, node in flow.nodes.items()}
    for circle in _circles(onward):
        named = ", ".join(sorted(circle)[:10])
        yield FlowFinding(
            min(circle), "loop", f"Without a key from the caller this goes round for ever: {named}."
        )


def _without_input(flow: Flow, node: AnyNode) -> list[str]:
    targets = [node.otherwise] if isinstance(node, MenuNode) else exits(node)
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
        node_id: [target for target in exits(node) if target in flow.nodes]
        for node_id, node in flow.nodes.items()
    }
    return _from(onward, [flow.start])


def _from(onward: Mapping[str, list[str]], starts: list[str]) -> set[str]:
    reached, fringe = set(starts), list(starts)
    while fringe:
        for target in onward[fringe.pop()]:
            if target not in reached:
                reached.add(target)
                fringe.append(target)
    return reached
