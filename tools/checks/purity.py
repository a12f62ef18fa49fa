"""Models, events and messages are pure: plain values and decisions; no input or output, also not far down."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.checks.imports import Import, imports_of, module_of
from tools.checks.source import Problem, is_test, parsed

PURE = {"commands", "config", "events", "graph", "model", "views"}
ALSO_PURE = ("lingtong.switch.numbers",)
ROOMS_THAT_DO = ("lingtong.foundation.config", "lingtong.apps")
# Trusted without looking: kit has no domain, and its clock is what the others are given.
TRUSTED = ("lingtong.kit", "lingtong.foundation.journal.facts")
DOING_IO = frozenset(
    """
    asyncio aiofiles aiohttp aiosqlite alembic anyio fastapi http httpx io jinja2 logging multiprocessing
    nats os psycopg requests select shutil signal socket sqlalchemy sqlite3 ssl starlette structlog
    subprocess tempfile threading time urllib uvicorn uvloop
    """.split()
)


def check(root: Path) -> list[Problem]:
    problems: list[Problem] = []
    for path, tree in parsed(root, "lingtong", "packs"):
        if is_pure(module_of(path)) and not is_test(path):
            problems += (problem for found in imports_of(tree) for problem in _impure(root, path, found))
            problems += _waits(path, tree)
    return problems


def is_pure(module: str) -> bool:
    """A model, events or message file, or a file in a package of that name."""
    named_so = bool(PURE & set(module.split(".")[2:])) and not module.startswith(ROOMS_THAT_DO)
    return named_so or module in ALSO_PURE


def _impure(root: Path, path: str, found: Import) -> Iterator[Problem]:
    chain = _way_to_io(root, found, {module_of(path)})
    if chain:
        yield Problem(path, found.line, f"a pure file reaches input or output: {' -> '.join(chain)}")


def _way_to_io(root: Path, found: Import, seen: set[str]) -> list[str]:
    """The modules from this import down to a library that does input or output; empty if there is no way."""
    top = found.module.split(".")[0]
    if top in DOING_IO:
        return [found.module]
    if top not in {"lingtong", "packs"}:
        return []
    for module in (found.module, *(f"{found.module}.{name}" for name in found.names)):
        if module in seen or f"{module}.".startswith(tuple(f"{name}." for name in TRUSTED)):
            continue
        seen.add(module)
        for deeper in _imports_in(root, module):
            chain = _way_to_io(root, deeper, seen)
            if chain:
                return [module, *chain]
    return []


def _imports_in(root: Path, module: str) -> list[Import]:
    place = root / module.replace(".", "/")
    for file in (place.with_suffix(".py"), place / "__init__.py"):
        if file.is_file():
            return list(imports_of(ast.parse(file.read_text(encoding="utf-8"))))
    return []


def _waits(path: str, tree: ast.Module) -> Iterator[Problem]:
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith):
            yield Problem(path, node.lineno, "a pure file waits; waiting belongs in the service")
