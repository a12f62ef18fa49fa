from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.foundation.jobs.tables import JobRow


async def by_key(session: AsyncSession, key: str) -> JobRow | None:
    return await session.scalar(select(JobRow).where(JobRow.key == key))


async def next_due(session: AsyncSession, names: Collection[str], now: datetime) -> JobRow | None:
    """The one that has waited longest and nobody works on; locked, passing over what others hold."""
    query = (
        select(JobRow)
        .where(JobRow.gave_up_at.is_(None), JobRow.due_at <= now, JobRow.name.in_(names))
        .where(or_(JobRow.leased_until.is_(None), JobRow.leased_until < now))
        .order_by(JobRow.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return await session.scalar(query)


async def held(session: AsyncSession, job_id: str, lease: str) -> JobRow | None:
    """The job, if this run still has it."""
    query = select(JobRow).where(JobRow.id == job_id, JobRow.lease == lease)
    return await session.scalar(query.with_for_update())
