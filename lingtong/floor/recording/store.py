from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.recording.tables import RecordingRow


async def by_ids(session: AsyncSession, ids: Iterable[str]) -> dict[str, RecordingRow]:
    wanted, found = list(dict.fromkeys(ids)), dict[str, RecordingRow]()
    for start in range(0, len(wanted), 500):
        query = select(RecordingRow).where(RecordingRow.id.in_(wanted[start : start + 500]))
        found.update((row.id, row) for row in await session.scalars(query))
    return found


async def one(session: AsyncSession, recording_id: str) -> RecordingRow | None:
    return await session.scalar(select(RecordingRow).where(RecordingRow.id == recording_id))


async def of_interaction(session: AsyncSession, interaction_id: str) -> Sequence[RecordingRow]:
    query = select(RecordingRow).where(RecordingRow.interaction_id == interaction_id)
    return (await session.scalars(query.order_by(RecordingRow.started_at))).all()


async def unchecked(session: AsyncSession, ended_before: datetime, at_most: int) -> Sequence[RecordingRow]:
    query = select(RecordingRow).where(
        RecordingRow.checked_at.is_(None), RecordingRow.ended_at < ended_before
    )
    return (await session.scalars(query.order_by(RecordingRow.ended_at).limit(at_most))).all()


async def without_file(session: AsyncSession, at_most: int) -> list[str]:
    query = select(RecordingRow.id).where(RecordingRow.checked_at.is_not(None), RecordingRow.sha256 == "")
    return list(await session.scalars(query.order_by(RecordingRow.ended_at).limit(at_most)))
