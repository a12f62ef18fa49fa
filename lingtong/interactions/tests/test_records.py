from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, text

from lingtong.foundation.db import Database
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.tables import TenantRow
from lingtong.foundation.identity.testing import people
from lingtong.foundation.journal import store as journal
from lingtong.foundation.journal.facts import Fact
from lingtong.interactions import events as said
from lingtong.interactions import service, store
from lingtong.interactions.tables import InteractionRow, PartRow
from lingtong.interactions.testing import Call

pytestmark = pytest.mark.room

BEGAN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


async def keep(database: Database, facts: list[Fact]) -> None:
    async with database.writing_everywhere() as work:
        new = await journal.add_new(work.session, facts)
        await service.take_facts(work, new, lambda _: "CN")


async def all_rows(database: Database) -> list[dict[str, Any]]:
    async with database.reading_everywhere() as reader:
        found: list[dict[str, Any]] = []
        for table in (InteractionRow, PartRow):
            rows = await reader.session.scalars(select(table).order_by(*table.__table__.primary_key))
            found += [{name: getattr(row, name) for name in table.__mapper__.columns.keys()} for row in rows]  # noqa: SIM118
        return found


def whole_call(tenant_id: str, name: str = "call") -> Call:
    call = Call(tenant_id, name, BEGAN)
    call.arrives()
    call.tell(said.DataAttached, 1, values={"menu": "1"})
    call.is_answered("wang")
    call.ends("wang")
    call.is_wrapped_up("wang")
    return call


async def test_a_call_becomes_a_record(parts: Parts) -> None:
    tenant_id = await people(parts)
    await keep(parts.database, whole_call(tenant_id).facts)
    async with parts.database.reading(tenant_id) as reader:
        record = await store.one(reader.session, "call")
    assert record is not None
    assert (record.number, record.dialed, record.queue_id) == ("+8613800002046", "95598", "q1")
    assert (record.waited, record.talked, record.held) == (8, 80, 10)
    assert (record.result, record.disposition_id, record.note) == ("handled", "d1", "mended")
    assert record.has_recording
    assert record.attached_data == {"menu": "1"}
    assert [(part.agent_id, part.took_part, part.finished) for part in record.parts] == [("wang", True, True)]


async def test_the_same_facts_again_change_nothing(parts: Parts) -> None:
    tenant_id = await people(parts)
    call = whole_call(tenant_id)
    await keep(parts.database, call.facts)
    once = await all_rows(parts.database)
    await keep(parts.database, call.facts)
    await keep(parts.database, call.facts[3:7] + call.facts[3:7])
    assert await all_rows(parts.database) == once


@pytest.mark.parametrize("seed", range(5))
async def test_facts_in_any_batches_make_the_same_records(parts: Parts, seed: int) -> None:
    tenant_id = await people(parts)
    calls = [whole_call(tenant_id, f"call{n}") for n in range(4)]
    facts = sorted((fact for call in calls for fact in call), key=lambda fact: (fact.at, fact.id))
    rng, done = Random(seed), 0
    while done < len(facts):
        size = rng.randint(1, 9)
        await keep(parts.database, facts[max(0, done - 2) : done + size])  # a shipper that repeats itself
        done += size
    rows = [row for row in await all_rows(parts.database) if "direction" in row]
    assert [row["talked"] for row in rows] == [80.0] * 4


async def test_facts_are_kept_in_the_order_of_the_journal_on_both_databases(each_database: Database) -> None:
    await _tenant(each_database)
    call = whole_call("t")
    await keep(each_database, call.facts[:5])
    await keep(each_database, call.facts)
    async with each_database.reading_everywhere() as reader:
        bodies = await journal.of_interaction(reader.session, "call")
        stored = await journal.after(reader.session, 0, ["interaction.queued", "interaction.ended"])
    assert [fact.id for fact in call] == [_id(body) for body in bodies]
    assert [_id(row.body) for row in stored] == ["call-002", "call-010"]


