from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func, insert, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.lists.model import Entry
from lingtong.floor.lists.tables import ListEntryRow, ListImportRow, ListRevisionRow

_ONLY = 1
_Row = ListEntryRow


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Empty values do not filter. `before`: time and id after which to go on, newest first."""

    list_id: str = ""
    state: str = ""
    digits: str = ""
    number: str = ""
    before: tuple[datetime, str] | None = None
    at_most: int = 50


async def next_revision(session: AsyncSession) -> int:
    """Counts up and holds the row, so that changes come one after the other."""
    dialect = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    counted = (
        dialect(ListRevisionRow)
        .values(id=_ONLY, revision=1)
        .on_conflict_do_update(
            index_elements=[ListRevisionRow.id], set_={"revision": ListRevisionRow.revision + 1}
        )
    )
    return await session.scalar(counted.returning(ListRevisionRow.revision)) or 1


async def revision(session: AsyncSession) -> int:
    return await session.scalar(select(ListRevisionRow.revision)) or 0


async def one(session: AsyncSession, entry_id: str) -> ListEntryRow | None:
    return await session.scalar(select(_Row).where(_Row.id == entry_id))


async def by_ids(session: AsyncSession, ids: Sequence[str]) -> dict[str, ListEntryRow]:
    rows = await session.scalars(select(_Row).where(_Row.id.in_(ids)))
    return {row.id: row for row in rows}


async def live(session: AsyncSession, list_id: str, number: str, prefix: bool) -> ListEntryRow | None:
    query = select(_Row).where(
        _Row.listed.is_(True), _Row.list_id == list_id, _Row.number == number, _Row.is_prefix.is_(prefix)
    )
    return await session.scalar(query)


async def held(session: AsyncSession, list_id: str) -> int:
    query = select(func.count(_Row.id)).where(_Row.listed.is_(True), _Row.list_id == list_id)
    return await session.scalar(query) or 0


async def held_now(session: AsyncSession, now: datetime) -> dict[str, int]:
    counts = (
        select(_Row.list_id, func.count(_Row.id))
        .where(_Row.state == "active", or_(_Row.until.is_(None), _Row.until > now))
        .group_by(_Row.list_id)
    )
    return {str(list_id): count for list_id, count in await session.execute(counts)}


async def numbers_of(session: AsyncSession, list_id: str, now: datetime) -> set[tuple[str, bool]]:
    query = select(_Row.number, _Row.is_prefix).where(
        _Row.listed.is_(True), _Row.list_id == list_id, or_(_Row.until.is_(None), _Row.until > now)
    )
    return {(number, prefix) for number, prefix in await session.execute(query)}


async def listed(session: AsyncSession, wanted: Wanted, now: datetime) -> Sequence[ListEntryRow]:
    query = select(_Row).order_by(_Row.since.desc(), _Row.id.desc()).limit(wanted.at_most)
    if wanted.list_id:
        query = query.where(_Row.list_id == wanted.list_id)
    if wanted.state == "active":
        query = query.where(_Row.state == "active", or_(_Row.until.is_(None), _Row.until > now))
    elif wanted.state == "ended":
        query = query.where(or_(_Row.state == "ended", (_Row.state == "active") & (_Row.until <= now)))
    elif wanted.state:
        query = query.where(_Row.state == wanted.state)
    if wanted.number:
        query = query.where(_Row.number == wanted.number)
    elif wanted.digits:
        query = query.where(_Row.number.contains(wanted.digits, autoescape=True))
    if wanted.before is not None:
        query = query.where(tuple_(_Row.since, _Row.id) < tuple_(*wanted.before))
    return (await session.scalars(query)).all()


async def add_many(session: AsyncSession, rows: list[dict[str, Any]]) -> None:
    await session.execute(insert(ListEntryRow), rows)


async def end_expired(session: AsyncSession, list_id: str, now: datetime) -> None:
    """Rows whose time is over make room for the same number again."""
    over = (_Row.listed.is_(True), _Row.list_id == list_id, _Row.until <= now)
    await session.execute(
        update(_Row)
        .where(*over)
        .values(listed=False, state="ended", ended_at=_Row.until)
        .execution_options(synchronize_session=False)
    )


async def end_import(session: AsyncSession, import_id: str, now: datetime) -> int:
    """Ends what is still listed of an import; gives how many that were."""
    mine = (_Row.listed.is_(True), _Row.import_id == import_id)
    count = await session.scalar(select(func.count(_Row.id)).where(*mine)) or 0
    await session.execute(
        update(_Row)
        .where(*mine)
        .values(listed=False, state="ended", ended_at=now)
        .execution_options(synchronize_session=False)
    )
    return count


async def imports(session: AsyncSession) -> Sequence[ListImportRow]:
    query = select(ListImportRow).order_by(ListImportRow.at.desc(), ListImportRow.id.desc()).limit(100)
    return (await session.scalars(query)).all()


async def one_import(session: AsyncSession, import_id: str) -> ListImportRow | None:
    return await session.scalar(select(ListImportRow).where(ListImportRow.id == import_id))


async def page(session: AsyncSession, after: str, at_most: int, now: datetime) -> tuple[list[Entry], str]:
    """What the engine needs, in the order of ids, and the last id; empty at the end."""
    columns = (_Row.id, _Row.tenant_id, _Row.list_id, _Row.number, _Row.is_prefix, _Row.until)
    query = (
        select(*columns)
        .where(_Row.listed.is_(True), _Row.id > after, or_(_Row.until.is_(None), _Row.until > now))
        .order_by(_Row.id)
        .limit(at_most)
    )
    rows = (await session.execute(query)).all()
    entries = [
        Entry(tenant_id, list_id, number, prefix, until.timestamp() if until is not None else 0.0)
        for _, tenant_id, list_id, number, prefix, until in rows
    ]
    return entries, rows[-1][0] if rows else ""
