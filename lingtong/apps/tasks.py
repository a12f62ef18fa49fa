"""What waits for one agent, room by room: each that gives agents something to do is a source here."""

from collections.abc import Sequence

from lingtong.floor.agent_log.ports import Task
from lingtong.floor.callbacks import store as callbacks
from lingtong.floor.live.centers import CenterBook
from lingtong.foundation.db import Database
from lingtong.interactions.service import Interactions
from lingtong.interactions.store import Wanted
from lingtong.switch.numbers import masked

MOST = 100


class UnfinishedWrapUps:
    """Contacts whose time after the call ran out before the agent said what they were about."""

    def __init__(self, interactions: Interactions, book: CenterBook) -> None:
        self._interactions, self._book = interactions, book

    async def of_agent(self, tenant_id: str, agent_id: str) -> Sequence[Task]:
        wanted = Wanted(agent_id=agent_id, unfinished=True, at_most=MOST)
        return [
            Task(
                kind="wrap_up",
                id=row.id,
                about=" ".join(part for part in (masked(row.number), self._book.queue(row.queue_id)) if part),
                since=row.arrived_at,
                interaction_id=row.id,
            )
            for row in await self._interactions.listed(tenant_id, wanted)
        ]


class PromisedCalls:
    """Callbacks that are for this agent and not over."""

    def __init__(self, database: Database, book: CenterBook) -> None:
        self._database, self._book = database, book

    async def of_agent(self, tenant_id: str, agent_id: str) -> Sequence[Task]:
        async with self._database.reading(tenant_id) as reader:
            rows = await callbacks.open_of(reader.session, agent_id, MOST)
        return [
            Task(
                kind="callback",
                id=row.id,
                about=" ".join(part for part in (masked(row.number), self._book.queue(row.queue_id)) if part),
                since=row.asked_at,
                due=row.due,
                interaction_id=row.interaction_id,
            )
            for row in rows
        ]
