"""Models, events and messages are pure: plain values and decisions, no input, no output, no `await`."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.checks.imports import Import, imports_of, module_of
from tools.checks.source import Problem, is_test, parsed

PURE = {"commands", "config", "events", "graph", "model", "numbers", "views"}
ROOMS_THAT_DO = ("lingtong.foundation.config", "lingtong.apps")
FACTS = "lingtong.foundation.journal.facts"  # the base of every fact
DOING_IO = frozenset(
    """
    asyncio aiofiles aiohttp aiosqlite alembic anyio fastapi http httpx io jinja2 logging
    multiprocessing nats os psycopg requests select shutil signal socket sqlalchemy sqlite3 ssl
    starlette structlog subprocess tempfile threading time urllib uvicorn uvloop
    """.split()  # noqa: SIM905 - a list literal would stand one word a line
)


def check(root: Path) -> list[Problem]:
    problems: list[Problem] = []
    for path, tree in parsed(root, "lingtong", "packs"):
        if is_pure(module_of(path)) and not is_test(path):
            problems += (problem for found in imports_of(tree) for problem in _impure(path, found))
            problems += _waits(path, tree)
    return problems


def is_pure(module: str) -> bool:
    """A model, events or message file, or a file in a package of that name."""
    return bool(PURE & set(module.split(".")[2:])) and not module.startswith(ROOMS_THAT_DO)


def _impure(path: str, found: Import) -> Iterator[Problem]:
    top = found.module.split(".")[0]
    if top in DOING_IO:
        yield Problem(path, found.line, f"a pure file imports `{found.module}`, which does input or output")
    elif top in {"lingtong", "packs"} and not _may_be_met(found):
        yield Problem(
            path, found.line, f"a pure file imports `{found.module}`; only kit and other pure files"
        )


def _may_be_met(found: Import) -> bool:
    if found.module == "lingtong.kit" or found.module.startswith("lingtong.kit."):
        return True
    names_pure_files = bool(found.names) and set(found.names) <= PURE
    return is_pure(found.module) or found.module == FACTS or names_pure_files


def _waits(path: str, tree: ast.Module) -> Iterator[Problem]:
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith):
            yield Problem(path, node.lineno, "a pure file waits; waiting belongs in the service")
