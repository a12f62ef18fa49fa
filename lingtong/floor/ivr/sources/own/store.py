from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.ivr.sources.tables import DataRowRow, SourceWriteRow

MOST_OF_KEY = 1000  # rows of one key that a look-up goes through


async def count(session: AsyncSession, source_id: str) -> int:
    query = select(func.count()).select_from(DataRowRow).where(DataRowRow.source_id == source_id)
    return await session.scalar(query) or 0


async def of_key(session: AsyncSession, source_id: str, key: str) -> Sequence[DataRowRow]:
    query = select(DataRowRow).where(DataRowRow.source_id == source_id, DataRowRow.key == key)
    return (await session.scalars(query.order_by(DataRowRow.id).limit(MOST_OF_KEY))).all()


async def one(session: AsyncSession, source_id: str, row_id: str) -> DataRowRow | None:
    query = select(DataRowRow).where(DataRowRow.id == row_id, DataRowRow.source_id == source_id)
    return await session.scalar(query)


async def page(
    session: AsyncSession, source_id: str, begins: str, after: tuple[str, str] | None, at_most: int
) -> Sequence[DataRowRow]:
    """By key; `begins` is how the key begins."""
    query = select(DataRowRow).where(DataRowRow.source_id == source_id)
    if begins:
        query = query.where(DataRowRow.key.startswith(begins, autoescape=True))
    if after is not None:
        key, row_id = after
        query = query.where((DataRowRow.key > key) | ((DataRowRow.key == key) & (DataRowRow.id > row_id)))
    return (await session.scalars(query.order_by(DataRowRow.key, DataRowRow.id).limit(at_most))).all()


async def put_all(session: AsyncSession, rows: Iterable[Mapping[str, Any]]) -> None:
    await session.execute(insert(DataRowRow), [dict(row) for row in rows])


async def forget_all(session: AsyncSession, source_id: str) -> None:
    await session.execute(delete(DataRowRow).where(DataRowRow.source_id == source_id))


async def is_first(session: AsyncSession, errand_id: str, tenant_id: str, at: datetime) -> bool:
    """Whether this errand has not written yet; from now on it has."""
    kind = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = kind(SourceWriteRow).values(errand_id=errand_id, tenant_id=tenant_id, at=at)
    done = await session.execute(row.on_conflict_do_nothing().returning(SourceWriteRow.errand_id))
    return done.scalar() is not None


async def forget_writes(session: AsyncSession, before: datetime) -> None:
    await session.execute(delete(SourceWriteRow).where(SourceWriteRow.at < before))
