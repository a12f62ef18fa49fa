from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.foundation.catalog import store as catalog
from lingtong.insight.alarms.config import AlarmRule
from lingtong.insight.alarms.model import Standing
from lingtong.insight.alarms.tables import AlarmRow, AlarmRuleRow


async def rules(session: AsyncSession) -> list[AlarmRule]:
    """Those that are switched on."""
    rows = await catalog.live(session, AlarmRuleRow)
    return [msgspec.convert(catalog.values_of(row), AlarmRule) for row in rows if row.enabled]  # type: ignore[attr-defined]


async def standing(session: AsyncSession) -> list[tuple[str, Standing]]:
    """With the tenant of each, oldest first."""
    rows = await session.scalars(
        select(AlarmRow).where(AlarmRow.left_at.is_(None)).order_by(AlarmRow.began_at)
    )
    return [(row.tenant_id, msgspec.convert(row, Standing, from_attributes=True)) for row in rows]


async def one(session: AsyncSession, alarm_id: str) -> AlarmRow | None:
    return await session.scalar(select(AlarmRow).where(AlarmRow.id == alarm_id, AlarmRow.left_at.is_(None)))


async def of(session: AsyncSession, rule_id: str, about_id: str) -> Sequence[AlarmRow]:
    query = select(AlarmRow).where(AlarmRow.rule_id == rule_id, AlarmRow.about_id == about_id)
    return (await session.scalars(query.where(AlarmRow.left_at.is_(None)))).all()


async def began_since(session: AsyncSession, at: datetime) -> int:
    """How many of the top level."""
    query = (
        select(func.count()).select_from(AlarmRow).where(AlarmRow.began_at >= at, AlarmRow.level == "alarm")
    )
    return await session.scalar(query) or 0


async def add(session: AsyncSession, row: AlarmRow) -> bool:
    """False where another process was faster."""
    if await of(session, row.rule_id, row.about_id):
        return False
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True
