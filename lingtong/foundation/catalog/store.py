from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.foundation.catalog.tables import CatalogRevisionRow, CatalogRow

_META = {"revision", "changed_at", "retired_at"}
_ONLY = 1


class Clash(Exception):
    """Another item, perhaps of another tenant, has the same number or name."""


async def next_revision(session: AsyncSession) -> int:
    """Counts up and holds the row, so that saves come one after the other."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    first = insert(CatalogRevisionRow).values(id=_ONLY, revision=1)
    counted = first.on_conflict_do_update(
        index_elements=[CatalogRevisionRow.id], set_={"revision": CatalogRevisionRow.revision + 1}
    )
    return await session.scalar(counted.returning(CatalogRevisionRow.revision)) or 1


async def revision(session: AsyncSession) -> int:
    return await session.scalar(select(CatalogRevisionRow.revision)) or 0


async def live(session: AsyncSession, table: type[CatalogRow]) -> Sequence[CatalogRow]:
    return (await session.scalars(select(table).where(table.retired_at.is_(None)).order_by(table.id))).all()


async def one(session: AsyncSession, table: type[CatalogRow], item_id: str) -> CatalogRow | None:
    return await session.scalar(select(table).where(table.id == item_id, table.retired_at.is_(None)))


async def count(session: AsyncSession, table: type[CatalogRow]) -> int:
    query = select(func.count()).select_from(table).where(table.retired_at.is_(None))
    return await session.scalar(query) or 0


async def known(session: AsyncSession, table: type[CatalogRow], key: str, wanted: Iterable[str]) -> set[str]:
    """Which of the wanted there are. By row, so that the session keeps to its tenant."""
    column = getattr(table, key)
    query = select(table).where(column.in_(list(wanted)), table.retired_at.is_(None))
    return {str(getattr(row, key)) for row in await session.scalars(query)}


async def others_with(
    session: AsyncSession, table: type[CatalogRow], field: str, value: str, but: str
) -> Sequence[CatalogRow]:
    query = select(table).where(getattr(table, field) == value, table.retired_at.is_(None), table.id != but)
    return (await session.scalars(query)).all()


def values_of(row: CatalogRow) -> dict[str, Any]:
    """The item's fields as the row has them."""
    columns: Mapping[str, Any] = row.__table__.columns  # type: ignore[attr-defined]
    return {name: getattr(row, name) for name in columns.keys() if name not in _META}  # noqa: SIM118 - no dict


async def put(
    session: AsyncSession, row: CatalogRow | None, table: type[CatalogRow], item: Any, at: datetime
) -> CatalogRow:
    """Write the item, as a new row or over the old one. Raises `Clash`."""
    values = msgspec.to_builtins(item)
    names = {name for name in table.__table__.columns.keys()} - _META  # type: ignore[attr-defined]  # noqa: C416, SIM118
    kept = {name: _plain(value) for name, value in values.items() if name in names}
    if row is None:
        row = table()
        row.revision = 0
        session.add(row)
    for name, value in kept.items():
        setattr(row, name, value)
    row.revision, row.changed_at = row.revision + 1, at
    try:
        await session.flush()
    except IntegrityError as error:
        raise Clash from error
    return row


async def retire(session: AsyncSession, row: CatalogRow, at: datetime) -> None:
    row.retired_at, row.revision = at, row.revision + 1
    await session.flush()


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
