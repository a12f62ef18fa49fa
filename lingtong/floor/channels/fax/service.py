"""What people do with faxes: look, take in hand, send, send again, to one machine or to many."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from lingtong.floor.channels.fax import pages, store
from lingtong.floor.channels.fax.archive import Archive
from lingtong.floor.channels.fax.errors import FaxListUnreadable, FaxNotNow, FaxUnknown, FaxWithoutNumber
from lingtong.floor.channels.fax.model import MOVES, Cue, State
from lingtong.floor.channels.fax.ports import Lines, Names
from lingtong.floor.channels.fax.reactions import SEND
from lingtong.floor.channels.fax.schemas import BatchMade, Change, Figures, Sent
from lingtong.floor.channels.fax.tables import FaxBatchRow, FaxRow
from lingtong.foundation.db import Database, Work
from lingtong.foundation.identity import Principal, audit
from lingtong.foundation.jobs import enqueue
from lingtong.kit import Clock, Ids, Refusal, step
from lingtong.kit.sheets import NoTable, table_of
from lingtong.kit.state_table import NoSuchMove
from lingtong.switch.numbers import DialRight, check_right, dialable, masked

MOST_NUMBERS = 2000
_ACTS = {"take": Cue.TAKEN, "finish": Cue.FINISHED, "release": Cue.RELEASED, "forward": Cue.TAKEN}


class Faxes:
    def __init__(
        self, database: Database, archive: Archive, lines: Lines, names: Names, clock: Clock, ids: Ids
    ) -> None:
        self._database, self.archive, self._lines = database, archive, lines
        self.names, self._clock, self._ids = names, clock, ids

    async def listed(
        self, tenant_id: str, direction: str, states: Sequence[str], owner: str, batch_id: str, at_most: int
    ) -> Sequence[FaxRow]:
        async with self._database.reading(tenant_id) as reader:
            return await store.listed(
                reader.session, direction, states=states, owner=owner, batch_id=batch_id, at_most=at_most
            )

    async def one(self, tenant_id: str, fax_id: str) -> FaxRow:
        async with self._database.reading(tenant_id) as reader:
            row = await store.one(reader.session, fax_id)
        if row is None:
            raise FaxUnknown("There is no such fax.")
        return row

    async def file(self, tenant_id: str, fax_id: str, kind: str) -> Path:
        row = await self.one(tenant_id, fax_id)
        file = (self.archive.pdf if kind == "pdf" else self.archive.tiff)(row.tenant_id, row.id)
        if not await asyncio.to_thread(file.is_file):
            raise FaxUnknown("This fax has no pages.")
        return file

    async def picture(self, tenant_id: str, fax_id: str, number: int, turned: int) -> bytes:
        file = await self.file(tenant_id, fax_id, "tiff")
        return await asyncio.to_thread(pages.picture_of, file, number, turned)

    # --- work with those that came

    async def change(self, who: Principal, fax_id: str, change: Change) -> FaxRow:
        async with self._database.writing(who.tenant_id) as work:
            row = await self._own(work, fax_id)
            if change.act == "note":
                row.note = change.note
            else:
                row.state = _stepped(row, _ACTS[change.act])
                row.owner = _owner(who, change)
                row.note = change.note or row.note
            await audit.record(work, who, f"fax.{change.act}", fax_id)
        return row

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

    async def broadcast(
        self, who: Principal, made: Sequence[pages.Page], title: str, listed: bytes
    ) -> BatchMade:
        numbers, refused = await asyncio.to_thread(self._numbers, who, listed)
        batch_id = self._ids.new()
        ids = [self._ids.new() for _ in numbers]
        first = await asyncio.to_thread(self.archive.keep, who.tenant_id, ids[0], made)
        for other in ids[1:]:
            await asyncio.to_thread(self.archive.copy, who.tenant_id, ids[0], other)
        async with self._database.writing(who.tenant_id) as work:
            work.session.add(
                FaxBatchRow(
                    id=batch_id,
                    title=title,
                    asked_at=self._clock.now(),
                    asked_by=who.user_id,
                    count=len(ids),
                )
            )
            for fax_id, number in zip(ids, numbers, strict=True):
                row = self._row(fax_id, who, title, number)
                row.batch_id, (row.pages, row.size, row.sha256) = batch_id, first
                await self._queue(work, row)
            await audit.record(work, who, "fax.broadcast", batch_id, {"count": len(ids)})
        return BatchMade(batch_id=batch_id, count=len(ids), pages=first.pages, refused=refused)

    async def cancel(self, who: Principal, fax_id: str) -> None:
        row = await self.one(who.tenant_id, fax_id)
        if State(row.state) in (State.SENDING, State.RECEIVING):
            return await self._lines.drop(who.tenant_id, fax_id)
        async with self._database.writing(who.tenant_id) as work:
            row = await self._own(work, fax_id)
            row.state, row.ended_at, row.due = _stepped(row, Cue.CANCELLED), self._clock.now(), None
            await audit.record(work, who, "fax.cancelled", fax_id)

    async def again(self, who: Principal, fax_id: str) -> None:
        async with self._database.writing(who.tenant_id) as work:
            row = await self._own(work, fax_id)
            row.state, row.tries, row.error, row.ended_at = _stepped(row, Cue.AGAIN), 0, "", None
            row.interaction_id = ""
            await enqueue(work, SEND, {"fax_id": fax_id, "tenant_id": who.tenant_id})
            await audit.record(work, who, "fax.sent_again", fax_id)

    # --- figures

    def now(self) -> datetime:
        return self._clock.now()

    async def batches(self, tenant_id: str) -> list[tuple[FaxBatchRow, dict[str, int]]]:
        async with self._database.reading(tenant_id) as reader:
            rows = await store.batches(reader.session, 50)
            states = await store.states_of(reader.session, [row.id for row in rows])
        return [(row, states.get(row.id, {})) for row in rows]

    async def figures(self, tenant_id: str, start: datetime, end: datetime) -> Figures:
        async with self._database.reading(tenant_id) as reader:
            rows = await store.ended_between(reader.session, start, end)
        return figures_of(rows)

    # --- inside

    async def _own(self, work: Work, fax_id: str) -> FaxRow:
        row = await store.one(work.session, fax_id)
        if row is None:
            raise FaxUnknown("There is no such fax.")
        return row

    async def _number(self, who: Principal, number: str, reply_to: str) -> str:
        if reply_to and not number:
            number = (await self.one(who.tenant_id, reply_to)).number
        if not number:
            raise FaxWithoutNumber("Give the number of the fax machine.")
        called = dialable(number)
        check_right(called, DialRight(who.dial_right))
        return called

    def _numbers(self, who: Principal, listed: bytes) -> tuple[list[str], list[int]]:
        """The first column that holds a number counts in each row; a number stands once."""
        found: dict[str, None] = {}
        refused: list[int] = []
        try:
            for place, row in enumerate(table_of(listed), 1):
                number = _number_in(row, DialRight(who.dial_right))
                if number:
                    found[number] = None
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
        empty = dict.fromkeys(("remote", "note", "queue_id", "interaction_id", "reply_to", "batch_id"), "")
        return FaxRow(
            **empty,
            **dict.fromkeys(("dnis", "sha256", "error"), ""),
            id=fax_id,
            direction="out",
            state=State.WAITING,
            number=number,
            title=title,
            owner=who.agent_id or "",
            asked_by=who.user_id,
            created_at=self._clock.now(),
            pages=0,
            size=0,
            tries=0,
            seconds=0.0,
            rate=0,
            t38=False,
        )

    async def _queue(self, work: Work, row: FaxRow) -> None:
        work.session.add(row)
        await work.session.flush()
        await enqueue(work, SEND, {"fax_id": row.id, "tenant_id": row.tenant_id})


def figures_of(rows: Sequence[FaxRow]) -> Figures:
    """One definition: a fax counts when it is over, by how it ended."""
    came = [row for row in rows if row.direction == "in" and row.state != State.FAILED]
    sent = [row for row in rows if row.state == State.SENT]
    lost = [row for row in rows if row.state == State.FAILED]
    causes: dict[str, int] = {}
    for row in lost:
        causes[row.error or "lost"] = causes.get(row.error or "lost", 0) + 1
    return Figures(
        received=len(came),
        sent=len(sent),
        pages_received=sum(row.pages for row in came),
        pages_sent=sum(row.pages for row in sent),
        failed=len(lost),
        failed_by=causes,
        minutes=round(sum(row.seconds for row in rows) / 60, 2),
    )


def _stepped(row: FaxRow, cue: Cue) -> State:
    try:
        return step(MOVES, State(row.state), cue)
    except NoSuchMove:
        raise FaxNotNow("Somebody was faster: this fax is in another state now.", state=row.state) from None


def _owner(who: Principal, change: Change) -> str:
    if change.act == "release":
        return ""
    return change.agent_id if change.act == "forward" else who.agent_id or ""


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
