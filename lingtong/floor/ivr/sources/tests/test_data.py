"""Databases outside and tables of our own: read, written once, away, slow, locked."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from lingtong.floor.ivr.sources import jobs
from lingtong.floor.ivr.sources.own import store
from lingtong.floor.ivr.sources.tests.house import House, came, house_of
from lingtong.foundation.catalog import Invalid
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import MovableClock
from lingtong.foundation.jobs import Job

pytestmark = pytest.mark.room
LATE = 3.0  # seconds: who answers does so much sooner, also on a full machine
FIND = "SELECT amount, due FROM bills WHERE number = :number"
PAY = "UPDATE bills SET amount = amount - :paid WHERE number = :number"
FOREVER = "SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i > 0"
PARAMETERS = [{"name": "paid", "type": "number"}]
QUERIES = [
    {"name": "bill", "sql": FIND},
    {"name": "pay", "sql": PAY, "writes": True, "parameters": PARAMETERS},
    {"name": "slip", "sql": "WITH gone AS (SELECT 1) SELECT * FROM nowhere"},
    {
        "name": "forever",
        "sql": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
    },
]
BILLS = (
    "CREATE TABLE bills (number VARCHAR(20), amount NUMERIC(10, 2), due DATE)",
    "INSERT INTO bills VALUES ('1001', 128.5, '2026-12-01')",
)


@pytest.fixture
async def house(parts: Parts) -> AsyncIterator[House]:
    one = await house_of(parts)
    yield one
    await one.sources.close()


@pytest.fixture
def file(parts: Parts) -> Path:
    parts.settings.sources.mkdir(parents=True)
    path = parts.settings.sources / "bills.db"
    with closing(sqlite3.connect(path)) as database:
        for statement in BILLS:
            database.execute(statement)
        database.commit()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
async def source(request: pytest.FixtureRequest, house: House) -> str:
    """The same bills in both kinds of database."""
    if request.param == "sqlite":
        request.getfixturevalue("file")
        return await house.save(
            "data-sources", name="Bills", kind="sqlite", file="bills.db", within=LATE, queries=QUERIES
        )
    url = make_url(request.getfixturevalue("postgres_url"))
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        for statement in BILLS:
            await connection.execute(text(statement))
    await engine.dispose()
    return await house.save(
        "data-sources",
        name="Bills",
        kind="postgresql",
        host=url.host or "127.0.0.1",
        port=url.port or 5432,
        database=url.database,
        username=url.username,
        password=str(url.password or "x"),
        private=True,
        encrypted=False,
        within=LATE,
        queries=QUERIES,
    )


async def test_the_first_row_is_the_answer_and_a_value_is_never_sql(house: House, source: str) -> None:
    async def ask(number: str) -> tuple[str, dict[str, str]]:
        done = await house.run("query", source=source, query="bill", inputs={"number": number})
        return done.outcome, done.values

    assert await ask("1001") == ("done", {"amount": "128.5", "due": "2026-12-01"})
    assert await ask("1' OR '1'='1") == ("empty", {})
    assert await ask("1002") == ("empty", {})


async def test_a_write_happens_once_for_one_errand(house: House, source: str) -> None:
    inputs = {"number": "1001", "paid": "28.5"}
    for _ in range(2):  # the engine died meanwhile and asks again
        assert (await house.run("write", "it:3", source=source, query="pay", inputs=inputs)).outcome == "done"
    read = await house.run("query", source=source, query="bill", inputs={"number": "1001"})
    assert read.values["amount"] == "100"
    nobody = await house.run("write", "it:4", source=source, query="pay", inputs={**inputs, "number": "9"})
    assert nobody.outcome == "empty"


async def test_what_reads_cannot_write_and_what_writes_is_not_read(house: House, source: str) -> None:
    for kind, query in (("query", "pay"), ("write", "bill"), ("query", "gone")):
        done = await house.run(kind, source=source, query=query, inputs={"number": "1001", "paid": "1"})  # type: ignore[arg-type]
        assert came(done) == ("failed", "query_unknown")


async def test_a_statement_that_is_wrong_or_slow_is_said_in_one_word(house: House, source: str) -> None:
    assert came(await house.run("query", source=source, query="slip")) == ("failed", "statement_wrong")
    assert came(await house.run("query", source=source, query="forever")) == ("late", "too_late")
    unfit = {"number": "1001", "paid": "a lot"}
    assert came(await house.run("write", source=source, query="pay", inputs=unfit)) == (
        "failed",
        "input_unfit",
    )
    again = await house.run("query", source=source, query="bill", inputs={"number": "1001"})
    assert again.outcome == "done", "the slow one has cost its connection, not the source"


async def test_a_locked_file_is_waited_for_and_given_up(house: House, file: Path) -> None:
    source = await house.save(
        "data-sources", name="Bills", kind="sqlite", file="bills.db", within=LATE, queries=QUERIES
    )
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        inputs = {"number": "1001", "paid": "1"}
        assert came(await house.run("write", source=source, query="pay", inputs=inputs)) == (
            "late",
            "too_late",
        )
        other.execute("ROLLBACK")
    assert (await house.run("write", source=source, query="pay", inputs=inputs)).outcome == "done"


async def test_a_database_that_is_away_fails_at_once_and_its_breaker_opens(house: House, unused: int) -> None:
    server = {"host": "127.0.0.1", "port": unused, "database": "x", "username": "x", "password": "x"}
    source = await house.save(
        "data-sources", name="Gone", kind="postgresql", private=True, queries=QUERIES, **server
    )
    for _ in range(5):
        assert came(await house.run("query", source=source, query="bill", inputs={"number": "1"})) == (
            "failed",
            "not_reachable",
        )
    assert came(await house.run("query", source=source, query="bill")) == ("failed", "breaker_open")
    public = await house.save("data-sources", name="Inside", kind="postgresql", queries=QUERIES, **server)
    forbidden = await house.run("query", source=public, query="bill", inputs={"number": "1"})
    assert came(forbidden) == ("failed", "address_forbidden")


@pytest.fixture
def unused() -> int:
    from lingtong.foundation.db.testing import free_port  # noqa: PLC0415

    return free_port()


@pytest.mark.parametrize("name", ["../db.sqlite", "gone.db", "link.db"])
async def test_no_file_elsewhere_is_opened(house: House, parts: Parts, name: str) -> None:
    parts.settings.sources.mkdir(parents=True)
    outside = parts.settings.data / "db.sqlite"
    (parts.settings.sources / "link.db").symlink_to(outside)
    queries = [{"name": "q", "sql": "SELECT 1"}]
    if "/" in name:
        with pytest.raises(Invalid):
            await house.save("data-sources", name="X", kind="sqlite", file=name, queries=queries)
        return
    source = await house.save("data-sources", name="X", kind="sqlite", file=name, queries=queries)
    assert came(await house.run("query", source=source, query="q")) == ("failed", "file_missing")


# --- tables of our own

COLUMNS = [{"name": "考号", "type": "text"}, {"name": "证件后四位"}, {"name": "总分", "type": "number"}]


async def table_of(house: House) -> str:
    source = await house.save("data-sources", name="成绩", kind="table", columns=COLUMNS)
    for number, tail, score in (("2001", "1234", "512"), ("2001", "9876", "88.0")):
        inputs = {"考号": number, "证件后四位": tail, "总分": score}
        async with house.parts.database.writing(house.tenant_id) as work:
            row: dict[str, Any] = {
                "id": tail,
                "source_id": source,
                "key": number,
                "tenant_id": house.tenant_id,
            }
            row |= {"tenant_id": house.tenant_id, "cells": inputs, "changed_at": house.parts.clock.now()}
            await store.put_all(work.session, [row])
    return source


async def test_a_row_is_found_by_its_key_and_by_all_that_is_given(house: House) -> None:
    source = await table_of(house)
    found = await house.run("query", source=source, inputs={"考号": "2001", "证件后四位": "9876"})
    assert (found.outcome, found.values["总分"]) == ("done", "88.0")
    wrong = await house.run("query", source=source, inputs={"考号": "2001", "证件后四位": "0000"})
    assert (wrong.outcome, wrong.values["总分"]) == ("empty", "")
    assert came(await house.run("query", source=source, inputs={"证件后四位": "9876"})) == (
        "failed",
        "key_missing",
    )


async def test_a_row_is_changed_or_made_and_only_once(house: House) -> None:
    source = await table_of(house)
    made = {"考号": "3001", "证件后四位": "1111", "总分": "1"}
    for errand, score in (("it:1", "1"), ("it:1", "2"), ("it:2", "3")):
        assert (
            await house.run("write", errand, source=source, inputs={**made, "总分": score})
        ).outcome == "done"
    async with house.parts.database.reading(house.tenant_id) as reader:
        rows = await store.of_key(reader.session, source, "3001")
    assert [row.cells["总分"] for row in rows] == ["3"]
    wrong = await house.run("write", "it:5", source=source, inputs={**made, "总分": "viel"})
    assert came(wrong) == ("failed", "input_unfit")
    again = await house.run("write", "it:5", source=source, inputs={**made, "列": "x"})
    assert came(again) == ("failed", "column_unknown")


async def test_what_was_written_is_known_for_a_week(house: House, clock: MovableClock) -> None:
    source = await table_of(house)
    row = {"考号": "4001", "证件后四位": "2222", "总分": "1"}
    (forget,) = jobs.periodic(house.parts)
    for days, score in ((0, "1"), (6, "2"), (2, "3")):
        clock.move(days * 86_400)
        await forget.handler(Job(id="1", name=forget.name, tenant_id=None, payload={}, tries=1))
        await house.run("write", "it:9", source=source, inputs={**row, "总分": score})
    async with house.parts.database.reading(house.tenant_id) as reader:
        (found,) = await store.of_key(reader.session, source, "4001")
    assert found.cells["总分"] == "3"  # not by the second, which came within the week


async def test_another_tenants_source_is_not_there(house: House) -> None:
    source = await table_of(house)
    house.tenant_id = "another"
    found = await house.run("query", source=source, inputs={"考号": "2001"})
    assert came(found) == ("failed", "source_unknown")
