"""All rows as JSON lines, the same from SQLite and PostgreSQL, so that a backup of one fits the other.

Tables are read as they are in the database, not as the code has them: an older backup is loaded into
tables of its own revision and migrated afterwards.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, DateTime, LargeBinary, MetaData, Table, func, insert, select, text

REVISIONS = "alembic_version"
AT_ONCE = 1000


def dump(connection: Connection, folder: Path) -> dict[str, int]:
    """One file a table; how many rows each has. The connection's transaction is the snapshot."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    counts = {}
    for table in _tables(connection):
        name = str(table.name)
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            counts[name] = 0
            for row in connection.execute(select(table).execution_options(yield_per=AT_ONCE)):
                file.write(json.dumps([_told(value) for value in row], ensure_ascii=False) + "\n")
                counts[name] += 1
    return counts


def columns(connection: Connection) -> dict[str, list[str]]:
    return {str(table.name): [str(column.name) for column in table.columns] for table in _tables(connection)}


def filled(connection: Connection) -> list[str]:
    """Tables that have rows already."""
    return [t.name for t in _tables(connection) if connection.scalar(select(func.count()).select_from(t))]


def load(connection: Connection, folder: Path, named: dict[str, list[str]]) -> dict[str, int]:
    """Into empty tables of the same revision; how many rows each has then."""
    counts = {}
    for table in _tables(connection):
        for rows in _batches(folder / f"{table.name}.jsonl", table, named.get(table.name, [])):
            connection.execute(insert(table), rows)
        counts[str(table.name)] = connection.scalar(select(func.count()).select_from(table)) or 0
        _move_counters(connection, table)
    return counts


def _tables(connection: Connection) -> list[Table]:
    """Parents before children."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != REVISIONS]


def _batches(file: Path, table: Table, names: list[str]) -> Iterator[list[dict[str, Any]]]:
    if not file.exists():
        return
    batch: list[dict[str, Any]] = []
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            values = zip(names, json.loads(line), strict=True)
            batch.append({name: _kept(table.columns[name], value) for name, value in values})
            if len(batch) == AT_ONCE:
                yield batch
                batch = []
    if batch:
        yield batch


def _told(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value


def _kept(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, DateTime):
        at = datetime.fromisoformat(value)
        return at if column.type.timezone else at.replace(tzinfo=None)
    return bytes.fromhex(value) if isinstance(column.type, LargeBinary) else value


def _move_counters(connection: Connection, table: Table) -> None:
    """PostgreSQL counts on from where it was, not from the largest number that was put in."""
    counted = table.autoincrement_column
    if connection.dialect.name != "postgresql" or counted is None or counted.server_default is None:
        return
    largest = connection.scalar(select(func.max(counted)))
    if largest is not None:
        connection.execute(
            select(func.setval(func.pg_get_serial_sequence(table.name, counted.name), largest))
        )
