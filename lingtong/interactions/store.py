from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.foundation.db import Reading
from lingtong.interactions.tables import InteractionRow, PartRow

NOT_SERVED = ("abandoned", "released", "refused", "lost")
MOST_LOOKED_AT = 2000


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A filter; empty values do not filter. `before` is the place in the list after which to go on."""

    number: str = ""
    agent_id: str = ""
    unfinished: bool = False
    queue_id: str = ""
    direction: str = ""
    result: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, str] | None = None
    at_most: int = 50


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """What there was with a number: how often, and the last one."""

    interactions: int
    last_at: datetime
    last_note: str
    last_disposition_id: str


async def by_ids(session: AsyncSession, ids: Iterable[str]) -> dict[str, InteractionRow]:
    wanted, found = list(dict.fromkeys(ids)), dict[str, InteractionRow]()
    for start in range(0, len(wanted), 500):
        query = select(InteractionRow).where(InteractionRow.id.in_(wanted[start : start + 500]))
        found.update((row.id, row) for row in await session.scalars(query))
    return found


async def one(session: AsyncSession, interaction_id: str) -> InteractionRow | None:
    return await session.scalar(select(InteractionRow).where(InteractionRow.id == interaction_id))


async def listed(session: AsyncSession, wanted: Wanted) -> Sequence[InteractionRow]:
    """Newest first."""
    query = _filtered(select(InteractionRow), wanted)
    query = query.order_by(InteractionRow.arrived_at.desc(), InteractionRow.id.desc()).limit(wanted.at_most)
    return (await session.scalars(query)).all()


async def number_of(session: AsyncSession, interaction_id: str) -> str:
    return (
        await session.scalar(select(InteractionRow.number).where(InteractionRow.id == interaction_id)) or ""
    )


async def not_served(session: AsyncSession, since: datetime) -> Sequence[InteractionRow]:
    """Calls that came in and reached nobody, oldest first."""
    row = InteractionRow
    query = select(row).where(row.arrived_at >= since, row.direction == "in", row.result.in_(NOT_SERVED))
    return (await session.scalars(query.order_by(row.arrived_at).limit(MOST_LOOKED_AT))).all()


async def last_served(session: AsyncSession, since: datetime) -> dict[str, datetime]:
    """When each number was last spoken with, or is being spoken with."""
    row = InteractionRow
    query = select(row).where(row.arrived_at >= since, row.result.in_(("handled", "")))
    return {one.number: one.arrived_at for one in await session.scalars(query.order_by(row.arrived_at))}


async def earlier_with(session: AsyncSession, number: str, but: str) -> Earlier | None:
    """One query on the index of numbers."""
    query = select(
        func.count().over(), InteractionRow.arrived_at, InteractionRow.note, InteractionRow.disposition_id
    )
    query = query.where(InteractionRow.number == number, InteractionRow.id != but)
    row = (await session.execute(query.order_by(InteractionRow.arrived_at.desc()).limit(1))).first()
    if row is None:
        return None
    return Earlier(interactions=row[0], last_at=row[1], last_note=row[2], last_disposition_id=row[3])


async def count_of(reader: Reading, result: str, since: datetime, until: datetime) -> int:
    """How many that came in then ended so."""
    row = InteractionRow
    query = select(func.count()).where(row.result == result, row.arrived_at >= since, row.arrived_at <= until)
    return await reader.session.scalar(query) or 0


def _filtered(query: Select[InteractionRow], wanted: Wanted) -> Select[InteractionRow]:
    row = InteractionRow
    for column, value in (
        (row.number, wanted.number),
        (row.queue_id, wanted.queue_id),
        (row.direction, wanted.direction),
        (row.result, wanted.result),
    ):
        if value:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(row.arrived_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(row.arrived_at < wanted.until)
    if wanted.agent_id:
        query = query.where(row.id.in_(_parts_of(wanted)))
    if wanted.before is not None:
        query = query.where(tuple_(row.arrived_at, row.id) < tuple_(*wanted.before))
    return query


def _parts_of(wanted: Wanted) -> Select[str]:
    query = select(PartRow.interaction_id).where(PartRow.agent_id == wanted.agent_id)
    return query.where(PartRow.unfinished if wanted.unfinished else PartRow.took_part)
