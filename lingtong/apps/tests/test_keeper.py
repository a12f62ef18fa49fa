import sqlite3
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from lingtong.apps.keeper import Keeper
from lingtong.floor.agents.events import AgentStateChanged
from lingtong.floor.recording.tables import RecordingRow
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import people
from lingtong.foundation.journal import store as journal
from lingtong.foundation.journal.tables import FactRow
from lingtong.interactions import service as interactions
from lingtong.interactions.tables import InteractionRow
from lingtong.interactions.testing import Call

pytestmark = pytest.mark.room

BEGAN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


async def counts(parts: Parts) -> dict[str, int]:
    async with parts.database.reading_everywhere() as reader:
        return {
            table.__tablename__: await reader.session.scalar(select(func.count()).select_from(table)) or 0
            for table in (FactRow, InteractionRow, RecordingRow)
        }


def keeper(parts: Parts) -> Keeper:
    return Keeper(parts.database)


def call(tenant_id: str, name: str = "a") -> Call:
    found = Call(tenant_id, name, BEGAN)
    found.arrives()
    found.is_answered("wang")
    found.ends("wang")
    return found


async def test_facts_records_and_recordings_are_kept_together_and_once(parts: Parts) -> None:
    tenant_id = await people(parts)
    keep, story = keeper(parts), call(tenant_id)
    for _ in range(2):
        await keep.store([(tenant_id, msgspec.json.encode(fact)) for fact in story])
    assert await counts(parts) == {"facts": len(story.facts), "interactions": 1, "recordings": 1}


async def test_a_fact_of_nobody_and_one_of_tomorrow_hold_up_nothing(parts: Parts) -> None:
    tenant_id = await people(parts)
    story = call(tenant_id)
    shipped = [(tenant_id, msgspec.json.encode(fact)) for fact in story]
    shipped[2:2] = [(tenant_id, b'{"kind":"of.tomorrow"}'), (tenant_id, b"\xff")]
    shipped += [("gone", msgspec.json.encode(fact)) for fact in call("gone", "b")]
    await keeper(parts).store(shipped)
    assert await counts(parts) == {"facts": len(story.facts), "interactions": 1, "recordings": 1}


async def test_a_fact_that_cannot_be_projected_is_kept_and_those_behind_it_go_on(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant_id = await people(parts)
    story, true = call(tenant_id), interactions.take_facts

    async def stumble(work: Any, facts: Any, region: Any) -> None:
        if any(fact.id == "a-003" for fact in facts):
            raise ValueError("a bug in the projection")
        await true(work, facts, region)

    monkeypatch.setattr(interactions, "take_facts", stumble)
    await keeper(parts).store_facts(story.facts)
    assert await counts(parts) == {"facts": len(story.facts), "interactions": 1, "recordings": 1}


async def test_a_database_that_is_away_is_said_so_that_the_facts_come_again(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant_id = await people(parts)

    async def away(*_: Any) -> None:
        raise OperationalError("", {}, sqlite3.OperationalError("database is locked"))

    with monkeypatch.context() as broken:
        broken.setattr(journal, "add_new", away)
        with pytest.raises(OperationalError):
            await keeper(parts).store_facts(call(tenant_id).facts)
    assert (await counts(parts))["facts"] == 0
    await keeper(parts).store_facts(call(tenant_id).facts)
    assert (await counts(parts))["interactions"] == 1


async def test_facts_of_agents_are_kept_too(parts: Parts) -> None:
    tenant_id = await people(parts)
    fact = AgentStateChanged(
        id="s1", tenant_id=tenant_id, at=BEGAN, agent_id="wang", state="ready", before="not_ready", lasted=5.0
    )
    await keeper(parts).store_facts([fact])
    assert await counts(parts) == {"facts": 1, "interactions": 0, "recordings": 0}
