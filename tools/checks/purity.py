"""Models and events are pure: plain values and decisions, no input, no output, no `await`."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.checks.imports import imports_of, module_of
from tools.checks.source import Problem, is_test, parsed

PURE = {"model", "events"}
FACTS = "lingtong.foundation.journal.facts"  # the base of every fact
DOING_IO = {
    *(
        "asyncio",
        "aiofiles",
        "aiohttp",
        "anyio",
        "fastapi",
        "http",
        "httpx",
        "io",
        "jinja2",
        "logging",
        "multiprocessing",
    ),
    *(
        "nats",
        "os",
        "requests",
        "select",
        "shutil",
        "signal",
        "socket",
        "sqlalchemy",
        "sqlite3",
        "ssl",
        "starlette",
    ),
    *("structlog", "subprocess", "tempfile", "threading", "time", "urllib", "uvicorn", "uvloop"),
}


def check(root: Path) -> list[Problem]:
    problems = []
    for path, tree in parsed(root, "lingtong", "packs"):
        module = module_of(path)
        if is_pure(module) and not is_test(path):
            problems += _impure_imports(path, module, tree)
            problems += _waits(path, tree)
    return problems


def is_pure(module: str) -> bool:
    """A model or events file, or a file in a package of that name."""
    return bool(PURE & set(module.split(".")[2:]))


def _impure_imports(path: str, module: str, tree: ast.Module) -> Iterator[Problem]:
    for found in imports_of(tree):
        top = found.module.split(".")[0]
        if top in DOING_IO:
            yield Problem(
                path,
                found.line,
                f"a model or events file imports `{found.module}`, which does input or output",
            )
        elif top in {"lingtong", "packs"} and not _may_meet(module, found.module, found.names):
            yield Problem(
                path,
                found.line,
                f"a model or events file imports `{found.module}`; kit, models and events only",
            )


def _may_meet(module: str, imported: str, names: tuple[str, ...]) -> bool:
    if imported == "lingtong.kit" or imported.startswith("lingtong.kit."):
        return True
    return is_pure(imported) or imported == FACTS or (bool(names) and set(names) <= PURE)


def _waits(path: str, tree: ast.Module) -> Iterator[Problem]:
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith):
            yield Problem(path, node.lineno, "a model or events file waits; waiting belongs in the service")
