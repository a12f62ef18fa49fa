"""What the designer is built from: every kind of node with its fields, defaults, exits and words."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from lingtong.floor.ivr.node import NAMED, Field, Node, defaults
from lingtong.floor.ivr.nodes import NODES

Words = dict[str, str]  # by language; `hint_zh` and `hint_en` may be there
Part = Literal["fields", "exits", "choices"]


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


class WordBook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As `nodes/words.toml` has them; `findings` by code, for what a pack's own check finds."""

    groups: dict[str, Words] = {}
    nodes: dict[str, Words] = {}
    fields: dict[str, Words] = {}
    exits: dict[str, Words] = {}
    choices: dict[str, Words] = {}
    findings: dict[str, Words] = {}


@cache
def words() -> WordBook:
    text = Path(__file__).with_name("nodes").joinpath("words.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), WordBook)


@cache
def palette() -> tuple[NodeShape, ...]:
    """In the order in which they are shown; raises `KeyError` for what has no words."""
    return tuple(_shape(kind) for kind in NODES.values())


def tell(nodes: Iterable[str], told: WordBook) -> None:
    """Words of nodes that came by a pack. They change none of the words that others use."""
    book = words()
    for node in nodes:
        book.nodes[node] = told.nodes[node]
        for part, texts in (("fields", told.fields), ("exits", told.exits), ("choices", told.choices)):
            of_all = {f"{node}.{name}": text for name, text in texts.items() if "." not in name}
            own = {name: text for name, text in texts.items() if name.startswith(f"{node}.")}
            getattr(book, part).update(of_all | own)
    book.findings.update(told.findings)
    palette.cache_clear()


def named(kind: type[Node]) -> dict[Part, list[str]]:
    """What needs words of its own, beside the kind itself."""
    return {
        "fields": [field.name for field in kind.FIELDS if field.kind != "exit"],
        "exits": [field.name for field in kind.FIELDS if field.kind == "exit"],
        "choices": [choice or "none" for field in kind.FIELDS for choice in field.choices],
    }


def _shape(kind: type[Node]) -> NodeShape:
    name = kind.type_name()
    exits = [field.name for field in kind.FIELDS if field.kind == "exit"]
    given = defaults(kind)
    return NodeShape(
        type=name,
        group=kind.GROUP,
        words=words().nodes[name],
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


def word(part: Part, node: str, name: str) -> Words:
    texts = found(words(), part, node, name)
    if texts is None:
        raise KeyError(f"{part}: {node}.{name}")
    return texts


def found(book: WordBook, part: Part, node: str, name: str) -> Words | None:
    """A node's own words for it, else those that all nodes share."""
    texts: dict[str, Words] = getattr(book, part)
    return texts.get(f"{node}.{name}") or texts.get(name)
