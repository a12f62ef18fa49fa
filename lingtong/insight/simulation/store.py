"""The facts of a day, in the order of the journal."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.foundation.journal.tables import FactRow

PAGE = 5_000


async def facts_between(
    session: AsyncSession, since: datetime, until: datetime, kinds: Sequence[str]
) -> AsyncIterator[list[str]]:
    """Pages of the facts' JSON."""
    sequence = -1
    while True:
        query = select(FactRow.sequence, FactRow.body).where(FactRow.sequence > sequence)
        query = query.where(FactRow.at >= since, FactRow.at < until, FactRow.kind.in_(kinds))
        rows = (await session.execute(query.order_by(FactRow.sequence).limit(PAGE))).all()
        if rows:
            sequence = rows[-1][0]
            yield [row[1] for row in rows]
        if len(rows) < PAGE:
            return


async def has_any(session: AsyncSession, since: datetime, until: datetime, kind: str) -> bool:
    query = select(FactRow.sequence).where(FactRow.at >= since, FactRow.at < until, FactRow.kind == kind)
    return await session.scalar(query.limit(1)) is not None
