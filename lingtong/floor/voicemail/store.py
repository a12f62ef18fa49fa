from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.voicemail.tables import BoxRow, MessageRow


async def by_ids(session: AsyncSession, ids: Iterable[str]) -> dict[str, MessageRow]:
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    found = await session.scalars(select(MessageRow).where(MessageRow.id.in_(wanted)))
    return {row.id: row for row in found}


async def listed(
    session: AsyncSession,
    boxes: Sequence[str],
    states: Sequence[str],
    before: str,
    at_most: int,
    *,
    removed: bool = False,
) -> Sequence[MessageRow]:
    """Newest first; ids grow with time."""
    row = MessageRow
    there = row.removed_at.is_not(None) if removed else row.removed_at.is_(None)
    query = select(row).where(row.box_id.in_(boxes), there)
    if states:
        query = query.where(row.state.in_(states))
    if before:
        query = query.where(row.id < before)
    return (await session.scalars(query.order_by(row.id.desc()).limit(at_most))).all()


async def waiting(session: AsyncSession) -> list[tuple[str, str, str, int, datetime]]:
    """Tenant, box, state, how many and the oldest, of messages that are not done."""
    row = MessageRow
    query = (
        select(row.tenant_id, row.box_id, row.state, func.count(), func.min(row.left_at))
        .where(row.state != "done", row.removed_at.is_(None))
        .group_by(row.tenant_id, row.box_id, row.state)
    )
    return [(one[0], one[1], one[2], one[3], one[4]) for one in await session.execute(query)]


async def unkept(session: AsyncSession, at_most: int) -> Sequence[MessageRow]:
    row = MessageRow
    query = select(row).where(row.kept.is_(False), row.lost.is_(False)).order_by(row.left_at).limit(at_most)
    return (await session.scalars(query)).all()


async def boxes(session: AsyncSession) -> dict[str, BoxRow]:
    found = await session.scalars(select(BoxRow).where(BoxRow.retired_at.is_(None)))
    return {row.id: row for row in found}


async def overdue(session: AsyncSession, box_id: str, before: datetime, at_most: int) -> Sequence[MessageRow]:
    row = MessageRow
    query = select(row).where(row.box_id == box_id, row.left_at < before, row.removed_at.is_(None))
    return (await session.scalars(query.limit(at_most))).all()


def _to_hear(query: Select[Any], boxes: Sequence[str], keeper: str, since: datetime) -> Select[Any]:
    """New ones, or where a `keeper` is named those that this user has kept before `since`."""
    row = MessageRow
    query = query.where(row.box_id.in_(boxes), row.removed_at.is_(None), row.kept.is_(True))
    if not keeper:
        return query.where(row.state == "new")
    return query.where(row.state == "in_hand", row.owner_id == keeper, row.changed_at < since)


async def count_to_hear(session: AsyncSession, boxes: Sequence[str], keeper: str, since: datetime) -> int:
    query = select(func.count()).select_from(MessageRow)
    return await session.scalar(_to_hear(query, boxes, keeper, since)) or 0


async def next_to_hear(
    session: AsyncSession, boxes: Sequence[str], keeper: str, since: datetime, after: str
) -> MessageRow | None:
    """The oldest that was left after this one."""
    row = MessageRow
    query = _to_hear(select(row).where(row.id > after), boxes, keeper, since)
    return (await session.scalars(query.order_by(row.id).limit(1))).first()


async def forget_removed(session: AsyncSession, box_id: str, before: datetime) -> None:
    row = MessageRow
    await session.execute(delete(row).where(row.box_id == box_id, row.removed_at < before))
