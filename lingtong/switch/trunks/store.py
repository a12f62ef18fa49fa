from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.switch.trunks.tables import BrowserPhoneRow, DeskPhoneRow, TrunkRow


async def browser_phone_of(session: AsyncSession, agent_id: str) -> BrowserPhoneRow | None:
    return await session.scalar(select(BrowserPhoneRow).where(BrowserPhoneRow.agent_id == agent_id))


async def browser_phones(session: AsyncSession) -> Sequence[BrowserPhoneRow]:
    query = select(BrowserPhoneRow).where(BrowserPhoneRow.retired_at.is_(None)).order_by(BrowserPhoneRow.name)
    return (await session.scalars(query)).all()


async def desk_phones(session: AsyncSession) -> Sequence[DeskPhoneRow]:
    query = select(DeskPhoneRow).where(DeskPhoneRow.retired_at.is_(None)).order_by(DeskPhoneRow.name)
    return (await session.scalars(query)).all()


async def desk_phone(session: AsyncSession, phone_id: str) -> DeskPhoneRow | None:
    query = select(DeskPhoneRow).where(DeskPhoneRow.id == phone_id, DeskPhoneRow.retired_at.is_(None))
    return await session.scalar(query)


async def trunks(session: AsyncSession) -> Sequence[TrunkRow]:
    query = select(TrunkRow).where(TrunkRow.retired_at.is_(None)).order_by(TrunkRow.order, TrunkRow.name)
    return (await session.scalars(query)).all()


async def has_way_out(session: AsyncSession) -> bool:
    """Whether a trunk is in service that leads outside."""
    query = select(TrunkRow).where(
        TrunkRow.retired_at.is_(None), TrunkRow.enabled.is_(True), TrunkRow.outbound.is_(True)
    )
    return (await session.scalars(query.limit(1))).first() is not None
