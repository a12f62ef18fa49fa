from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.attendance.tables import AttendanceRow, SeatNowRow

Key = tuple[str, str]
MOST = 500  # in one list of a query


async def days(session: AsyncSession, keys: Iterable[Key]) -> dict[Key, AttendanceRow]:
    """By agent and day."""
    wanted = sorted(set(keys))
    agents, dates = sorted({agent_id for agent_id, _ in wanted}), sorted({day for _, day in wanted})
    found: dict[Key, AttendanceRow] = {}
    for start in range(0, len(agents), MOST):
        query = select(AttendanceRow).where(AttendanceRow.agent_id.in_(agents[start : start + MOST]))
        for row in await session.scalars(query.where(AttendanceRow.day.in_(dates))):
            found[row.agent_id, row.day] = row
    return found


async def seats(session: AsyncSession, agent_ids: Iterable[str]) -> dict[str, SeatNowRow]:
    wanted, found = sorted(set(agent_ids)), dict[str, SeatNowRow]()
    for start in range(0, len(wanted), MOST):
        query = select(SeatNowRow).where(SeatNowRow.agent_id.in_(wanted[start : start + MOST]))
        found.update((row.agent_id, row) for row in await session.scalars(query))
    return found


async def of_day(session: AsyncSession, day: str) -> Sequence[AttendanceRow]:
    return (await session.scalars(select(AttendanceRow).where(AttendanceRow.day == day))).all()


async def all_seats(session: AsyncSession) -> Sequence[SeatNowRow]:
    return (await session.scalars(select(SeatNowRow))).all()