async def test_lists_and_earlier_contacts_are_the_same_on_both_databases(each_database: Database) -> None:
    await _tenant(each_database)
    for n in range(6):
        await keep(each_database, whole_call("t", f"call{n}").facts)
    async with each_database.reading("t") as reader:
        seen: list[str] = []
        before = None
        while page := await store.listed(reader.session, store.Wanted(before=before, at_most=2)):
            seen += [row.id for row in page]
            before = (page[-1].arrived_at, page[-1].id)
        mine = store.Wanted(agent_id="wang", queue_id="q1", since=BEGAN, until=BEGAN + timedelta(seconds=1))
        own = await store.listed(reader.session, mine)
        unfinished = await store.listed(reader.session, store.Wanted(agent_id="wang", unfinished=True))
        earlier = await store.earlier_with(reader.session, "+8613800002046", "call0")
    assert seen == [f"call{n}" for n in reversed(range(6))]
    assert (len(own), len(unfinished)) == (6, 0)
    assert earlier is not None
    assert (earlier.interactions, earlier.last_at) == (5, BEGAN)


async def test_an_older_revision_of_a_note_never_wins(parts: Parts) -> None:
    tenant_id = await people(parts)
    call = Call(tenant_id, "call", BEGAN)
    call.arrives()
    call.is_answered("wang")
    for revision, typed in ((1, "a"), (3, "newest"), (2, "late")):
        call.tell(said.NotesSaved, 20 + revision, agent_id="wang", notes=typed, revision=revision)
    await keep(parts.database, call.facts)
    assert await _notes(parts.database, "wang") == "newest"


async def test_what_was_typed_is_kept_when_the_time_runs_out(parts: Parts) -> None:
    tenant_id = await people(parts)
    call = Call(tenant_id, "call", BEGAN)
    call.arrives()
    call.is_answered("wang")
    call.ends("wang")
    call.tell(said.WrapUpUnfinished, 145, agent_id="wang", notes="half a", after_call_work=45.0)
    await keep(parts.database, call.facts)
    async with parts.database.reading(tenant_id) as reader:
        record = (await store.by_ids(reader.session, ["call"]))["call"]
    assert record.disposition_id == ""
    assert (record.parts[0].unfinished, record.parts[0].notes) == (True, "half a")
    call.tell(
        said.WrapUpFinished,
        900,
        agent_id="wang",
        disposition_id="d1",
        notes="all of it",
        after_call_work=45.0,
    )
    await keep(parts.database, call.facts)
    async with parts.database.reading(tenant_id) as reader:
        record = (await store.by_ids(reader.session, ["call"]))["call"]
    assert (record.note, record.parts[0].after_call_work, record.parts[0].unfinished) == (
        "all of it",
        45,
        False,
    )


async def test_a_call_out_is_kept_under_the_number_that_was_called(parts: Parts) -> None:
    tenant_id = await people(parts)
    call = Call(tenant_id, "out", BEGAN)
    call.tell(said.InteractionArrived, 0, direction="out", ani="95598", dnis="013912345678", agent_id="wang")
    await keep(parts.database, call.facts)
    async with parts.database.reading(tenant_id) as reader:
        record = await store.one(reader.session, "out")
    assert record is not None
    assert record.number == "+8613912345678"
    assert [part.agent_id for part in record.parts] == ["wang"]


async def test_earlier_contacts_come_from_one_index(parts: Parts) -> None:
    tenant_id = await people(parts)
    for name in ("one", "two", "now"):
        await keep(parts.database, whole_call(tenant_id, name).facts)
    async with parts.database.reading(tenant_id) as reader:
        found = await store.earlier_with(reader.session, "+8613800002046", "now")
        nobody = await store.earlier_with(reader.session, "+8613800000000", "now")
        plan = await _plan(reader.session)
    assert found is not None
    assert (found.interactions, found.last_note, found.last_disposition_id) == (2, "mended", "d1")
    assert nobody is None
    assert "ix_interactions_number" in plan


async def _plan(session: Any) -> str:
    connection = await session.connection()
    words = "EXPLAIN QUERY PLAN SELECT count(*) OVER (), note FROM interactions WHERE tenant_id = 't' "
    rows = await connection.execute(
        text(words + "AND number = 'n' AND id != 'i' ORDER BY arrived_at DESC LIMIT 1")
    )
    return str(rows.all())


async def _notes(database: Database, agent_id: str) -> str:
    async with database.reading_everywhere() as reader:
        return await reader.session.scalar(select(PartRow.notes).where(PartRow.agent_id == agent_id)) or ""


async def _tenant(database: Database) -> None:
    async with database.writing_everywhere() as work:
        work.session.add(TenantRow(id="t", code="t", name="t", created_at=BEGAN))


def _id(body: str) -> str:
    found: str = msgspec.json.decode(body)["id"]
    return found
