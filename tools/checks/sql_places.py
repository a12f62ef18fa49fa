"""SQL lives in tables.py and store.py, in the database room and in migrations."""

from pathlib import Path

from tools.checks.imports import imports_of
from tools.checks.source import Problem, is_test, parsed

LIBRARIES = {"sqlalchemy", "alembic", "aiosqlite", "psycopg"}
ROOM = "lingtong/foundation/db/"
NAMES = {"tables", "store", "migrations"}


def check(root: Path) -> list[Problem]:
    return [
        Problem(path, found.line, f"`{found.module}` outside tables.py, store.py and {ROOM.rstrip('/')}")
        for path, tree in parsed(root, "lingtong", "packs")
        if not _may(path)
        for found in imports_of(tree)
        if found.module.split(".")[0] in LIBRARIES
    ]


def _may(path: str) -> bool:
    return path.startswith(ROOM) or is_test(path) or bool(NAMES & set(path.removesuffix(".py").split("/")))
