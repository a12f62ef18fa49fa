"""Notices on the board of teams and queues, with a level, an end, and who has confirmed them."""

import contextlib
from datetime import datetime, timedelta

import msgspec

from lingtong.floor.live.note_views import BoardNotice, NoticeBoard
from lingtong.floor.messages import store
from lingtong.floor.messages.errors import MessageNeedsSeat, NoticeEndsTooSoon, NotYourTeam, TooManyNotices
from lingtong.floor.messages.model import audience
from lingtong.floor.messages.ports import Names, Publishes
from lingtong.floor.messages.schemas import NoticeAsk
from lingtong.floor.messages.tables import NoticeRow
from lingtong.foundation.bus import NobodyAnswers
from lingtong.foundation.db import Database, NotFound, Reading
from lingtong.foundation.identity import Principal, audit
from lingtong.kit import Clock, Ids

LONGEST = timedelta(days=31)
MOST_OPEN = 50  # on the boards of one tenant; more than anybody reads

Confirmed = list[tuple[str, datetime | None]]


class Notices:
    def __init__(self, database: Database, bus: Publishes, names: Names, clock: Clock, ids: Ids) -> None:
        self._database, self._bus, self._names = database, bus, names
        self._clock, self._ids = clock, ids

    async def put_up(self, who: Principal, ask: NoticeAsk) -> BoardNotice:
        """Audited. With the right over one team alone, a notice goes to that team."""
        now = self._clock.now()
        if not now < ask.until <= now + LONGEST:
            raise NoticeEndsTooSoon("A notice ends in the future, within 31 days.")
        self._check_team(who, ask)
        row = NoticeRow(
            id=self._ids.new(),
            at=now,
            by=who.user_id,
            by_name=who.name,
            text=ask.text,
            level=ask.level,
            until=ask.until,
            team_ids=list(dict.fromkeys(ask.team_ids)),
            queue_ids=list(dict.fromkeys(ask.queue_ids)),
        )
        async with self._database.writing(who.tenant_id) as work:
            if len(await store.open_notices(work.session, now)) >= MOST_OPEN:
                raise TooManyNotices(
                    f"There are {MOST_OPEN} notices already. Take some down.", most=MOST_OPEN
                )
            work.session.add(row)
            told = {"level": row.level, "teams": row.team_ids, "queues": row.queue_ids, "text": row.text}
            await audit.record(work, who, "notice.put_up", target=row.id, data=told)
        await self._show(who.tenant_id, row)
        return notice_view(row)

    async def take_down(self, who: Principal, notice_id: str) -> None:
        async with self._database.writing(who.tenant_id) as work:
            row = await self._one(work, notice_id)
            if not who.may("floor.supervise_all") and row.by != who.user_id:
                raise NotYourTeam("Only who put it up takes it down.")
            row.until = min(row.until, self._clock.now())
            await audit.record(work, who, "notice.taken_down", target=row.id)
        await self._show(who.tenant_id, row, gone=True)

    async def board_of(self, who: Principal) -> list[tuple[BoardNotice, datetime | None]]:
        """What is up for this person, newest first, with when it was confirmed. Supervisors see all."""
        async with self._database.reading(who.tenant_id) as reader:
            rows = await store.open_notices(reader.session, self._clock.now())
            mine = await store.confirmed_by(reader.session, who.agent_id or "", (row.id for row in rows))
            sees_all = who.may("floor.supervise", "floor.supervise_all")
            return [
                (notice_view(row), mine.get(row.id))
                for row in rows
                if sees_all or who.agent_id in self._audience(who.tenant_id, row)
            ]

    async def confirm(self, who: Principal, notice_id: str) -> None:
        if who.agent_id is None:
            raise MessageNeedsSeat("Notices are confirmed by agents: you have no seat.")
        async with self._database.writing(who.tenant_id) as work:
            row = await self._one(work, notice_id)
            if who.agent_id not in self._audience(who.tenant_id, row):
                raise NotFound("This does not exist, or not for you.")
            if not await store.confirmed_by(work.session, who.agent_id, [row.id]):
                await store.confirm(work.session, row.id, who.agent_id, self._clock.now())

    async def confirmations(self, who: Principal, notice_id: str) -> list[tuple[str, str, datetime | None]]:
        """Agent, name and when it was confirmed, for everybody who is meant now or has confirmed it."""
        async with self._database.reading(who.tenant_id) as reader:
            row = await self._one(reader, notice_id)
            done = await store.confirmations(reader.session, notice_id)
        meant = dict.fromkeys([*self._audience(who.tenant_id, row), *done])
        return [(agent_id, self._names.agent(agent_id), done.get(agent_id)) for agent_id in meant]

    def _check_team(self, who: Principal, ask: NoticeAsk) -> None:
        if who.may("floor.supervise_all"):
            return
        agent = self._names.current().agents.get(who.agent_id or "")
        if agent is None or ask.queue_ids or set(ask.team_ids) != {agent.team_id}:
            raise NotYourTeam("Choose your own team: your role goes no further.")

    def _audience(self, tenant_id: str, row: NoticeRow) -> list[str]:
        return audience(self._names.current(), tenant_id, row.team_ids, row.queue_ids)

    async def _one(self, reader: Reading, notice_id: str) -> NoticeRow:
        row = await store.notice(reader.session, notice_id)
        if row is None:
            raise NotFound("This does not exist, or not for you.")
        return row

    async def _show(self, tenant_id: str, row: NoticeRow, *, gone: bool = False) -> None:
        view = NoticeBoard(
            agent_ids=tuple(self._audience(tenant_id, row)), notice=notice_view(row), gone=gone
        )
        with contextlib.suppress(NobodyAnswers):  # kept is kept: screens ask when they open
            await self._bus.publish(f"live.{tenant_id}", msgspec.json.encode(view))


def notice_view(row: NoticeRow) -> BoardNotice:
    return BoardNotice(
        notice_id=row.id,
        at=row.at,
        by_name=row.by_name,
        text=row.text,
        level=row.level,  # type: ignore[arg-type]
        until=row.until,
        team_ids=tuple(row.team_ids),
        queue_ids=tuple(row.queue_ids),
    )
