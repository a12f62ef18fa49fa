"""A database of somebody else, who keeps it locked for a while."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.rig.product import Product

QUERIES = [
    {"name": "level", "sql": "SELECT level FROM calls"},
    {"name": "note", "sql": "INSERT INTO calls VALUES ('noted')", "writes": True},
]


class SlowTable:
    def __init__(self, file: Path) -> None:
        self._file = file
        with closing(sqlite3.connect(file)) as one:
            one.executescript("CREATE TABLE calls (level TEXT); INSERT INTO calls VALUES ('gold')")
        self._holder = sqlite3.connect(file, isolation_level=None)

    @property
    def body(self) -> dict[str, object]:
        """As an administrator connects it."""
        return {
            "name": "Theirs",
            "kind": "sqlite",
            "file": self._file.name,
            "within": 25,
            "queries": QUERIES,
        }

    @property
    def noted(self) -> int:
        ((count,),) = self._holder.execute("SELECT count(*) FROM calls WHERE level = 'noted'").fetchall()
        return int(count)

    def lock(self) -> None:
        self._holder.execute("BEGIN EXCLUSIVE")

    def unlock(self) -> None:
        self._holder.execute("COMMIT")

    def close(self) -> None:
        self._holder.close()
        self._file.unlink()


@contextmanager
def slow_table(product: Product) -> Iterator[SlowTable]:
    folder = product.folder / "data/sources"
    folder.mkdir(exist_ok=True)
    table = SlowTable(folder / "theirs.sqlite")
    try:
        yield table
    finally:
        table.close()
