import contextlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, union_all, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.messages.tables import MessageReaderRow, MessageRow, NoticeReadRow, NoticeRow

Read = tuple[MessageRow, datetime | None]


async def of_agent(
    session: AsyncSession, agent_id: str, before: tuple[datetime, str] | None, at_most: int
) -> list[Read]:
    """Written by or to the agent, newest first, each with when the agent has read it."""
    query = select(MessageRow, MessageReaderRow.read_at).outerjoin(
        MessageReaderRow,
        (MessageReaderRow.message_id == MessageRow.id) & (MessageReaderRow.agent_id == agent_id),
    )
    sent = select(MessageRow.id).where(MessageRow.from_agent_id == agent_id)
    got = select(MessageReaderRow.message_id).where(MessageReaderRow.agent_id == agent_id)
    query = query.where(MessageRow.id.in_(union_all(sent, got)))  # each by its index, never all messages
    if before is not None:
        at, message_id = before
        query = query.where(or_(MessageRow.at < at, (MessageRow.at == at) & (MessageRow.id < message_id)))
    rows = await session.execute(query.order_by(MessageRow.at.desc(), MessageRow.id.desc()).limit(at_most))
    return [(row[0], row[1]) for row in rows]


async def unread(session: AsyncSession, agent_id: str) -> int:
    query = select(func.count()).select_from(MessageReaderRow)
    query = query.where(MessageReaderRow.agent_id == agent_id, MessageReaderRow.read_at.is_(None))
    return await session.scalar(query) or 0


async def mark_read(session: AsyncSession, agent_id: str, message_ids: Sequence[str], at: datetime) -> None:
    """What was read before keeps its time."""
    query = update(MessageReaderRow).where(
        MessageReaderRow.agent_id == agent_id,
        MessageReaderRow.message_id.in_(message_ids),
        MessageReaderRow.read_at.is_(None),
    )
    await session.execute(query.values(read_at=at))


async def readers_of(session: AsyncSession, message_id: str) -> Sequence[MessageReaderRow]:
    query = select(MessageReaderRow).where(MessageReaderRow.message_id == message_id)
    return (await session.scalars(query.order_by(MessageReaderRow.agent_id))).all()


async def message(session: AsyncSession, message_id: str) -> MessageRow | None:
    return await session.scalar(select(MessageRow).where(MessageRow.id == message_id))


async def open_notices(session: AsyncSession, now: datetime) -> Sequence[NoticeRow]:
    query = select(NoticeRow).where(NoticeRow.until > now)
    return (await session.scalars(query.order_by(NoticeRow.at.desc(), NoticeRow.id.desc()))).all()


async def notice(session: AsyncSession, notice_id: str) -> NoticeRow | None:
    return await session.scalar(select(NoticeRow).where(NoticeRow.id == notice_id))


async def confirmed_by(
    session: AsyncSession, agent_id: str, notice_ids: Iterable[str]
) -> dict[str, datetime]:
    """Of these notices, which the agent has confirmed, and when."""
    query = select(NoticeReadRow.notice_id, NoticeReadRow.at).where(NoticeReadRow.agent_id == agent_id)
    rows = await session.execute(query.where(NoticeReadRow.notice_id.in_(list(notice_ids))))
    return {row[0]: row[1] for row in rows}


async def confirm(session: AsyncSession, notice_id: str, agent_id: str, at: datetime) -> None:
    """The first time counts, also where two windows confirm at once."""
    with contextlib.suppress(IntegrityError):
        async with session.begin_nested():
            session.add(NoticeReadRow(notice_id=notice_id, agent_id=agent_id, at=at))


async def confirmations(session: AsyncSession, notice_id: str) -> dict[str, datetime]:
    query = select(NoticeReadRow.agent_id, NoticeReadRow.at).where(NoticeReadRow.notice_id == notice_id)
    return {row[0]: row[1] for row in await session.execute(query)}
