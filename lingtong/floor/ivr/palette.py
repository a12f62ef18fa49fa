"""What the designer is built from: every kind of node with its fields, defaults, exits and words."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from lingtong.floor.ivr.node import NAMED, Field, Node, defaults
from lingtong.floor.ivr.nodes import NODES

Words = dict[str, str]  # by language; `hint_zh` and `hint_en` may be there


class FieldShape(msgspec.Struct, frozen=True, kw_only=True):
    """`names` is the kind of the catalog whose things the field names. Without a default it must be given."""

    name: str
    kind: str
    words: Words
    default: Any = None
    needed: bool = False
    more: bool = False
    least: float | None = None
    most: float | None = None
    choices: dict[str, Words] = {}
    names: str = ""


class NodeShape(msgspec.Struct, frozen=True, kw_only=True):
    """`exits` are those that every node of the kind has; keys, cases and names add theirs."""

    type: str
    group: str
    words: Words
    fields: tuple[FieldShape, ...]
    exits: dict[str, Words]
    leads_away: bool


@cache
def words() -> dict[str, dict[str, Words]]:
    return tomllib.loads(Path(__file__).with_name("nodes").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def palette() -> tuple[NodeShape, ...]:
    """In the order in which they are shown; raises `KeyError` for what has no words."""
    return tuple(_shape(kind) for kind in NODES.values())


def _shape(kind: type[Node]) -> NodeShape:
    name = kind.type_name()
    exits = [field.name for field in kind.FIELDS if field.kind == "exit"]
    given = defaults(kind)
    return NodeShape(
        type=name,
        group=kind.GROUP,
        words=words()["nodes"][name],
        fields=tuple(_field(name, field, given) for field in kind.FIELDS if field.kind != "exit"),
        exits={way: word("exits", name, way) for way in exits},
        leads_away=kind.LEADS_AWAY,
    )


def _field(node: str, field: Field, given: Mapping[str, Any]) -> FieldShape:
    return FieldShape(
        name=field.name,
        kind=field.kind,
        words=word("fields", node, field.name),
        default=msgspec.to_builtins(given.get(field.name)),
        needed=field.needed or field.name not in given,
        more=field.more,
        least=field.least,
        most=field.most,
        choices={choice: word("choices", node, choice or "none") for choice in field.choices},
        names=NAMED.get(field.kind, ""),
    )


def word(part: Literal["fields", "exits", "choices"], node: str, name: str) -> Words:
    """A node's own words for it, else those that all nodes share."""
    return words()[part].get(f"{node}.{name}") or words()[part][name]
