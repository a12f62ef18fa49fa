from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.agents.tables import AgentRow
from lingtong.foundation.identity.tables import UserRow


async def user_of(session: AsyncSession, agent_id: str) -> UserRow | None:
    """The user who is this agent, unless retired."""
    query = select(UserRow).where(UserRow.agent_id == agent_id, UserRow.retired_at.is_(None))
    return await session.scalar(query)


async def some_stay_connected(session: AsyncSession) -> bool:
    """Whether any agent of the tenant has a phone that stays connected between calls."""
    query = select(AgentRow.id).where(AgentRow.retired_at.is_(None), AgentRow.persistent_leg).limit(1)
    return (await session.scalar(query)) is not None
