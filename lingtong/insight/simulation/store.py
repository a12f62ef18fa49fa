"""The facts of a day, in the order of the journal; and what was answered."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.foundation.journal.tables import FactRow
from lingtong.insight.simulation.tables import SimulationRow

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


async def keep(session: AsyncSession, row: SimulationRow, most: int) -> None:
    """The oldest beyond `most` go."""
    session.add(row)
    await session.flush()
    newest = select(SimulationRow.id).order_by(SimulationRow.asked_at.desc(), SimulationRow.id.desc())
    old = list(await session.scalars(newest.offset(most)))
    if old:
        await session.execute(delete(SimulationRow).where(SimulationRow.id.in_(old)))


async def kept(session: AsyncSession) -> list[str]:
    """The runs without their answers, newest first."""
    newest = select(SimulationRow.run).order_by(SimulationRow.asked_at.desc(), SimulationRow.id.desc())
    return list(await session.scalars(newest))


async def answered(session: AsyncSession, run_id: str) -> tuple[str, str] | None:
    """A run and its answer; that of a failed one is empty."""
    query = select(SimulationRow.run, SimulationRow.answer).where(SimulationRow.id == run_id)
    found = (await session.execute(query)).one_or_none()
    return (found[0], found[1]) if found is not None else None
