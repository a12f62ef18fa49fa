import sqlite3
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakSet

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

WRITES = "lingtong_writes"
CONNECT_WITHIN = 5  # seconds; a server that is cut off does not say so
PRAGMAS = (
    "PRAGMA busy_timeout=10000",  # before the next one, which may have to wait
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",  # with WAL a power cut may undo the last commits, never damage
)


Opened = WeakSet[Any]
WAL_WITHIN, WAL_PAUSE = 5.0, 0.01  # seconds


def open_engine(url: str, *, foreign_keys: bool = True, opened: Opened | None = None) -> AsyncEngine:
    """Without foreign keys only for migrations. SQLite's connections are in `opened` while they live."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        patience = {"connect_timeout": CONNECT_WITHIN}
        return create_async_engine(
            url, pool_pre_ping=True, pool_size=10, max_overflow=20, connect_args=patience
        )
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url)
    _tune_sqlite(engine.sync_engine, foreign_keys=foreign_keys)
    if opened is not None:
        event.listen(engine.sync_engine, "connect", lambda one, _: opened.add(one.driver_connection))
    return engine


def _tune_sqlite(engine: Engine, *, foreign_keys: bool) -> None:
    """Our own BEGIN, because the driver's comes too late: a reader that turns writer would fail at once."""
    pragmas = (*PRAGMAS, f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
    event.listen(engine, "connect", partial(_prepare, pragmas))
    event.listen(engine, "begin", _begin)


def _prepare(pragmas: Sequence[str], connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    driver: Any = connection
    driver.isolation_level = None
    cursor = connection.cursor()
    for pragma in pragmas:
        _patiently(cursor, pragma)
    cursor.close()


def _patiently(cursor: DBAPICursor, pragma: str) -> Any:
    """Two processes that turn a new file to WAL at once: SQLite refuses one of them without a wait."""
    until = time.monotonic() + WAL_WITHIN
    while True:
        try:
            return cursor.execute(pragma)
        except sqlite3.OperationalError as refused:
            if time.monotonic() > until or "locked" not in str(refused):
                raise
            time.sleep(WAL_PAUSE)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
