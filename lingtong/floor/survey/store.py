from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.survey.tables import SurveyAskedRow, SurveyRow


async def open_of(session: AsyncSession, interactions: Iterable[str]) -> dict[str, SurveyAskedRow]:
    """The last of each contact."""
    row = SurveyAskedRow
    query = select(row).where(row.interaction_id.in_(list(interactions))).order_by(row.at)
    return {one.interaction_id: one for one in await session.scalars(query)}


async def of_interaction(session: AsyncSession, interaction_id: str) -> Sequence[SurveyAskedRow]:
    row = SurveyAskedRow
    query = select(row).where(row.interaction_id == interaction_id).order_by(row.at)
    return (await session.scalars(query)).all()


async def asked(
    session: AsyncSession, survey_id: str, begins: datetime, ends: datetime
) -> Sequence[SurveyAskedRow]:
    row = SurveyAskedRow
    query = select(row).where(row.survey_id == survey_id, row.at >= begins, row.at < ends)
    return (await session.scalars(query)).all()


async def asked_since(session: AsyncSession, at: datetime) -> Sequence[SurveyAskedRow]:
    """In any survey."""
    row = SurveyAskedRow
    return (await session.scalars(select(row).where(row.at >= at))).all()


async def surveys(session: AsyncSession) -> Sequence[SurveyRow]:
    """Retired ones too: their answers stay."""
    return (await session.scalars(select(SurveyRow).order_by(SurveyRow.name))).all()
