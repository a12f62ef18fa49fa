from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.foundation.db.outbox.tables import OutgoingRow
from lingtong.foundation.journal.facts import Fact


def put_facts(session: AsyncSession, facts: Sequence[Fact]) -> None:
    session.add_all(
        OutgoingRow(id=fact.id, tenant_id=fact.tenant_id, at=fact.at, fact=msgspec.json.encode(fact).decode())
        for fact in facts
    )


async def waiting(session: AsyncSession, at_most: int) -> list[tuple[str, str, bytes]]:
    """Id, tenant and JSON of the oldest."""
    rows = await session.scalars(select(OutgoingRow).order_by(OutgoingRow.id).limit(at_most))
    return [(row.id, row.tenant_id, row.fact.encode()) for row in rows]


async def forget(session: AsyncSession, ids: Sequence[str]) -> None:
    await session.execute(delete(OutgoingRow).where(OutgoingRow.id.in_(ids)))
