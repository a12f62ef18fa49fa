from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.routing.tables import QueueRow


async def ways_out_of(session: AsyncSession) -> dict[str, list[str]]:
    """To which queues the rules of each queue of the tenant send callers."""
    query = select(QueueRow).where(QueueRow.retired_at.is_(None))
    return {row.id: _ways(row) for row in await session.scalars(query)}


def _ways(row: QueueRow) -> list[str]:
    targets = [rule["target"] for rule in row.after_wait if rule["do"] == "queue" and rule["target"]]
    return [*([row.overflow_queue] if row.overflow_queue else []), *targets]
