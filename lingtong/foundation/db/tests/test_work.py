import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from lingtong.foundation.db import Database, is_outage
from lingtong.foundation.db.outbox.tables import OutgoingRow
from lingtong.foundation.identity.tables import TenantRow
from lingtong.foundation.journal.facts import Fact

pytestmark = pytest.mark.room

NOW = datetime(2026, 11, 21, 8, 30, 0, 123456, tzinfo=UTC)


class Happened(Fact, frozen=True, kw_only=True, tag="test.happened"):
    what: str


class Listener:
    def __init__(self, failing: bool = False) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.failing = failing

    async def __call__(self, subject: str, payload: bytes) -> None:
        if self.failing:
            raise ConnectionError
        self.heard.append((subject, payload))


async def tenant(database: Database, tenant_id: str = "t") -> None:
    async with database.writing_everywhere() as work:
        work.session.add(TenantRow(id=tenant_id, code=tenant_id, name="一", created_at=NOW))


def happened(number: int) -> Happened:
    return Happened(id=f"fact-{number}", tenant_id="t", at=NOW, what="回呼")


async def test_facts_and_afterwards_leave_with_the_commit(each_database: Database) -> None:
    listener, done = Listener(), []
    each_database.publish_with(listener)
    await tenant(each_database)
    async with each_database.writing("t") as work:
        work.announce(happened(1))
        work.after_commit(lambda: done.append("after"))
        assert listener.heard == []
    assert [subject for subject, _ in listener.heard] == ["facts.t"]
    assert '"kind":"test.happened"' in listener.heard[0][1].decode()
    assert done == ["after"]
    assert await waiting_facts(each_database) == []


async def half_done(database: Database, done: list[str]) -> None:
    async with database.writing("t") as work:
        work.session.add(TenantRow(id="half", code="half", name="", created_at=NOW))
        await work.session.flush()
        work.announce(happened(1))
        work.after_commit(lambda: done.append("after"))
        raise ZeroDivisionError


async def test_nothing_leaves_when_the_work_fails(each_database: Database) -> None:
    listener = Listener()
    done: list[str] = []
    each_database.publish_with(listener)
    await tenant(each_database)
    with pytest.raises(ZeroDivisionError):
        await half_done(each_database, done)
    assert listener.heard == []
    assert done == []
    assert await waiting_facts(each_database) == []
    async with each_database.reading_everywhere() as reader:
        assert await reader.session.get(TenantRow, "half") is None


async def test_a_fact_that_could_not_be_published_waits_for_the_relay(each_database: Database) -> None:
    listener = Listener(failing=True)
    each_database.publish_with(listener)
    await tenant(each_database)
    async with each_database.writing("t") as work:
        work.announce(happened(1))
    assert await waiting_facts(each_database) == ["fact-1"]
    listener.failing = False
    assert await each_database.relay() == 1
    assert len(listener.heard) == 1
    assert await each_database.relay() == 0


async def test_readers_never_write(each_database: Database) -> None:
    async with each_database.reading_everywhere() as reader:
        reader.session.add(TenantRow(id="t", code="t", name="", created_at=NOW))
    async with each_database.reading_everywhere() as reader:
        assert await reader.session.get(TenantRow, "t") is None


async def test_times_come_back_aware_and_exact(each_database: Database) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=8)))
    async with each_database.writing_everywhere() as work:
        work.session.add(TenantRow(id="t", code="t", name="", created_at=elsewhere))
    async with each_database.reading_everywhere() as reader:
        row = await reader.get(TenantRow, "t")
        assert row.created_at == NOW
        assert row.created_at.utcoffset() == timedelta(0)
        assert list(
            await reader.session.scalars(select(TenantRow.id).where(TenantRow.created_at <= NOW))
        ) == ["t"]


async def test_many_writers_at_once_all_get_through(each_database: Database) -> None:
    async def add(number: int) -> None:
        async with each_database.writing_everywhere() as work:
            present = len((await work.session.scalars(select(TenantRow))).all())
            work.session.add(TenantRow(id=str(number), code=str(number), name=str(present), created_at=NOW))

    await asyncio.gather(*(add(number) for number in range(15)))
    async with each_database.reading_everywhere() as reader:
        assert len((await reader.session.scalars(select(TenantRow))).all()) == 15


async def test_a_database_that_is_away_is_told_from_a_mistake() -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:9/none")
    assert not await away.answers()
    with pytest.raises(Exception) as error:
        async with away.reading_everywhere() as reader:
            await reader.session.execute(select(TenantRow))
    assert is_outage(error.value)
    assert not is_outage(ValueError())
    await away.close()


async def waiting_facts(database: Database) -> list[str]:
    async with database.reading_everywhere() as reader:
        return list(await reader.session.scalars(select(OutgoingRow.id)))
