from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.ivr.prompts.tables import PromptVersionRow

Row = PromptVersionRow


async def versions(session: AsyncSession, language: str, name: str) -> Sequence[Row]:
    """The newest first."""
    of_prompt = select(Row).where(Row.language == language, Row.name == name)
    return (await session.scalars(of_prompt.order_by(Row.version.desc()))).all()


async def version(session: AsyncSession, language: str, name: str, number: int) -> Row | None:
    found = select(Row).where(Row.language == language, Row.name == name, Row.version == number)
    return await session.scalar(found)


async def imported(session: AsyncSession, import_id: str) -> Sequence[Row]:
    return (await session.scalars(select(Row).where(Row.import_id == import_id))).all()


async def last_import(session: AsyncSession) -> str:
    newest = select(Row.import_id).where(Row.import_id != "").order_by(Row.made_at.desc(), Row.id.desc())
    return await session.scalar(newest.limit(1)) or ""


async def newest(session: AsyncSession, language: str, name: str) -> int:
    most = select(func.max(Row.version)).where(Row.language == language, Row.name == name)
    return await session.scalar(most) or 0
