from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.routing.tables import QueueRow


async def overflow_of(session: AsyncSession) -> dict[str, str]:
    """Where each queue of the tenant overflows to; those that do not are left out."""
    query = select(QueueRow).where(QueueRow.retired_at.is_(None), QueueRow.overflow_queue != "")
    return {row.id: row.overflow_queue for row in await session.scalars(query)}
