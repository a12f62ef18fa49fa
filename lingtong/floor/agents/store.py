from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.foundation.identity.tables import UserRow


async def user_of(session: AsyncSession, agent_id: str) -> UserRow | None:
    """The user who is this agent, unless retired."""
    query = select(UserRow).where(UserRow.agent_id == agent_id, UserRow.retired_at.is_(None))
    return await session.scalar(query)
