"""Faxes as people see them, and what they send: again, on to others, to one machine or to many."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from lingtong.floor.channels.fax import filling, pages, store
from lingtong.floor.channels.fax.archive import Archive, Kept
from lingtong.floor.channels.fax.errors import (
    FaxListUnreadable,
    FaxNoMail,
    FaxRemoved,
    FaxUnknown,
    FaxWithoutNumber,
)
from lingtong.floor.channels.fax.figures import figures_of
from lingtong.floor.channels.fax.model import Cue, State
from lingtong.floor.channels.fax.ports import Center, Lines, Names
from lingtong.floor.channels.fax.reactions import MAIL, SEND
from lingtong.floor.channels.fax.schemas import BatchMade, Figures, MailOn, Sent
from lingtong.floor.channels.fax.tables import FaxBatchRow, FaxRow
from lingtong.floor.channels.fax.working import FaxWork, known, stepped
from lingtong.foundation.db import Database, Work
from lingtong.foundation.identity import Principal, audit
from lingtong.foundation.jobs import enqueue
from lingtong.kit import Clock, Ids, Refusal
from lingtong.kit.sheets import NoTable, table_of
from lingtong.switch.numbers import DialRight, check_right, dialable, masked

MOST_NUMBERS = 2000
Addressee = tuple[str, str]
"""A number, and the letter for it; empty where all get the same document."""


class Faxes:
    def __init__(  # noqa: PLR0913, PLR0917 - a parts list
        self,
        database: Database,
        archive: Archive,
        lines: Lines,
        names: Names,
        center: Center,
        work: FaxWork,
        clock: Clock,
        ids: Ids,
        *,
        can_mail: bool,
    ) -> None:
        self._database, self.archive, self._lines = database, archive, lines
        self.names, self._center, self.work = names, center, work
        self._clock, self._ids, self._can_mail = clock, ids, can_mail

    async def listed(
        self, who: Principal, direction: str, states: Sequence[str], at_most: int, **only: str
    ) -> Sequence[FaxRow]:
        seen = self.work.seen_by(who) if direction == "in" else None
        async with self._database.reading(who.tenant_id) as reader:
            return await store.listed(
                reader.session, direction, states=states, seen=seen, at_most=at_most, **only
            )

    async def one(self, who: Principal, fax_id: str) -> FaxRow:
        async with self._database.reading(who.tenant_id) as reader:
            return self.work.shown(who, await known(reader, fax_id))

    async def file(self, who: Principal, fax_id: str, kind: str) -> Path:
        row = await self.one(who, fax_id)
        if row.removed_at is not None:
            raise FaxRemoved("The pages of this fax were removed when their time was over.")
        file = (self.archive.pdf if kind == "pdf" else self.archive.tiff)(row.tenant_id, row.id)
        if not await asyncio.to_thread(file.is_file):
            raise FaxUnknown("This fax has no pages.")
        return file

    async def picture(self, who: Principal, fax_id: str, number: int, turned: int) -> bytes:
        file = await self.file(who, fax_id, "tiff")
        return await asyncio.to_thread(pages.picture_of, file, number, turned)

    # --- sending

    async def send(
        self, who: Principal, made: Sequence[pages.Page], title: str, number: str, reply_to: str
    ) -> Sent:
        called = await self._number(who, number, reply_to)
        fax_id = self._ids.new()
        kept = await asyncio.to_thread(self.archive.keep, who.tenant_id, fax_id, made)
        async with self._database.writing(who.tenant_id) as work:
            row = self._row(fax_id, who, title, called)
            row.reply_to, (row.pages, row.size, row.sha256) = reply_to, kept
            await self._queue(work, row)
            await audit.record(work, who, "fax.sent", fax_id, {"number": masked(called), "pages": kept.pages})
        return Sent(fax_id=fax_id, pages=kept.pages)

    async def send_on(self, who: Principal, fax_id: str, number: str, title: str) -> Sent:
        """The same pages to another machine."""
        row = await self.one(who, fax_id)
        await self.file(who, fax_id, "tiff")
        called = await self._number(who, number, "")
        new_id = self._ids.new()
        await asyncio.to_thread(self.archive.copy, who.tenant_id, fax_id, new_id)
        async with self._database.writing(who.tenant_id) as work:
            copy = self._row(new_id, who, title or row.title, called)
            copy.reply_to, copy.pages, copy.size, copy.sha256 = fax_id, row.pages, row.size, row.sha256
            await self._queue(work, copy)
            await audit.record(work, who, "fax.sent_on", fax_id, {"number": masked(called)})
        return Sent(fax_id=new_id, pages=row.pages)

    async def mail_on(self, who: Principal, fax_id: str, ask: MailOn) -> None:
        """As a PDF, by a job that is tried again where the server is away."""
        if not self._can_mail:
            raise FaxNoMail("No mail server is set up.")
        await self.file(who, fax_id, "pdf")
        async with self._database.writing(who.tenant_id) as work:
            payload = {"fax_id": fax_id, "tenant_id": who.tenant_id, "to": ask.to, "note": ask.note}
            await enqueue(work, MAIL, payload)
            await audit.record(work, who, "fax.mailed", fax_id, {"to": ask.to})

    async def download(self, who: Principal, fax_id: str) -> Path:
        file = await self.file(who, fax_id, "pdf")
        async with self._database.writing(who.tenant_id) as work:
            await audit.record(work, who, "fax.downloaded", fax_id)
        return file

    async def broadcast(
        self, who: Principal, made: Sequence[pages.Page], title: str, text: str, listed: bytes
    ) -> BatchMade:
        """The pages `made` to all, or to each its own letter, of which no page is made before its turn."""
        people, refused = await asyncio.to_thread(self._people, who, listed, text)
        batch_id = self._ids.new()
        ids = [self._ids.new() for _ in people]
        kept = await self._copies(who.tenant_id, ids, made) if made else Kept(0, 0, "")
        async with self._database.writing(who.tenant_id) as work:
            batch = FaxBatchRow(id=batch_id, title=title, asked_at=self._clock.now(), count=len(ids))
            batch.asked_by = who.user_id
            work.session.add(batch)
            for fax_id, (number, letter) in zip(ids, people, strict=True):
                row = self._row(fax_id, who, title, number)
                row.batch_id, row.text, (row.pages, row.size, row.sha256) = batch_id, letter, kept
                await self._queue(work, row)
            await audit.record(work, who, "fax.broadcast", batch_id, {"count": len(ids)})
        return BatchMade(batch_id=batch_id, count=len(ids), pages=kept.pages, refused=refused)

    async def _copies(self, tenant_id: str, ids: Sequence[str], made: Sequence[pages.Page]) -> Kept:
        first = await asyncio.to_thread(self.archive.keep, tenant_id, ids[0], made)
        for other in ids[1:]:
            await asyncio.to_thread(self.archive.copy, tenant_id, ids[0], other)
        return first

    async def cancel(self, who: Principal, fax_id: str) -> None:
        row = await self.one(who, fax_id)
        if State(row.state) in (State.SENDING, State.RECEIVING):
            return await self._lines.drop(who.tenant_id, fax_id)
        async with self._database.writing(who.tenant_id) as work:
            row = await known(work, fax_id)
            row.state, row.ended_at, row.due = stepped(row, Cue.CANCELLED), self._clock.now(), None
            await audit.record(work, who, "fax.cancelled", fax_id)

    async def again(self, who: Principal, fax_id: str) -> None:
        async with self._database.writing(who.tenant_id) as work:
            row = await known(work, fax_id)
            row.state, row.tries, row.error, row.ended_at = stepped(row, Cue.AGAIN), 0, "", None
            row.interaction_id = ""
            await enqueue(work, SEND, {"fax_id": fax_id, "tenant_id": who.tenant_id})
            await audit.record(work, who, "fax.sent_again", fax_id)

    # --- figures

    def now(self) -> datetime:
        return self._clock.now()

    async def batches(self, tenant_id: str) -> list[tuple[FaxBatchRow, store.BatchState]]:
        async with self._database.reading(tenant_id) as reader:
            rows = await store.batches(reader.session, 50)
            states = await store.states_of(reader.session, [row.id for row in rows])
        return [(row, states.get(row.id) or store.BatchState()) for row in rows]

    async def figures(self, tenant_id: str, start: datetime, end: datetime) -> Figures:
        async with self._database.reading(tenant_id) as reader:
            rows = await store.ended_between(reader.session, start, end)
            waiting = await store.waiting(reader.session, self._clock.now())
        zone = self._center.zone(tenant_id)
        return figures_of(
            rows, start, end, waiting, zone, lambda number: self._center.entry_point(tenant_id, number)
        )

    # --- inside

    async def _number(self, who: Principal, number: str, reply_to: str) -> str:
        if reply_to and not number:
            number = (await self.one(who, reply_to)).number
        if not number:
            raise FaxWithoutNumber("Give the number of the fax machine.")
        called = dialable(number)
        check_right(called, DialRight(who.dial_right))
        return called

    def _people(self, who: Principal, listed: bytes, text: str) -> tuple[list[Addressee], list[int]]:
        """The first column that holds a number counts in each row; nobody gets the same pages twice."""
        found: dict[Addressee, None] = {}
        refused: list[int] = []
        heading: Sequence[str] = ()
        try:
            for place, row in enumerate(table_of(listed), 1):
                if place == 1 and text:
                    filling.need_columns(text, heading := row)
                    continue
                number = _number_in(row, DialRight(who.dial_right))
                if number:
                    found[number, filling.filled(text, heading, row) if text else ""] = None
                elif place > 1 and any(cell.strip() for cell in row):
                    refused.append(place)
        except NoTable:
            raise FaxListUnreadable(
                "This is no list: a CSV or Excel file with a column of numbers."
            ) from None
        if not 0 < len(found) <= MOST_NUMBERS:
            raise FaxListUnreadable("The list must hold 1 to 2,000 numbers.", most=MOST_NUMBERS)
        return list(found), refused[:100]

    def _row(self, fax_id: str, who: Principal, title: str, number: str) -> FaxRow:
        return store.new_row(
            id=fax_id,
            direction="out",
            state=State.WAITING,
            number=number,
            title=title,
            owner=who.agent_id or "",
            asked_by=who.user_id,
            created_at=self._clock.now(),
        )

    async def _queue(self, work: Work, row: FaxRow) -> None:
        work.session.add(row)
        await work.session.flush()
        await enqueue(work, SEND, {"fax_id": row.id, "tenant_id": row.tenant_id})


def _number_in(row: Sequence[str], right: DialRight) -> str:
    for cell in row:
        try:
            number = dialable(cell)
            check_right(number, right)
        except Refusal:
            continue
        if sum(char.isdigit() for char in number) >= 5:
            return number
    return ""
