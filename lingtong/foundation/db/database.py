import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from lingtong.foundation.db.engine import WRITES, Opened, open_engine
from lingtong.foundation.db.outbox.store import forget, put_facts, waiting
from lingtong.foundation.db.scope import EVERYWHERE, TENANT, ScopedSession, TenantForgotten
from lingtong.foundation.journal.facts import Fact
from lingtong.kit import Refusal

log = structlog.get_logger("db")

Row = TypeVar("Row")
Publish = Callable[[str, bytes], Awaitable[None]]
Afterwards = Callable[[], Awaitable[None] | None]


class NotFound(Refusal):
    code = "not_found"
    status = 404


class Reading:
    """A look at the database that changes nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    @property
    def tenant_id(self) -> str:
        """The tenant of this session; empty where it sees all of them."""
        return str(self.session.info.get(TENANT, ""))

    async def get(self, kind: type[Row], key: Any) -> Row:
        """The row, or `NotFound`: also for a row of another tenant."""
        row = await self.session.get(kind, key)
        if row is None:
            raise NotFound("This does not exist, or not for you.")
        return row


class Work(Reading):
    """One use case, one transaction. It is committed at the end of the block and nowhere else."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session)
        self.facts: list[Fact] = []
        self.afterwards: list[Afterwards] = []

    def announce(self, fact: Fact) -> None:
        """Leaves with the commit or not at all."""
        self.facts.append(fact)

    def after_commit(self, act: Afterwards) -> None:
        """Done once after the commit, in this process; lost with it. What must happen is a fact or a job."""
        self.afterwards.append(act)


class Database:
    """`url` is SQLAlchemy's, `sqlite+aiosqlite://…` or `postgresql+psycopg://…`."""

    def __init__(self, url: str, publish: Publish | None = None) -> None:
        self.url = url
        self._opened = Opened()
        self.engine: AsyncEngine = open_engine(url, opened=self._opened)
        self._publish = publish
        writer = self.engine.execution_options(**{WRITES: True})
        self._writers = async_sessionmaker(writer, sync_session_class=ScopedSession, expire_on_commit=False)
        self._readers = async_sessionmaker(self.engine, sync_session_class=ScopedSession, autoflush=False)

    def publish_with(self, publish: Publish) -> None:
        """Where announced facts go after the commit: subject `facts.{tenant}` and the JSON of the fact."""
        self._publish = publish

    async def relay(self, at_most: int = 500) -> int:
        """Publish what waits in the outbox, oldest first; a fact may come twice, its id tells."""
        if self._publish is None:
            return 0
        async with self.reading_everywhere() as reader:
            rows = await waiting(reader.session, at_most)
        for _, tenant_id, fact in rows:
            await self._publish(f"facts.{tenant_id}", fact)
        if rows:
            async with self._work({EVERYWHERE: True}) as work:
                await forget(work.session, [row_id for row_id, _, _ in rows])
        return len(rows)

    @asynccontextmanager
    async def writing(self, tenant_id: str) -> AsyncIterator[Work]:
        async with self._work({TENANT: _named(tenant_id)}) as work:
            yield work

    @asynccontextmanager
    async def reading(self, tenant_id: str) -> AsyncIterator[Reading]:
        async with self._look({TENANT: _named(tenant_id)}) as reader:
            yield reader

    @asynccontextmanager
    async def writing_everywhere(self) -> AsyncIterator[Work]:
        """For what belongs to no tenant or to all: log-in, retention, the shipper of the journal."""
        async with self._work({EVERYWHERE: True}) as work:
            yield work

    @asynccontextmanager
    async def reading_everywhere(self) -> AsyncIterator[Reading]:
        async with self._look({EVERYWHERE: True}) as reader:
            yield reader

    async def answers(self) -> bool:
        try:
            async with asyncio.timeout(2), self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (OSError, SQLAlchemyError, TimeoutError):
            return False
        return True

    def interrupt(self) -> None:
        """Break off what goes on: SQLite counts in a thread that no cancel reaches. A server hears of it."""
        for connection in tuple(self._opened):
            with contextlib.suppress(ValueError, sqlite3.Error):  # closed meanwhile
                connection._conn.interrupt()  # its own `interrupt` is this, to be awaited

    async def close(self) -> None:
        self.interrupt()
        await self.engine.dispose()

    @asynccontextmanager
    async def _work(self, info: dict[str, Any]) -> AsyncIterator[Work]:
        async with self._writers(info=info) as session:
            work = Work(session)
            yield work
            put_facts(session, work.facts)
            await session.commit()
        if work.facts:
            await self._relay_now()
        for act in work.afterwards:
            waits = act()
            if waits is not None:
                await waits

    async def _relay_now(self) -> None:
        """A bus that is away does not undo a commit: what waits is relayed later."""
        try:
            await self.relay()
        except Exception:
            log.warning("facts.waiting", exc_info=True)

    @asynccontextmanager
    async def _look(self, info: dict[str, Any]) -> AsyncIterator[Reading]:
        async with self._readers(info=info) as session:
            yield Reading(session)


def _named(tenant_id: str) -> str:
    if not tenant_id:
        raise TenantForgotten("A tenant is asked for, and none was given.")
    return tenant_id
