"""The databases themselves. Every statement has a time, every transaction an end, every value is bound."""

import asyncio
import contextlib
import re
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolBusy
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from lingtong.floor.ivr.sources.databases.errors import Wrong
from lingtong.floor.ivr.sources.http.guard import Forbidden, NotFound, checked_addresses
from lingtong.floor.ivr.sources.model import DataSource, Query

AT_ONCE = 8
CONNECT_WITHIN = 4
SERVERS_SHARE = 0.9  # of the time: the server ends its statement before we give it up
DONE = "lingtong_writes"  # in the database that is written to, so that both are done or neither
_DONE_TABLE = (
    f"CREATE TABLE IF NOT EXISTS {DONE} (id VARCHAR(60) PRIMARY KEY, at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)"
)
_DONE_ROW = f"INSERT INTO {DONE} (id) VALUES (:id) ON CONFLICT DO NOTHING"  # noqa: S608 - a name of ours
_PLACE = re.compile(r"(?<![:\w]):([^\W\d]\w*)")
_TOO_LATE = ("57014", "55P03")  # statement and lock time-out
_SLOW = ("locked", "interrupted")
_AWAY = ("connect", "server closed", "terminat", "timeout", "unable to open")
Row = Mapping[str, Any]


class Databases:
    """A few connections to each source, made when it is first asked, closed when it is changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, tuple[DataSource, AsyncEngine]] = {}

    async def close(self) -> None:
        opened, self._open = list(self._open.values()), {}
        for _, engine in opened:
            await engine.dispose()

    async def first_row(self, source: DataSource, password: str, query: Query, values: Row) -> Row | None:
        """Raises `Wrong`."""
        async with _told(), self._connected(source, password) as connection:
            await _read_only(connection, source)
            found = await connection.execute(text(query.sql), dict(values))
            row = found.mappings().first()
            return dict(row) if row is not None else None

    async def write(
        self, source: DataSource, password: str, query: Query, values: Row, errand_id: str
    ) -> tuple[int, Row | None]:
        """Rows that were changed, and the first row that it gives; -1 where this errand was done before."""
        async with _told(), self._connected(source, password, writes=True) as connection:
            await _limit(connection, source)
            if errand_id and not await _is_first(connection, errand_id):
                return -1, None
            done = await connection.execute(text(query.sql), dict(values))
            row = done.mappings().first() if done.returns_rows else None
            return done.rowcount, dict(row) if row is not None else None

    @asynccontextmanager
    async def _connected(
        self, source: DataSource, password: str, *, writes: bool = False
    ) -> AsyncIterator[AsyncConnection]:
        engine = await self._engine(source, password)
        opened = engine.begin() if writes else engine.connect()
        async with asyncio.timeout(source.within), opened as connection:
            raw = await connection.get_raw_connection()
            alarm = asyncio.get_running_loop().call_later(
                source.within * SERVERS_SHARE, _interrupt, raw.driver_connection
            )
            try:
                await _prepare(connection, source, writes=writes)
                yield connection
            finally:
                alarm.cancel()

    async def _engine(self, source: DataSource, password: str) -> AsyncEngine:
        source = msgspec.structs.replace(
            source, within=CONNECT_WITHIN
        )  # the caller's hurry makes no other source
        known = self._open.get(source.id)
        if known is not None and known[0] == source:
            return known[1]
        engine = await _made(source, password, self._folder)
        self._open[source.id] = (source, engine)
        if known is not None:
            await known[1].dispose()
        return engine


async def _made(source: DataSource, password: str, folder: Path) -> AsyncEngine:
    if source.kind == "sqlite":
        url = URL.create("sqlite+aiosqlite", database=str(_file(folder, source.file)))
        return create_async_engine(url, pool_size=AT_ONCE, max_overflow=0, pool_timeout=source.within)
    addresses = await checked_addresses(source.host, source.port, private=source.private)
    url = URL.create(
        "postgresql+psycopg",
        username=source.username,
        password=password or None,
        host=source.host,
        port=source.port,
        database=source.database,
    )
    arguments = {
        "hostaddr": addresses[0][0],  # what was looked at, not what the name leads to next time
        "connect_timeout": CONNECT_WITHIN,
        "sslmode": "require" if source.encrypted else "prefer",
        "application_name": "lingtong",
    }
    return create_async_engine(
        url,
        pool_size=AT_ONCE,
        max_overflow=0,
        pool_timeout=source.within,
        pool_recycle=300,
        pool_pre_ping=True,
        connect_args=arguments,
    )


def _file(folder: Path, name: str) -> Path:
    """No file is made here, and none elsewhere is reached."""
    file = folder / name
    if not file.is_file() or file.resolve().parent != folder.resolve():
        raise Wrong("file_missing")
    return file


async def _prepare(connection: AsyncConnection, source: DataSource, *, writes: bool) -> None:
    if source.kind == "sqlite":
        milliseconds = int(source.within * SERVERS_SHARE * 1000)
        await connection.exec_driver_sql(f"PRAGMA busy_timeout={milliseconds}")
        await connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")


async def _read_only(connection: AsyncConnection, source: DataSource) -> None:
    if source.kind == "postgresql":
        await connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        await _limit(connection, source)


async def _limit(connection: AsyncConnection, source: DataSource) -> None:
    if source.kind == "postgresql":
        milliseconds = int(source.within * SERVERS_SHARE * 1000)
        await connection.exec_driver_sql(f"SET LOCAL statement_timeout = {milliseconds}")
        await connection.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}")


async def _is_first(connection: AsyncConnection, errand_id: str) -> bool:
    await connection.exec_driver_sql(_DONE_TABLE)
    return (await connection.execute(text(_DONE_ROW), {"id": errand_id})).rowcount == 1


def _interrupt(driver: Any) -> None:
    """SQLite counts in a thread of its own, which no cancellation reaches; a server has its own time-out."""
    inner = getattr(driver, "_conn", None)
    if inner is not None and hasattr(inner, "interrupt"):
        with contextlib.suppress(sqlite3.Error):
            inner.interrupt()


@asynccontextmanager
async def _told() -> AsyncIterator[None]:
    """What a database complains of may hold values: it becomes one word."""
    try:
        yield
    except Forbidden:
        raise Wrong("address_forbidden") from None
    except NotFound:
        raise Wrong("name_unknown") from None
    except TimeoutError:
        raise Wrong("too_late") from None
    except (SQLAlchemyError, OSError) as error:
        raise Wrong(_word(error)) from None


def _word(error: Exception) -> str:
    state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    message = str(getattr(error, "orig", error)).lower()
    away = isinstance(error, OperationalError) and not state and _says(message, *_AWAY)
    words = (
        ("too_late", isinstance(error, PoolBusy) or state in _TOO_LATE or _says(message, *_SLOW)),
        ("writes_forbidden", state == "25006" or _says(message, "readonly", "query_only")),
        ("password_wrong", state.startswith("28") or _says(message, "password authentication")),
        ("not_reachable", away or isinstance(error, OSError)),
        ("statement_wrong", isinstance(error, DBAPIError)),
    )
    return next((word for word, fits in words if fits), "broken")


def _says(message: str, *words: str) -> bool:
    return any(word in message for word in words)


def bound(query: Query, inputs: Mapping[str, str]) -> dict[str, Any]:
    """The parameters in their types; `Wrong` where one is missing or none of its type."""
    found: dict[str, Any] = {}
    types = {one.name: one.type for one in query.parameters}
    for name in dict.fromkeys(_PLACE.findall(query.sql)):
        if name not in inputs:
            raise Wrong("input_missing")
        try:
            found[name] = _typed(inputs[name], types.get(name, "text"))
        except (ValueError, ArithmeticError):
            raise Wrong("input_unfit") from None
    return found


def _typed(value: str, kind: str) -> Any:
    if kind == "number":
        number = Decimal(value)
        if not number.is_finite():
            raise ValueError
        return int(number) if number == number.to_integral_value() and abs(number) < 2**63 else float(number)
    if kind == "date":
        return date.fromisoformat(value)
    return {"yes": True, "no": False}[value] if kind == "yes_no" else value
