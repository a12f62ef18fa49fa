from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.channels.fax.tables import FaxBatchRow, FaxRow


async def by_ids(session: AsyncSession, ids: Iterable[str]) -> dict[str, FaxRow]:
    query = select(FaxRow).where(FaxRow.id.in_(list(dict.fromkeys(ids))))
    return {row.id: row for row in await session.scalars(query)}


async def one(session: AsyncSession, fax_id: str) -> FaxRow | None:
    return (await by_ids(session, [fax_id])).get(fax_id)


async def listed(  # noqa: PLR0913 - one filter each
    session: AsyncSession,
    direction: str,
    *,
    states: Sequence[str] = (),
    owner: str = "",
    batch_id: str = "",
    before: datetime | None = None,
    at_most: int = 100,
) -> Sequence[FaxRow]:
    """Newest first."""
    query = select(FaxRow).where(FaxRow.direction == direction)
    if states:
        query = query.where(FaxRow.state.in_(states))
    if owner:
        query = query.where(FaxRow.owner == owner)
    if batch_id:
        query = query.where(FaxRow.batch_id == batch_id)
    if before is not None:
        query = query.where(FaxRow.created_at < before)
    query = query.order_by(FaxRow.created_at.desc(), FaxRow.id.desc()).limit(at_most)
    return (await session.scalars(query)).all()


async def batches(session: AsyncSession, at_most: int) -> Sequence[FaxBatchRow]:
    query = select(FaxBatchRow).order_by(FaxBatchRow.asked_at.desc(), FaxBatchRow.id.desc())
    return (await session.scalars(query.limit(at_most))).all()


async def states_of(session: AsyncSession, batch_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many faxes of each broadcast are in which state."""
    row = FaxRow
    query = select(row.batch_id, row.state, func.count()).where(row.batch_id.in_(batch_ids))
    found: dict[str, dict[str, int]] = {}
    for batch_id, state, count in await session.execute(query.group_by(row.batch_id, row.state)):
        found.setdefault(batch_id, {})[state] = count
    return found


async def ended_between(session: AsyncSession, start: datetime, end: datetime) -> Sequence[FaxRow]:
    query = select(FaxRow).where(FaxRow.ended_at >= start, FaxRow.ended_at < end)
    return (await session.scalars(query)).all()


async def ended_before(session: AsyncSession, at: datetime, at_most: int) -> Sequence[FaxRow]:
    query = select(FaxRow).where(FaxRow.created_at < at).order_by(FaxRow.created_at).limit(at_most)
    return (await session.scalars(query)).all()
