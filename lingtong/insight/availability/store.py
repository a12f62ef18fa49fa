from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.insight.availability.tables import CountedRow, OutageRow


async def counted_since(session: AsyncSession) -> datetime | None:
    return await session.scalar(select(func.max(CountedRow.since)))


async def outages(session: AsyncSession, since: datetime) -> Sequence[OutageRow]:
    """Those that ended later, newest first."""
    query = select(OutageRow).where(OutageRow.ended_at > since)
    return (await session.scalars(query.order_by(OutageRow.ended_at.desc(), OutageRow.id))).all()
