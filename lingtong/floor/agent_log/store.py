from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.agent_log.model import SHOWN
from lingtong.foundation.identity.tables import AuditRow, UserRow
from lingtong.foundation.journal.tables import FactRow

WATCHING = [kind for kind, of in SHOWN.items() if of == "watching"]
MOST = 5000  # of one agent's day


async def user_of(session: AsyncSession, agent_id: str) -> UserRow | None:
    """Who signs in as this agent, unless retired."""
    query = select(UserRow).where(UserRow.agent_id == agent_id, UserRow.retired_at.is_(None))
    return await session.scalar(query)


async def facts(session: AsyncSession, agent_id: str, since: datetime, until: datetime) -> Sequence[FactRow]:
    """Those of the agent, and those in which somebody watched the agent; in the order of the journal."""
    about = FactRow.body.contains(f'"target_id":"{agent_id}"', autoescape=True)
    query = select(FactRow).where(FactRow.at >= since, FactRow.at < until, FactRow.kind.in_(SHOWN))
    query = query.where(or_(FactRow.agent_id == agent_id, FactRow.kind.in_(WATCHING) & about))
    return (await session.scalars(query.order_by(FactRow.sequence).limit(MOST))).all()


async def changes(
    session: AsyncSession, targets: Iterable[str], since: datetime, until: datetime
) -> Sequence[AuditRow]:
    """What was done to these things."""
    query = select(AuditRow).where(AuditRow.at >= since, AuditRow.at < until)
    query = query.where(AuditRow.target.in_(list(targets)))
    return (await session.scalars(query.order_by(AuditRow.sequence).limit(MOST))).all()
