from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.ivr.kinds import read_nodes
from lingtong.floor.ivr.tables import FlowRow, OwnPromptRow


async def flows_playing(session: AsyncSession, prompt: str) -> list[str]:
    """Names of the live flows in which the prompt is played."""
    found = []
    for row in await session.scalars(select(FlowRow).where(FlowRow.retired_at.is_(None))):
        nodes = read_nodes(row.nodes)
        if any(prompt in node.prompts() for node in nodes.values()):
            found.append(row.name)
    return found


async def calls(session: AsyncSession) -> dict[str, set[str]]:
    """Ids of the sub-flows of each live flow."""
    found = {}
    for row in await session.scalars(select(FlowRow).where(FlowRow.retired_at.is_(None))):
        nodes = read_nodes(row.nodes)
        found[row.id] = {called for node in nodes.values() for called in node.calls()}
    return found


async def own_prompts(session: AsyncSession) -> Sequence[OwnPromptRow]:
    query = select(OwnPromptRow).order_by(OwnPromptRow.name, OwnPromptRow.language)
    return (await session.scalars(query)).all()


async def own_prompt(session: AsyncSession, language: str, name: str) -> OwnPromptRow | None:
    query = select(OwnPromptRow).where(OwnPromptRow.language == language, OwnPromptRow.name == name)
    return await session.scalar(query)


async def count_own_prompts(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(OwnPromptRow)) or 0


async def forget_own_prompt(session: AsyncSession, row: OwnPromptRow) -> None:
    await session.execute(delete(OwnPromptRow).where(OwnPromptRow.id == row.id))
