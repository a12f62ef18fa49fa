from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.foundation.identity.audit.model import START, Entry
from lingtong.foundation.identity.tables import AuditHeadRow, AuditRow


async def locked_head(session: AsyncSession) -> AuditHeadRow | None:
    return await session.scalar(select(AuditHeadRow).with_for_update())


async def end(session: AsyncSession) -> tuple[int, str]:
    """Sequence number and hash of the newest entry, as the appending one wrote them down."""
    found = (await session.execute(select(AuditHeadRow.sequence, AuditHeadRow.hash))).first()
    return (found.sequence, found.hash) if found else (0, START)


async def newest_sequence(session: AsyncSession) -> int:
    return await session.scalar(select(func.max(AuditRow.sequence))) or 0


async def hash_at(session: AsyncSession, sequence: int) -> str | None:
    return await session.scalar(select(AuditRow.hash).where(AuditRow.sequence == sequence))


async def between(session: AsyncSession, after: int, until: int, at_most: int) -> Sequence[tuple[Entry, str]]:
    """Entries and the hashes that are kept with them, oldest first; without the weight of whole rows."""
    columns = [getattr(AuditRow, name) for name in Entry.__struct_fields__]
    query = (
        select(*columns, AuditRow.hash)
        .where(AuditRow.sequence > after, AuditRow.sequence <= until)
        .order_by(AuditRow.sequence)
        .limit(at_most)
    )
    names = Entry.__struct_fields__
    found = (await session.execute(query)).all()
    return [(Entry(**dict(zip(names, row, strict=False))), row.hash) for row in found]


async def before(session: AsyncSession, sequence: int | None, at_most: int) -> Sequence[AuditRow]:
    """Newest first."""
    query = select(AuditRow).order_by(AuditRow.sequence.desc()).limit(at_most)
    if sequence is not None:
        query = query.where(AuditRow.sequence < sequence)
    return (await session.scalars(query)).all()
