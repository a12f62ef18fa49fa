"""The imports of one file, each as the modules it may mean."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Import:
    module: str
    names: tuple[str, ...]
    line: int


def imports_of(tree: ast.Module) -> Iterator[Import]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, (), node.lineno)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield Import(node.module, tuple(alias.name for alias in node.names), node.lineno)


def module_of(path: str) -> str:
    """`lingtong/floor/agents/__init__.py` is `lingtong.floor.agents`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
