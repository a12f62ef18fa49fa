from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.duty.tables import DutyNoteRow


async def notes(
    session: AsyncSession, roster_id: str, *, unread: bool, at_most: int
) -> Sequence[DutyNoteRow]:
    """Newest first."""
    query = select(DutyNoteRow).where(DutyNoteRow.roster_id == roster_id)
    if unread:
        query = query.where(DutyNoteRow.read_at.is_(None))
    return (await session.scalars(query.order_by(DutyNoteRow.at.desc(), DutyNoteRow.id).limit(at_most))).all()
