from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.recording.tables import (
    RecordingAccountRow,
    RecordingNoteRow,
    RecordingPartyRow,
    RecordingRow,
    RecordingWordRow,
)

MOST_LISTED = 200


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A filter; empty values do not filter. All `words` must be there. `numbers` are patterns of LIKE."""

    serial: int | None = None
    numbers: tuple[str, ...] = ()
    dialed: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    queue_id: str = ""
    agent_id: str = ""
    entry_point_id: str = ""
    rule_id: str = ""
    direction: str = ""
    state: str = ""
    shortest: float = 0.0
    longest: float = 0.0
    before: tuple[datetime, str] | None = None
    at_most: int = 50


async def found(session: AsyncSession, wanted: Wanted) -> Sequence[RecordingRow]:
    """Newest first."""
    row = RecordingRow
    query = select(row).where(*_conditions(wanted)).order_by(row.started_at.desc(), row.id.desc())
    return (await session.scalars(query.limit(wanted.at_most))).all()


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    row = RecordingRow
    equal = (
        (row.serial, wanted.serial),
        (row.queue_id, wanted.queue_id),
        (row.entry_point_id, wanted.entry_point_id),
        (row.rule_id, wanted.rule_id),
        (row.direction, wanted.direction),
    )
    conditions: list[ColumnElement[bool]] = [column == value for column, value in equal if value]
    conditions += _bounds(wanted)
    conditions += [_has_word(word) for word in wanted.words]
    if wanted.agent_id:
        conditions.append(_has_agent(wanted.agent_id))
    for column, patterns in ((row.number, wanted.numbers), (row.dialed, wanted.dialed)):
        if patterns:
            conditions.append(_like_any(column, patterns))
    if wanted.state:
        conditions.append(_in_state(wanted.state))
    return conditions


def _bounds(wanted: Wanted) -> list[ColumnElement[bool]]:
    row = RecordingRow
    found: list[ColumnElement[bool]] = []
    if wanted.shortest:
        found.append(row.duration >= wanted.shortest)
    if wanted.longest:
        found.append(row.duration <= wanted.longest)
    if wanted.since is not None:
        found.append(row.started_at >= wanted.since)
    if wanted.until is not None:
        found.append(row.started_at < wanted.until)
    if wanted.before is not None:
        found.append(tuple_(row.started_at, row.id) < tuple_(*wanted.before))
    return found


def _like_any(column: Any, patterns: Sequence[str]) -> ColumnElement[bool]:
    likes = [column.like(pattern, escape="\\") for pattern in patterns]
    condition: ColumnElement[bool] = likes[0]
    for other in likes[1:]:
        condition = condition | other
    return condition


def _has_agent(agent_id: str) -> ColumnElement[bool]:
    row = RecordingPartyRow
    return exists().where(row.recording_id == RecordingRow.id, row.agent_id == agent_id)


def _has_word(word: str) -> ColumnElement[bool]:
    """A word that is typed half finds those that begin so."""
    row = RecordingWordRow
    begins = and_(row.word >= word, row.word < word + "\U0010ffff")
    return exists().where(row.interaction_id == RecordingRow.interaction_id, begins)


def _in_state(state: str) -> ColumnElement[bool]:
    row, note = RecordingRow, RecordingNoteRow
    noted = exists().where(note.recording_id == row.id, note.removed_at.is_(None))
    states: dict[str, ColumnElement[bool]] = {
        "held": row.held_by != "",
        "altered": row.trouble.like("integrity:%"),
        "incomplete": row.complete.is_(False),
        "removed": row.removed_at.is_not(None),
        "paused": row.was_paused.is_(True),
        "silent": row.silent.is_(True),
        "noted": noted,
    }
    return states[state]


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """`key`: a day (`2026-11-22`, of the tenant's zone), a queue, an agent or a form.

    `failed`: no file was found; `incomplete`: the recorder was away for some of it.
    """

    key: str
    files: int
    seconds: float
    bytes: int
    removed: int
    failed: int
    incomplete: int


def _sums() -> tuple[Any, ...]:
    row = RecordingRow
    gone = row.removed_at.is_not(None)
    failed = and_(row.checked_at.is_not(None), row.sha256 == "")
    return (
        func.count(),
        func.coalesce(func.sum(row.duration), 0.0),
        func.coalesce(func.sum(case((gone, 0), else_=row.kept_size)), 0),
        func.coalesce(func.sum(case((gone, 1), else_=0)), 0),
        func.coalesce(func.sum(case((failed, 1), else_=0)), 0),
        func.coalesce(func.sum(case((row.complete.is_(False), 1), else_=0)), 0),
    )


def _between(query: Select[Any], since: datetime, until: datetime) -> Select[Any]:
    return query.where(RecordingRow.started_at >= since, RecordingRow.started_at < until)


async def counted_by_queue(session: AsyncSession, since: datetime, until: datetime) -> list[Counted]:
    query = _between(select(RecordingRow.queue_id, *_sums()), since, until)
    return _counted(await session.execute(query.group_by(RecordingRow.queue_id)))


async def counted_by_agent(session: AsyncSession, since: datetime, until: datetime) -> list[Counted]:
    """A recording with two agents counts for each of them."""
    party = RecordingPartyRow
    query = select(party.agent_id, *_sums()).join(RecordingRow, RecordingRow.id == party.recording_id)
    return _counted(await session.execute(_between(query, since, until).group_by(party.agent_id)))


async def counted(session: AsyncSession, key: str, since: datetime, until: datetime) -> Counted:
    (row,) = (await session.execute(_between(select(*_sums()), since, until))).all()
    return _of_sums(key, *row)


async def counted_by_form(session: AsyncSession, since: datetime, until: datetime) -> list[Counted]:
    """Empty: as the switch wrote it."""
    query = _between(select(RecordingRow.form, *_sums()), since, until)
    return _counted(await session.execute(query.group_by(RecordingRow.form)))


def _counted(rows: Any) -> list[Counted]:
    return [_of_sums(*row) for row in rows]


def _of_sums(key: str, files: int, seconds: float, *counts: int) -> Counted:
    size, removed, failed, incomplete = (int(count) for count in counts)
    return Counted(
        key=key,
        files=files,
        seconds=float(seconds),
        bytes=size,
        removed=removed,
        failed=failed,
        incomplete=incomplete,
    )


async def accounts_between(
    session: AsyncSession, since: datetime, until: datetime
) -> Sequence[RecordingAccountRow]:
    row = RecordingAccountRow
    query = select(row).where(row.settled.is_(True), row.talked > 0, row.at >= since, row.at < until)
    return (await session.scalars(query.order_by(row.at))).all()


async def waiting(session: AsyncSession) -> int:
    """Ended and not yet kept."""
    row = RecordingRow
    query = select(func.count()).where(row.checked_at.is_(None), row.ended_at.is_not(None))
    return await session.scalar(query.select_from(row)) or 0


async def troubled(session: AsyncSession) -> int:
    row = RecordingRow
    return await session.scalar(select(func.count()).select_from(row).where(row.trouble != "")) or 0


async def bytes_since(session: AsyncSession, since: datetime) -> tuple[int, datetime | None]:
    """What was kept since, and when the first of it began."""
    row = RecordingRow
    query = select(func.coalesce(func.sum(row.kept_size), 0), func.min(row.started_at), func.count())
    total, first, count = (await session.execute(query.where(row.started_at >= since))).one()
    return int(total), first if count else None
