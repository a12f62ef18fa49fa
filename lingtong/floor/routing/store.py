from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.routing.tables import QueueRow
from lingtong.foundation.db import Base


async def ways_out_of(session: AsyncSession) -> dict[str, list[str]]:
    """To which queues the rules of each queue of the tenant send callers."""
    query = select(QueueRow).where(QueueRow.retired_at.is_(None))
    return {row.id: _ways(row) for row in await session.scalars(query)}


def _ways(row: QueueRow) -> list[str]:
    targets = [rule["target"] for rule in row.after_wait if rule["do"] == "queue" and rule["target"]]
    return [*([row.overflow_queue] if row.overflow_queue else []), *targets]


async def some_stay_connected(session: AsyncSession) -> bool:
    """Whether any agent of the tenant has a phone that stays connected between calls."""
    tables = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    agents = tables["agents"]  # of the agents' own room, and of this tenant alone
    query = select(agents.id).where(agents.retired_at.is_(None), agents.persistent_leg)
    return (await session.scalar(query.limit(1))) is not None
