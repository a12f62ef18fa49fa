from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.insight.reporting.flows.fold import Count
from lingtong.insight.reporting.flows.tables import FlowFigureRow, FlowFiguresAtRow

_ONLY = 1
_AT_ONCE = 60  # rows of one statement; SQLite takes no more than 999 values
_KEY = ("flow_id", "version", "node", "what", "exit", "key", "hour")


class Sum(msgspec.Struct, frozen=True):
    version: int
    node: str
    what: str
    exit: str
    key: str
    count: int
    seconds: float


async def cursor(session: AsyncSession) -> FlowFiguresAtRow:
    """Held until the end of the transaction, so that one counts at a time."""
    row = await session.scalar(select(FlowFiguresAtRow).with_for_update())
    if row is None:
        row = FlowFiguresAtRow(id=_ONLY, sequence=0, at=None)
        session.add(row)
        await session.flush()
    return row


async def counted_at(session: AsyncSession) -> datetime | None:
    return await session.scalar(select(FlowFiguresAtRow.at))


async def add(session: AsyncSession, tenant_id: str, counts: Iterable[Count]) -> None:
    """On top of what is there."""
    sums: dict[tuple[Any, ...], list[float]] = {}
    for one in counts:
        found = sums.setdefault((*one.place, one.what, one.exit[:60], one.key[:4], one.hour), [0, 0.0])
        found[0], found[1] = found[0] + 1, found[1] + one.seconds
    rows = [
        {**dict(zip(_KEY, key, strict=True)), "tenant_id": tenant_id, "count": int(count), "seconds": seconds}
        for key, (count, seconds) in sums.items()
    ]
    for start in range(0, len(rows), _AT_ONCE):
        await _put(session, rows[start : start + _AT_ONCE])


async def _put(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = insert(FlowFigureRow).values(rows)
    summed = {
        "count": FlowFigureRow.count + fresh.excluded["count"],
        "seconds": FlowFigureRow.seconds + fresh.excluded.seconds,
    }
    await session.execute(fresh.on_conflict_do_update(index_elements=list(_KEY), set_=summed))


async def sums(session: AsyncSession, flow_id: str, since: datetime, until: datetime) -> list[Sum]:
    """Over the hours that begin within these bounds."""
    row = FlowFigureRow
    of = (row.version, row.node, row.what, row.exit, row.key)
    query = select(*of, func.sum(row.count), func.sum(row.seconds)).where(row.flow_id == flow_id)
    query = query.where(row.hour >= since, row.hour < until).group_by(*of)
    return [
        Sum(version, node, what, way, key, int(count), float(seconds))
        for version, node, what, way, key, count, seconds in await session.execute(query)
    ]
