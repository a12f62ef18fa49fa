from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.callbacks.tables import CallbackRow

OPEN = ("waiting", "scheduled", "calling")


async def by_ids(session: AsyncSession, ids: Iterable[str]) -> dict[str, CallbackRow]:
    query = select(CallbackRow).where(CallbackRow.id.in_(list(dict.fromkeys(ids))))
    return {row.id: row for row in await session.scalars(query)}


async def listed(
    session: AsyncSession, state: str, queue_id: str, since: datetime | None, at_most: int
) -> Sequence[CallbackRow]:
    """The open ones in the order of asking, the others newest first."""
    query = select(CallbackRow).limit(at_most)
    if state == "open":
        query = query.where(CallbackRow.state.in_(OPEN)).order_by(CallbackRow.asked_at, CallbackRow.id)
    else:
        query = query.order_by(CallbackRow.asked_at.desc(), CallbackRow.id.desc())
        if state:
            query = query.where(CallbackRow.state == state)
    if queue_id:
        query = query.where(CallbackRow.queue_id == queue_id)
    if since is not None:
        query = query.where(CallbackRow.asked_at >= since)
    return (await session.scalars(query)).all()


async def promised_since(session: AsyncSession, since: datetime) -> dict[str, datetime]:
    """When each number was last promised a call; those that failed or were cancelled do not count."""
    row = CallbackRow
    query = select(row).where(row.asked_at >= since, row.state.in_((*OPEN, "done")))
    return {one.number: one.asked_at for one in await session.scalars(query.order_by(row.asked_at))}


async def open_of(session: AsyncSession, agent_id: str, at_most: int) -> Sequence[CallbackRow]:
    """Those that the agent asked for or has begun, and that are not over."""
    query = select(CallbackRow).where(CallbackRow.agent_id == agent_id, CallbackRow.state.in_(OPEN))
    return (await session.scalars(query.order_by(CallbackRow.asked_at, CallbackRow.id).limit(at_most))).all()
