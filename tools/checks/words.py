"""The glossary's refused words as identifiers, and British spelling anywhere."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.checks.source import Problem, files, parsed

TABLE = Path(__file__).with_name("refused_words.txt")
OWN_NAMES = ("lingtong/switch/", "deploy/")
PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True)
class Refused:
    parts: tuple[str, ...]
    wanted: str
    in_switch: bool

    def is_in(self, name: tuple[str, ...]) -> bool:
        size = len(self.parts)
        return any(name[i : i + size] == self.parts for i in range(len(name) - size + 1))


def read_table(text: str) -> tuple[list[Refused], dict[str, str]]:
    """The refused identifiers, and the spellings."""
    names, _, spellings = text.partition("[spelling]")
    refused = []
    for word, wanted in _rows(names):
        plain, at, _ = wanted.partition("@switch")
        refused.append(Refused(tuple(word.split("_")), plain.strip(), bool(at)))
    return refused, dict(_rows(spellings))


def check(root: Path) -> list[Problem]:
    refused, spellings = read_table(TABLE.read_text())
    return [*_identifiers(root, refused), *_spelling(root, spellings)]


def _rows(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        word, equals, wanted = line.partition(" = ")
        if equals and not line.startswith("#"):
            yield word.strip(), wanted.strip()


def _identifiers(root: Path, refused: list[Refused]) -> Iterator[Problem]:
    for path, tree in parsed(root, "lingtong", "packs"):
        here = [word for word in refused if not (word.in_switch and path.startswith(OWN_NAMES))]
        for name, line in _defined_names(tree):
            parts = tuple(part.lower() for part in PARTS.findall(name))
            for word in here:
                if word.is_in(parts):
                    yield Problem(path, line, f"`{name}`: the glossary says {word.wanted}")


def _defined_names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Names that this file gives, not those that it meets."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, node.lineno
            case ast.arg():
                yield node.arg, node.lineno
            case ast.Name(ctx=ast.Store()):
                yield node.id, node.lineno
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr, node.lineno


def _spelling(root: Path, spellings: dict[str, str]) -> Iterator[Problem]:
    pattern = re.compile(rf"\b({'|'.join(spellings)})\b", re.IGNORECASE)
    suffixes = (".py", ".md", ".ts", ".vue", ".json")
    for path in files(root, "lingtong", "packs", "web", "docs", "bench", "tests", suffixes=suffixes):
        if path.name == "package-lock.json":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for found in pattern.findall(line):
                wanted = spellings[found.lower()]
                yield Problem(
                    path.relative_to(root).as_posix(), number, f"`{found}`: American spelling is {wanted}"
                )
