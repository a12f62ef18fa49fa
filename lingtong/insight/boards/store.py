from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.foundation.catalog import store as catalog
from lingtong.insight.boards.model import Board
from lingtong.insight.boards.tables import BoardMessageRow, BoardRow


async def boards(session: AsyncSession) -> list[Board]:
    rows = await catalog.live(session, BoardRow)
    return [board_of(row) for row in rows if isinstance(row, BoardRow)]


async def row_of(session: AsyncSession, board_id: str) -> BoardRow | None:
    found = await catalog.one(session, BoardRow, board_id)
    assert found is None or isinstance(found, BoardRow)
    return found


async def put(session: AsyncSession, row: BoardRow, board: Board, at: datetime) -> None:
    values = msgspec.to_builtins(board)
    for name in ("name", "theme", "diagonal", "distance", "rotate", "pages", "revision"):
        setattr(row, name, values[name])
    row.changed_at = at
    session.add(row)
    await session.flush()


async def named(session: AsyncSession, name: str, but: str) -> bool:
    return bool(await catalog.others_with(session, BoardRow, "name", name, but))


async def message(session: AsyncSession) -> BoardMessageRow | None:
    return await session.scalar(select(BoardMessageRow).limit(1))


async def messages(session: AsyncSession) -> list[BoardMessageRow]:
    return list(await session.scalars(select(BoardMessageRow)))


def board_of(row: BoardRow) -> Board:
    return msgspec.convert({**catalog.values_of(row), "revision": row.revision}, Board)
