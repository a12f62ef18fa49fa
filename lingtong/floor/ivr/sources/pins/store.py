from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.ivr.sources.tables import CallerPinRow, PinTryRow


async def of_account(session: AsyncSession, account: str) -> CallerPinRow | None:
    return await session.scalar(select(CallerPinRow).where(CallerPinRow.account == account))


async def page(session: AsyncSession, begins: str, after: str, at_most: int) -> Sequence[CallerPinRow]:
    query = select(CallerPinRow).where(CallerPinRow.account > after)
    if begins:
        query = query.where(CallerPinRow.account.startswith(begins, autoescape=True))
    return (await session.scalars(query.order_by(CallerPinRow.account).limit(at_most))).all()


async def forget(session: AsyncSession, account: str) -> None:
    await session.execute(delete(CallerPinRow).where(CallerPinRow.account == account))


async def tries(session: AsyncSession, what: Iterable[str]) -> Sequence[PinTryRow]:
    return (
        await session.scalars(select(PinTryRow).where(PinTryRow.what.in_(list(what))).with_for_update())
    ).all()


async def forget_tries(session: AsyncSession, what: str) -> None:
    await session.execute(delete(PinTryRow).where(PinTryRow.what == what))


async def forget_old(session: AsyncSession, before: datetime) -> None:
    await session.execute(delete(PinTryRow).where(PinTryRow.began_at < before))
