import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.map.model import FloorMap
from lingtong.floor.map.tables import FloorMapRow


async def drawn(session: AsyncSession) -> FloorMapRow | None:
    return await session.scalar(select(FloorMapRow).limit(1))


def put(session: AsyncSession, row: FloorMapRow, drawn: FloorMap) -> None:
    row.revision, row.rooms = drawn.revision, msgspec.to_builtins(drawn.rooms)
    session.add(row)
