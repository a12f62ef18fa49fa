"""Messages between people of one tenant. Kept before they are shown: who is away finds them later."""

import contextlib
from datetime import datetime

import msgspec
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from lingtong.floor.live.note_views import MessageNew, MessageView
from lingtong.floor.messages import store
from lingtong.floor.messages.errors import MessageNeedsSeat, NobodyToTell, TooManyMessages
from lingtong.floor.messages.model import readers
from lingtong.floor.messages.ports import Names, Publishes
from lingtong.floor.messages.store import Read
from lingtong.floor.messages.tables import MessageReaderRow, MessageRow
from lingtong.foundation.bus import NobodyAnswers
from lingtong.foundation.db import Database, NotFound
from lingtong.foundation.identity import Principal
from lingtong.kit import Clock, Ids

OURS = "灵通 Lingtong"  # who signs what no person has written
A_MINUTE = 30  # messages of one person


class Messages:
    def __init__(self, database: Database, bus: Publishes, names: Names, clock: Clock, ids: Ids) -> None:
        self._database, self._bus, self._names = database, bus, names
        self._clock, self._ids = clock, ids
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def send(
        self, who: Principal, text: str, to_agent_id: str = "", to_team_id: str = ""
    ) -> MessageView:
        """To one agent or to a team as it is now."""
        sender = _seat_of(who)
        meant = readers(self._names.current(), who.tenant_id, sender, to_agent_id, to_team_id)
        if not meant:
            raise NobodyToTell("There is nobody to tell. Choose an agent or a team.")
        if not self._limiter.hit(RateLimitItemPerMinute(A_MINUTE), who.user_id):
            raise TooManyMessages("That were many messages. Wait a minute.", retry_after=60)
        row = MessageRow(
            id=self._ids.new(),
            at=self._clock.now(),
            from_agent_id=sender,
            to_agent_id=to_agent_id,
            to_team_id="" if to_agent_id else to_team_id,
            text=text,
        )
        async with self._database.writing(who.tenant_id) as work:
            work.session.add(row)
            await work.session.flush()
            work.session.add_all(MessageReaderRow(message_id=row.id, agent_id=one) for one in meant)
        view = self.view((row, None))
        await self._show(who.tenant_id, tuple(dict.fromkeys([*meant, sender])), view)
        return view

    async def tell(self, tenant_id: str, agent_id: str, text: str) -> None:
        """From the product itself to one seat."""
        row = MessageRow(
            id=self._ids.new(),
            at=self._clock.now(),
            from_agent_id="",
            to_agent_id=agent_id,
            to_team_id="",
            text=text,
        )
        async with self._database.writing(tenant_id) as work:
            work.session.add(row)
            await work.session.flush()
            work.session.add(MessageReaderRow(message_id=row.id, agent_id=agent_id))
        await self._show(tenant_id, (agent_id,), self.view((row, None)))

    async def listed(
        self, who: Principal, before: tuple[datetime, str] | None, at_most: int
    ) -> tuple[list[MessageView], int]:
        """The own ones, newest first, and how many are unread."""
        agent_id = _seat_of(who)
        async with self._database.reading(who.tenant_id) as reader:
            found = await store.of_agent(reader.session, agent_id, before, at_most)
            return [self.view(one) for one in found], await store.unread(reader.session, agent_id)

    async def read(self, who: Principal, message_ids: list[str]) -> int:
        """Gives how many are unread then."""
        agent_id = _seat_of(who)
        async with self._database.writing(who.tenant_id) as work:
            await store.mark_read(work.session, agent_id, message_ids, self._clock.now())
            return await store.unread(work.session, agent_id)

    async def readers_of(self, who: Principal, message_id: str) -> list[tuple[str, str, datetime | None]]:
        """Agent, name and when it was read, for who wrote the message."""
        async with self._database.reading(who.tenant_id) as reader:
            row = await store.message(reader.session, message_id)
            if row is None or row.from_agent_id != who.agent_id:
                raise NotFound("This does not exist, or not for you.")
            found = await store.readers_of(reader.session, message_id)
            return [(one.agent_id, self._names.agent(one.agent_id), one.read_at) for one in found]

    async def _show(self, tenant_id: str, shown_to: tuple[str, ...], view: MessageView) -> None:
        with contextlib.suppress(NobodyAnswers):  # kept is kept: screens ask when they open
            message = MessageNew(agent_ids=shown_to, message=view)
            await self._bus.publish(f"live.{tenant_id}", msgspec.json.encode(message))

    def view(self, found: Read) -> MessageView:
        row, read_at = found
        return MessageView(
            message_id=row.id,
            at=row.at,
            from_agent_id=row.from_agent_id,
            from_name=self._names.agent(row.from_agent_id) if row.from_agent_id else OURS,
            to_agent_id=row.to_agent_id,
            to_team_id=row.to_team_id,
            text=row.text,
            read_at=read_at,
        )


def _seat_of(who: Principal) -> str:
    if who.agent_id is None:
        raise MessageNeedsSeat("Messages are between agents: you have no seat.")
    return who.agent_id
