from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.channels.fax.config import FaxRule
from lingtong.floor.channels.fax.figures import FaxesWaiting
from lingtong.floor.channels.fax.model import State
from lingtong.floor.channels.fax.tables import FaxBatchRow, FaxRow, FaxRuleRow

_TEXTS = (
    *("number", "dnis", "remote", "title", "note", "owner", "queue_id", "interaction_id", "reply_to"),
    *("batch_id", "asked_by", "sha256", "error", "text", "offered_to", "held_by", "held_why"),
)
_COUNTS = ("pages", "size", "tries", "rate", "gone")


def new_row(**values: Any) -> FaxRow:
    """With everything that is not given empty."""
    empty = {**dict.fromkeys(_TEXTS, ""), **dict.fromkeys(_COUNTS, 0), "seconds": 0.0, "t38": False}
    return FaxRow(**{**empty, "passed": [], **values})


class Seen(msgspec.Struct, frozen=True):
    """What one agent sees of the faxes that came: of the own queues or of none, and the own ones."""

    agent_id: str
    queues: frozenset[str]

    def holds(self, row: FaxRow) -> bool:
        own = not row.queue_id or row.queue_id in self.queues
        return own or self.agent_id in (row.owner, row.offered_to)


async def by_ids(session: AsyncSession, ids: Iterable[str]) -> dict[str, FaxRow]:
    query = select(FaxRow).where(FaxRow.id.in_(list(dict.fromkeys(ids))))
    return {row.id: row for row in await session.scalars(query)}


async def one(session: AsyncSession, fax_id: str) -> FaxRow | None:
    return (await by_ids(session, [fax_id])).get(fax_id)


async def listed(  # noqa: PLR0913 - one filter each
    session: AsyncSession,
    direction: str,
    *,
    states: Sequence[str] = (),
    owner: str = "",
    batch_id: str = "",
    queue_id: str = "",
    before: str = "",
    seen: Seen | None = None,
    at_most: int = 100,
) -> Sequence[FaxRow]:
    """Newest first. `before` is the id of the last one that was shown; `seen` leaves out what others do."""
    row = FaxRow
    query = select(row).where(row.direction == direction)
    if seen is not None:
        own = row.queue_id.in_(["", *seen.queues])
        query = query.where(or_(own, row.owner == seen.agent_id, row.offered_to == seen.agent_id))
    if states:
        query = query.where(row.state.in_(states))
    for column, value in ((row.owner, owner), (row.batch_id, batch_id), (row.queue_id, queue_id)):
        if value:
            query = query.where(column == value)
    last = await one(session, before) if before else None
    if last is not None:
        older = and_(row.created_at == last.created_at, row.id < last.id)
        query = query.where(or_(row.created_at < last.created_at, older))
    query = query.order_by(row.created_at.desc(), row.id.desc()).limit(at_most)
    return (await session.scalars(query)).all()


async def batches(session: AsyncSession, at_most: int) -> Sequence[FaxBatchRow]:
    query = select(FaxBatchRow).order_by(FaxBatchRow.asked_at.desc(), FaxBatchRow.id.desc())
    return (await session.scalars(query.limit(at_most))).all()


class BatchState(msgspec.Struct):
    """`again`: those that wait for another try."""

    states: dict[str, int] = msgspec.field(default_factory=dict)
    again: int = 0
    pages: int = 0
    gone: int = 0


async def states_of(session: AsyncSession, batch_ids: Sequence[str]) -> dict[str, BatchState]:
    row = FaxRow
    again = func.sum(case((and_(row.state == State.WAITING, row.tries > 0), 1), else_=0))
    gone = func.sum(case((row.state == State.SENT, row.pages), else_=row.gone))
    query = select(row.batch_id, row.state, func.count(), again, func.sum(row.pages), gone)
    found: dict[str, BatchState] = {}
    grouped = query.where(row.batch_id.in_(batch_ids)).group_by(row.batch_id, row.state)
    for batch_id, state, count, tried, pages, went in await session.execute(grouped):
        one_batch = found.setdefault(batch_id, BatchState())
        one_batch.states[state] = count
        one_batch.again += tried
        one_batch.pages += pages
        one_batch.gone += went
    return found


async def ended_between(session: AsyncSession, start: datetime, end: datetime) -> Sequence[FaxRow]:
    row = FaxRow
    ended = and_(row.ended_at >= start, row.ended_at < end)
    settled = and_(row.settled_at >= start, row.settled_at < end)
    return (await session.scalars(select(row).where(or_(ended, settled)))).all()


# --- work with those that came


async def rules(session: AsyncSession) -> dict[str, list[FaxRule]]:
    """By tenant."""
    found: dict[str, list[FaxRule]] = {}
    for row in await session.scalars(select(FaxRuleRow).where(FaxRuleRow.retired_at.is_(None))):
        found.setdefault(row.tenant_id, []).append(msgspec.convert(row, FaxRule, from_attributes=True))
    return found


def _new() -> ColumnElement[bool]:
    return and_(FaxRow.direction == "in", FaxRow.state == State.NEW)


async def untaken(session: AsyncSession, at_most: int) -> Sequence[FaxRow]:
    """In nobody's hand, of a queue; oldest first."""
    query = select(FaxRow).where(_new(), FaxRow.queue_id != "")
    return (await session.scalars(query.order_by(FaxRow.created_at, FaxRow.id).limit(at_most))).all()


async def hands(session: AsyncSession, now: datetime) -> dict[str, int]:
    """How many faxes each agent has in hand or is being offered."""
    row, found = FaxRow, dict[str, int]()
    owned = select(row.owner, func.count()).where(row.direction == "in", row.state == State.IN_HAND)
    offered = select(row.offered_to, func.count()).where(_new(), row.offered_until > now)
    for query in (owned.group_by(row.owner), offered.group_by(row.offered_to)):
        for agent_id, count in await session.execute(query):
            found[agent_id] = found.get(agent_id, 0) + count
    return found


async def waiting(session: AsyncSession, now: datetime) -> list[FaxesWaiting]:
    """By queue; the empty queue holds those of none."""
    row = FaxRow
    overdue = func.sum(case((row.due < now, 1), else_=0))
    query = select(row.queue_id, func.count(), overdue, func.min(row.created_at)).where(_new())
    return [
        FaxesWaiting(queue_id=queue_id, new=new, overdue=late, oldest=oldest)
        for queue_id, new, late, oldest in await session.execute(query.group_by(row.queue_id))
    ]


async def of_agent(session: AsyncSession, agent_id: str, now: datetime) -> tuple[int, int]:
    """Offered to the agent, and in the agent's hand."""
    row = FaxRow
    offered = select(func.count()).where(_new(), row.offered_to == agent_id, row.offered_until > now)
    owned = select(func.count()).where(
        row.direction == "in", row.state == State.IN_HAND, row.owner == agent_id
    )
    return (await session.scalar(offered)) or 0, (await session.scalar(owned)) or 0


async def removable(
    session: AsyncSession, rule: FaxRule, others: Iterable[str], before: datetime, at_most: int
) -> Sequence[FaxRow]:
    """Over, held by nobody, with their pages still there, of the rule's queues or of none of the `others`."""
    row = FaxRow
    over = (State.DONE, State.SENT, State.FAILED, State.CANCELLED)
    whose = row.queue_id.in_(rule.queues) if rule.queues else row.queue_id.not_in(list(others))
    query = select(row).where(row.state.in_(over), row.created_at < before, whose)
    query = query.where(row.removed_at.is_(None), row.held_by == "").order_by(row.created_at, row.id)
    return (await session.scalars(query.limit(at_most))).all()
