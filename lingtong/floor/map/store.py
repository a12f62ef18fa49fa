from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.map.tables import FloorMapRow


async def drawn(session: AsyncSession) -> FloorMapRow | None:
    return await session.scalar(select(FloorMapRow).limit(1))
