"""Random flows that pass the check: of every kind of node there is, by what its fields say they are."""

import random
from collections.abc import Callable
from typing import Any, get_args

import msgspec

from lingtong.floor.center import Center
from lingtong.floor.ivr.graph import AnyNode, Flow, HangUpNode, QueueNode, Variable
from lingtong.floor.ivr.model import NAMED, NODES, Field, Known, Node, built_in, check, defaults, read_node
from lingtong.floor.testing.center import TENANT

VARIABLES = {
    "amount": Variable(type="money", start="12.5"),
    "count": Variable(type="number"),
    "word": Variable(),
    "account": Variable(type="digits", secret=True),
    "born": Variable(type="date"),
    "at": Variable(type="time"),
    "agreed": Variable(type="yes_no"),
}
EXPRESSIONS = ("count + 1", "default(count, 0) * 2", "amount / 0", "length(caller)", "12")
CONDITIONS = ("amount > 10", "caller == '13812342046'", "hour(now) < 12", "empty(word)", "agreed", "1 > 2")
TEMPLATES = ("1001", "{amount}", "{count + 1}", "{caller}", "13900002222", "2026-11-23", "", "{word}")
PROMPTS = ("welcome", "main_menu", "rate_service", "closed")
KEYS = "0123456789*#"
NAMES = ("山东", "gold", "fine")
SUB = "sub"
TRIES = 60
# Kinds of nodes in which nobody ever waits; a death meets callers in all others.
PASSED = frozenset(
    {"answer", "set", "branch", "hours", "duty", "list", "region", "class", "decision", "loop"}
    | {"subflow", "return", "queue", "hang_up"}
)


def with_random_flows(center: Center, seeds: range) -> list[Center]:
    """The trunk's number leads into a random flow; the other stays what it was."""
    found = []
    for seed in seeds:
        drawn = random_flows(random.Random(seed), center)
        wild = msgspec.structs.replace(drawn["main"], id="wild", version=seed)
        flows = {**center.flows, "wild": wild, SUB: msgspec.structs.replace(drawn[SUB], version=seed)}
        trunk = msgspec.structs.replace(center.entry_points["trunk"], flow_id="wild")
        found.append(
            msgspec.structs.replace(center, flows=flows, entry_points={**center.entry_points, "trunk": trunk})
        )
    return found


def known_of(center: Center) -> Known:
    things = {kind: set(found) for kind, found in _things(center).items() if found}
    things["flows"] = {*center.flows, SUB}
    return Known(things=things, prompts={name: set(texts) for name, texts in built_in().items()})


def _things(center: Center) -> dict[str, list[str]]:
    """What flows may name, by its kind of the catalog. What the center has not is named all the same."""
    return {
        "queues": [*center.queues],
        "calendars": [*center.calendars],
        "flows": [SUB],
        "duty-rosters": [*center.duty_rosters],
        "number-lists": [*center.number_lists],
        "decision-tables": [*center.decision_tables],
        "voicemail-boxes": [*center.voicemail_boxes],
        "surveys": [*center.surveys],
    }


def random_flows(rng: random.Random, center: Center) -> dict[str, Flow]:
    """A flow `main` and a sub-flow."""
    known = known_of(center)
    return {name: _flow(name, rng, center, known) for name in ("main", SUB)}


def _flow(name: str, rng: random.Random, center: Center, known: Known) -> Flow:
    """Ways without a key lead forward only, so nobody goes round for ever."""
    ids = [f"n{number}" for number in range(rng.randint(2, 12))]
    drawing = _Drawing(rng, center, inside=name == SUB)
    nodes: dict[str, AnyNode] = {"end": HangUpNode(), "line": QueueNode(queue_id="fault")}
    for place, node_id in reversed(list(enumerate(ids))):
        later = [*ids[place + 1 :], "end", "line", ""]
        nodes[node_id] = drawing.node(node_id, ids, later, nodes, known)
    everywhere = rng.choice(["", *ids])
    return Flow(
        id=name,
        tenant_id=TENANT,
        name=name,
        start=ids[0],
        nodes=nodes,
        variables=VARIABLES,
        otherwise=rng.choice(["", "end", "line"]),
        zero=everywhere,
        star=rng.choice(["", "back", everywhere]),
        idle_release=rng.choice([10.0, 60.0]),
    )


