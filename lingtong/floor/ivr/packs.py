"""What packs bring to flows: kinds of nodes, with their words and what they have done outside the walk."""

import re
import tomllib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import msgspec

from lingtong.floor.ivr import kinds, palette
from lingtong.floor.ivr.errands.model import Answer, failed
from lingtong.floor.ivr.node import FieldKind, Group, Node
from lingtong.floor.ivr.nodes import NODES
from lingtong.floor.turn import Errand
from lingtong.foundation.packs import PackRefused

Does = Callable[[Errand], Awaitable[Answer]]
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True, kw_only=True)
class Nodes:
    """`words` is a file as `nodes/words.toml`: what the pack's nodes, fields, exits, choices and findings are
    called, in zh and en. `errands`: what `walk.run("pack", {"does": NAME, …})` has done, beside the engine.
    """

    kinds: tuple[type[Node], ...]
    words: Path
    errands: Mapping[str, Does] = field(default_factory=dict)


class PackErrands:
    """Runs the errands of all packs that are on."""

    def __init__(self) -> None:
        self._does: dict[str, Does] = {}

    def lane(self, errand: Errand) -> str:
        return str(errand.request.get("does", ""))

    async def run(self, errand: Errand) -> Answer:
        does = self._does.get(self.lane(errand))
        return await does(errand) if does is not None else failed("nobody_does_this")

    def add(self, does: Mapping[str, Does]) -> None:
        self._does.update(does)


ERRANDS = PackErrands()


def add(brought: Sequence[tuple[str, Nodes]]) -> None:
    """Of each pack by its name. Refuses with `PackRefused`; nothing is added then."""
    new: dict[str, type[Node]] = {}
    told: list[tuple[Nodes, palette.WordBook]] = []
    for pack, nodes in brought:
        words = _words(pack, nodes.words)
        for kind in nodes.kinds:
            for problem in _problems(kind, words, new):
                name = getattr(kind, "__name__", str(kind))
                raise PackRefused(f"Pack {pack}, {name}: {problem}", pack=pack)
            new[kind.type_name()] = kind
        told.append((nodes, words))
    if new:
        kinds.add(new)
    for nodes, words in told:
        palette.tell([kind.type_name() for kind in nodes.kinds], words)
        ERRANDS.add(nodes.errands)


def _words(pack: str, file: Path) -> palette.WordBook:
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
        return msgspec.convert(found, palette.WordBook)
    except OSError:
        raise PackRefused(f"Pack {pack} has no file of words {file}.", pack=pack) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise PackRefused(f"Pack {pack}: {file} cannot be read: {error}.", pack=pack) from None


def _problems(kind: object, words: palette.WordBook, new: Mapping[str, type[Node]]) -> Iterator[str]:
    """The first one is told."""
    if not isinstance(kind, type) or not issubclass(kind, Node):
        yield "a kind of node is a struct that inherits from `Node`."
        return
    name = kind.__struct_config__.tag
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield "give its class a `tag` of small letters, digits and _: the name of this kind of node."
        return
    if new.get(name, NODES.get(name)) not in (None, kind):
        yield f"there is a node {name} already; give its class another `tag`."
    if kind.GROUP not in get_args(Group):
        yield f"GROUP is one of {', '.join(get_args(Group))}."
    if kind.enter is Node.enter:
        yield "say in `enter` what it does."
    yield from _of_fields(kind)
    yield from _unsaid(kind, name, words)


def _of_fields(kind: type[Node]) -> Iterator[str]:
    have = {one.name: one for one in msgspec.structs.fields(kind)}
    for one in kind.FIELDS:
        if one.name not in have:
            yield f"FIELDS names {one.name}, which the struct does not have."
        elif one.kind not in get_args(FieldKind):
            yield f"field {one.name}: no form can show the kind {one.kind}."
        elif one.kind == "exit" and have[one.name].default != "":
            yield f'exit {one.name} has to begin as "", the default exit of the flow.'
    described = {one.name for one in kind.FIELDS}
    for name in have:
        if name not in described and name != "barge_in":
            yield f"describe {name} in FIELDS; the form is made of it."


def _unsaid(kind: type[Node], name: str, words: palette.WordBook) -> Iterator[str]:
    told = words.nodes.get(name, {})
    for key in ("zh", "en", "hint_zh", "hint_en"):
        if not told.get(key):
            yield f"its words have no {key} for the node {name}."
    for part, names in palette.named(kind).items():
        for one in names:
            texts = palette.found(words, part, name, one) or palette.found(palette.words(), part, name, one)
            for language in ("zh", "en"):
                if not (texts or {}).get(language):
                    yield f"its words have no {language} for {one} in [{part}]."
