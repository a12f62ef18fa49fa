from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.ivr.designer.tables import FlowDraftRow, FlowScheduleRow, FlowTestsRow, FlowVersionRow
from lingtong.floor.ivr.tables import FlowRow


async def live(session: AsyncSession) -> Sequence[FlowRow]:
    query = select(FlowRow).where(FlowRow.retired_at.is_(None)).order_by(FlowRow.name, FlowRow.id)
    return (await session.scalars(query)).all()


async def live_one(session: AsyncSession, flow_id: str) -> FlowRow | None:
    return await session.scalar(select(FlowRow).where(FlowRow.id == flow_id, FlowRow.retired_at.is_(None)))


async def was_retired(session: AsyncSession, flow_id: str) -> bool:
    query = select(FlowRow).where(FlowRow.id == flow_id, FlowRow.retired_at.is_not(None))
    return await session.scalar(query) is not None


async def drafts(session: AsyncSession) -> Sequence[FlowDraftRow]:
    return (await session.scalars(select(FlowDraftRow).order_by(FlowDraftRow.id))).all()


async def draft(session: AsyncSession, flow_id: str, *, locked: bool = False) -> FlowDraftRow | None:
    query = select(FlowDraftRow).where(FlowDraftRow.id == flow_id)
    return await session.scalar(query.with_for_update() if locked else query)


async def schedules(session: AsyncSession) -> Sequence[FlowScheduleRow]:
    return (await session.scalars(select(FlowScheduleRow))).all()


async def schedule(session: AsyncSession, flow_id: str) -> FlowScheduleRow | None:
    return await session.scalar(select(FlowScheduleRow).where(FlowScheduleRow.flow_id == flow_id))


async def tests(session: AsyncSession, flow_id: str) -> FlowTestsRow | None:
    return await session.scalar(select(FlowTestsRow).where(FlowTestsRow.flow_id == flow_id))


async def versions(session: AsyncSession, flow_id: str) -> Sequence[FlowVersionRow]:
    """The newest first."""
    query = select(FlowVersionRow).where(FlowVersionRow.flow_id == flow_id)
    return (await session.scalars(query.order_by(FlowVersionRow.version.desc()))).all()


async def version(session: AsyncSession, flow_id: str, number: int) -> FlowVersionRow | None:
    query = select(FlowVersionRow).where(FlowVersionRow.flow_id == flow_id, FlowVersionRow.version == number)
    return await session.scalar(query)


async def last_published(session: AsyncSession) -> dict[str, FlowVersionRow]:
    """The live version of each flow."""
    rows = await session.scalars(select(FlowVersionRow).where(FlowVersionRow.replaced_at.is_(None)))
    return {row.flow_id: row for row in rows}


async def replaced_since(session: AsyncSession, since: datetime) -> Sequence[FlowVersionRow]:
    """Of each flow the newest first."""
    query = select(FlowVersionRow).where(FlowVersionRow.replaced_at >= since)
    return (
        await session.scalars(query.order_by(FlowVersionRow.flow_id, FlowVersionRow.version.desc()))
    ).all()


async def count_drafts(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(FlowDraftRow)) or 0


async def forget_draft(session: AsyncSession, flow_id: str) -> None:
    await session.execute(delete(FlowDraftRow).where(FlowDraftRow.id == flow_id))


async def forget_schedule(session: AsyncSession, flow_id: str) -> None:
    await session.execute(delete(FlowScheduleRow).where(FlowScheduleRow.flow_id == flow_id))


async def forget_tests(session: AsyncSession, flow_id: str) -> None:
    await session.execute(delete(FlowTestsRow).where(FlowTestsRow.flow_id == flow_id))