class _Drawing:
    def __init__(self, rng: random.Random, center: Center, *, inside: bool) -> None:
        self._rng, self._center = rng, center
        self._kinds = [kind for name, kind in NODES.items() if not (inside and name == "subflow")]

    def node(
        self, node_id: str, ids: list[str], later: list[str], others: dict[str, AnyNode], known: Known
    ) -> AnyNode:
        """One that the check has nothing against."""
        for _ in range(TRIES):
            kind = self._rng.choice(self._kinds)
            values = {
                field.name: self._value(kind, field, ids, later)
                for field in kind.FIELDS
                if field.name not in defaults(kind) or self._is_given(field)
            }
            node: AnyNode = read_node({"type": kind.type_name(), **values})
            shells = dict.fromkeys(ids, HangUpNode())
            flow = Flow(
                id="f",
                tenant_id=TENANT,
                name="f",
                start=node_id,
                nodes={**shells, **others, node_id: node},
                variables=VARIABLES,
            )
            if not [one for one in check(flow, known) if one.severity == "error"]:
                return node
        raise AssertionError("no node passes the check")

    def _value(self, kind: type[Node], field: Field, ids: list[str], later: list[str]) -> Any:
        rng = self._rng
        if field.kind in _WAYS:
            onward = ids if kind.ENDS_LOOPS and field.name == "again" else later
            return _WAYS[field.kind](rng, onward, ids)
        if field.kind in ("number", "seconds"):
            return _number(rng, kind, field)
        if field.kind == "choice":
            return rng.choice(field.choices)
        if field.kind == "prompt":
            return self._prompt()
        if field.kind in NAMED:
            return rng.choice(self._named(NAMED[field.kind]))
        return _VALUES.get(field.kind, _nothing)(rng)

    def _is_given(self, field: Field) -> bool:
        """A field that may be left out; words of which we know nothing are."""
        return field.kind not in ("text", "request", "write") and (not field.more or self._rng.random() < 0.3)

    def _named(self, kind: str) -> list[str]:
        return _things(self._center).get(kind) or ["gone"]

    def _prompt(self) -> Any:
        rng = self._rng
        if rng.random() < 0.6:
            return rng.choice(PROMPTS)
        kinds = ["number", "money", "date", "time", "digits", "text"]
        values = ["12.5", "{amount}", "{caller}", "{born}", "x", ""]
        said = {"kind": rng.choice(kinds), "value": rng.choice(values)}
        return [rng.choice(PROMPTS), said]


def _nothing(_: random.Random) -> str:
    return "gone"


# By kind of field: exits of a node, given where they may lead, and values.
_WAYS: dict[str, Callable[[random.Random, list[str], list[str]], Any]] = {
    "exit": lambda rng, later, _: rng.choice(later),
    "key_map": lambda rng, later, ids: {
        key: rng.choice([*ids, *later]) for key in rng.sample(KEYS, rng.randint(1, 4))
    },
    "named_exits": lambda rng, later, _: {name: rng.choice(later) for name in rng.sample(NAMES, 2)},
    "cases": lambda rng, later, _: [
        {"when": when, "to": rng.choice(later)} for when in rng.sample(CONDITIONS, rng.randint(1, 3))
    ],
}
_VALUES: dict[str, Callable[[random.Random], Any]] = {
    "switch": lambda rng: rng.random() < 0.5,
    "word": lambda rng: rng.choice(PROMPTS),
    "labels": lambda rng: {rng.choice(KEYS): "label"},
    "computed": lambda rng: {rng.choice(["count", "amount"]): rng.choice(EXPRESSIONS)},
    "values": lambda rng: {
        rng.choice(["topic", "class", "language"]): rng.choice(["en", "gold", "{amount}"])
    },
    "inputs": lambda rng: {"account": rng.choice(TEMPLATES)},
    "text": lambda _: "bill",
    "request": lambda _: "bill",
    "write": lambda _: "bill",
    "outputs": lambda rng: {"level": rng.choice(list(VARIABLES))},
    "variable": lambda rng: rng.choice(list(VARIABLES)),
    "template": lambda rng: rng.choice(TEMPLATES),
    "expression": lambda rng: rng.choice(EXPRESSIONS),
    "condition": lambda rng: rng.choice(CONDITIONS),
}


def _number(rng: random.Random, kind: type[Node], field: Field) -> Any:
    least, most = field.least or 0, min(field.most or 20, 20)
    drawn = rng.uniform(least, max(most, least))
    types = {one.name: one.type for one in msgspec.structs.fields(kind)}
    whole = types[field.name] is int or int in get_args(types[field.name])
    return round(drawn) if whole else round(drawn, 1)
