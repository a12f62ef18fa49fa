from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.recording.tables import RecordingExportRow


async def newest(session: AsyncSession, at_most: int) -> Sequence[RecordingExportRow]:
    row = RecordingExportRow
    return (await session.scalars(select(row).order_by(row.asked_at.desc()).limit(at_most))).all()


async def one(session: AsyncSession, export_id: str) -> RecordingExportRow | None:
    return await session.scalar(select(RecordingExportRow).where(RecordingExportRow.id == export_id))


async def ready_before(session: AsyncSession, at: datetime) -> Sequence[RecordingExportRow]:
    row = RecordingExportRow
    return (await session.scalars(select(row).where(row.state == "ready", row.ready_at < at))).all()
