from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.foundation.identity.tables import AuditHeadRow, AuditRow


async def locked_head(session: AsyncSession) -> AuditHeadRow | None:
    return await session.scalar(select(AuditHeadRow).with_for_update())


async def head(session: AsyncSession) -> AuditHeadRow | None:
    return await session.scalar(select(AuditHeadRow))


async def after(session: AsyncSession, sequence: int, at_most: int) -> Sequence[AuditRow]:
    query = select(AuditRow).where(AuditRow.sequence > sequence).order_by(AuditRow.sequence).limit(at_most)
    return (await session.scalars(query)).all()


async def before(session: AsyncSession, sequence: int | None, at_most: int) -> Sequence[AuditRow]:
    """Newest first."""
    query = select(AuditRow).order_by(AuditRow.sequence.desc()).limit(at_most)
    if sequence is not None:
        query = query.where(AuditRow.sequence < sequence)
    return (await session.scalars(query)).all()
