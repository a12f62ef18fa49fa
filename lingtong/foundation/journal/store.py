"""The facts in the database: what the shipper brought, each once, in the order of the journal."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

import msgspec
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.foundation.journal.facts import Fact
from lingtong.foundation.journal.tables import FactRow

AnyFact = TypeVar("AnyFact", bound=Fact)
_ONE_WRITER = (
    0x6C74_6661  # key of the advisory lock on PostgreSQL; on SQLite the write transaction is the lock
)


class StoredFact(msgspec.Struct, frozen=True):
    sequence: int
    id: str
    tenant_id: str
    body: str


async def add_new(session: AsyncSession, facts: Sequence[AnyFact]) -> list[AnyFact]:
    """Store those that are not there yet; gives exactly these, in order."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_WRITER})
    known = await _known(session, [fact.id for fact in facts])
    new: dict[str, AnyFact] = {}
    for fact in facts:
        if fact.id not in known:
            new.setdefault(fact.id, fact)
    if new:
        await session.execute(insert(FactRow), [_row(fact) for fact in new.values()])
    return list(new.values())


async def of_interaction(session: AsyncSession, interaction_id: str) -> list[str]:
    """The JSON of all facts of one interaction, oldest first; agents' own facts only mention it."""
    query = select(FactRow.body).where(FactRow.interaction_id == interaction_id)
    query = query.where(FactRow.kind.not_like("agent.%")).order_by(FactRow.sequence)
    return list(await session.scalars(query))


async def of_interactions(
    session: AsyncSession, interaction_ids: Sequence[str], kinds: Sequence[str]
) -> list[str]:
    """The JSON of the facts of these kinds of some interactions, oldest first."""
    query = select(FactRow.body).where(FactRow.interaction_id.in_(interaction_ids), FactRow.kind.in_(kinds))
    return list(await session.scalars(query.order_by(FactRow.sequence)))


async def after(
    session: AsyncSession, sequence: int, kinds: Sequence[str], at_most: int = 2000
) -> list[StoredFact]:
    query = select(FactRow.sequence, FactRow.id, FactRow.tenant_id, FactRow.body)
    query = query.where(FactRow.sequence > sequence, FactRow.kind.in_(kinds))
    rows = await session.execute(query.order_by(FactRow.sequence).limit(at_most))
    return [StoredFact(*row) for row in rows]


async def last_before(session: AsyncSession, at: datetime) -> int:
    """The sequence from which facts at or after `at` begin."""
    query = select(FactRow.sequence).where(FactRow.at >= at).order_by(FactRow.sequence).limit(1)
    first = await session.scalar(query)
    return await last(session) if first is None else first - 1


async def last(session: AsyncSession) -> int:
    return await session.scalar(select(FactRow.sequence).order_by(FactRow.sequence.desc()).limit(1)) or 0


async def _known(session: AsyncSession, ids: Sequence[str]) -> set[str]:
    known: set[str] = set()
    for start in range(0, len(ids), 500):
        known.update(
            await session.scalars(select(FactRow.id).where(FactRow.id.in_(ids[start : start + 500])))
        )
    return known


def _row(fact: Fact) -> dict[str, object]:
    return {
        "id": fact.id,
        "tenant_id": fact.tenant_id,
        "at": fact.at,
        "kind": type(fact).__struct_config__.tag,
        "interaction_id": getattr(fact, "interaction_id", ""),
        "agent_id": getattr(fact, "agent_id", ""),
        "body": msgspec.json.encode(fact).decode(),
    }
