"""What takes time: pages that came are filed, and those that wait are sent."""

import asyncio
from datetime import timedelta

import structlog

from lingtong.floor.channels.fax import store
from lingtong.floor.channels.fax.archive import Archive
from lingtong.floor.channels.fax.config import due_at, rule_for
from lingtong.floor.channels.fax.errors import FaxUnreadable
from lingtong.floor.channels.fax.incoming import document_of
from lingtong.floor.channels.fax.letters import letter
from lingtong.floor.channels.fax.model import MOVES, Cue, State
from lingtong.floor.channels.fax.pages import pages_of_text
from lingtong.floor.channels.fax.ports import Lines, Post, Screens
from lingtong.floor.channels.fax.reactions import MAIL, SEND, TAKE_IN
from lingtong.floor.channels.fax.tables import FaxRow
from lingtong.foundation.bus import NobodyAnswers
from lingtong.foundation.db import Database
from lingtong.foundation.jobs import Job, JobRunner, Retry, enqueue
from lingtong.kit import Clock, Refusal, step

log = structlog.get_logger()
LINES_BUSY, AWAY = timedelta(seconds=20), timedelta(seconds=15)
NOT_NOW = timedelta(minutes=15)  # a rule may forbid for some hours only
GIVEN_UP_AFTER = timedelta(days=2)
REFUSED = {"number.do_not_call": "do_not_call", "number.not_called": "do_not_call"}


class FaxJobs:
    def __init__(
        self, database: Database, archive: Archive, lines: Lines, screens: Screens, post: Post, clock: Clock
    ) -> None:
        self._database, self._archive, self._clock = database, archive, clock
        self._lines, self._screens, self._post = lines, screens, post

    def handle(self, runner: JobRunner) -> None:
        runner.handle(TAKE_IN, self.take_in, Retry(tries=8, first=timedelta(seconds=2)))
        runner.handle(SEND, self.send, Retry(tries=20, first=timedelta(seconds=5)))
        runner.handle(MAIL, self.mail, Retry())

    async def take_in(self, job: Job) -> None:
        """The line is done with it: file what came, and let the switch forget it."""
        tenant_id, fax_id = job.payload["tenant_id"], job.payload["fax_id"]
        async with self._database.reading(tenant_id) as reader:
            row = await store.one(reader.session, fax_id)
        if row is None:
            return
        if row.direction == "in" and State(row.state) is State.RECEIVING:
            await self._file(tenant_id, fax_id)
            await self._screens.changed(tenant_id)
        await asyncio.to_thread(self._archive.clear, fax_id)

    async def _file(self, tenant_id: str, fax_id: str) -> None:
        try:
            kept = await asyncio.to_thread(self._archive.take_in, tenant_id, fax_id)
        except FaxUnreadable:
            kept = None
        async with self._database.writing(tenant_id) as work:
            row = await store.one(work.session, fax_id)
            if row is None or State(row.state) is not State.RECEIVING:
                return
            row.ended_at = self._clock.now()
            row.state = step(MOVES, State.RECEIVING, Cue.TAKEN_IN if kept else Cue.LOST)
            if kept is not None:
                row.pages, row.size, row.sha256 = kept
                rules = (await store.rules(work.session)).get(tenant_id, ())
                row.due = due_at(rule_for(rules, row.queue_id), row.created_at)

    async def mail(self, job: Job) -> None:
        tenant_id, fax_id = job.payload["tenant_id"], job.payload["fax_id"]
        async with self._database.reading(tenant_id) as reader:
            row = await store.one(reader.session, fax_id)
        if row is None or row.removed_at is not None:
            return
        pdf = await asyncio.to_thread(self._archive.pdf(tenant_id, fax_id).read_bytes)
        await self._post.send(letter(row, pdf, job.payload["to"], job.payload["note"]))

    async def send(self, job: Job) -> None:
        tenant_id, fax_id = job.payload["tenant_id"], job.payload["fax_id"]
        async with self._database.reading(tenant_id) as reader:
            row = await store.one(reader.session, fax_id)
        if row is None or State(row.state) is not State.WAITING:
            return
        try:
            if row.text and not row.pages and not await self._make(row):
                return
            await asyncio.to_thread(self._archive.hand_over, tenant_id, fax_id)
            await self._lines.call(tenant_id, row.owner, fax_id, row.number, row.title)
        except NobodyAnswers:
            await self._later(tenant_id, fax_id, AWAY, "")
        except FileNotFoundError:
            await self._give_up(tenant_id, fax_id, "lost")
        except Refusal as refusal:
            await self._refused(tenant_id, fax_id, refusal)

    async def _make(self, row: FaxRow) -> bool:
        """Its own letter, when its turn has come. One that cannot be made is never sent."""
        try:
            made = await document_of(lambda: pages_of_text(row.title, row.text))
        except Refusal as refusal:
            log.error("fax.not_made", fax_id=row.id, code=refusal.code)
            await self._give_up(row.tenant_id, row.id, "not_made")
            return False
        kept = await asyncio.to_thread(self._archive.keep, row.tenant_id, row.id, made)
        async with self._database.writing(row.tenant_id) as work:
            own = await store.one(work.session, row.id)
            if own is not None:
                own.pages, own.size, own.sha256 = kept
        return True

    async def _refused(self, tenant_id: str, fax_id: str, refusal: Refusal) -> None:
        log.info("fax.not_called", fax_id=fax_id, code=refusal.code)
        if refusal.code == "fax.lines_busy":
            await self._later(tenant_id, fax_id, LINES_BUSY, "")
        elif refusal.code == "number.rule_forbids":
            await self._later(tenant_id, fax_id, NOT_NOW, "not_allowed")
        elif refusal.status >= 500 or refusal.code == "dial.no_trunk":
            await self._later(tenant_id, fax_id, NOT_NOW, "no_trunk")
        else:
            await self._give_up(tenant_id, fax_id, REFUSED.get(refusal.code, "not_allowed"))

    async def _later(self, tenant_id: str, fax_id: str, pause: timedelta, why: str) -> None:
        async with self._database.writing(tenant_id) as work:
            row = await store.one(work.session, fax_id)
            if row is None or State(row.state) is not State.WAITING:
                return
            now = self._clock.now()
            if now - row.created_at > GIVEN_UP_AFTER:
                row.state, row.ended_at, row.error = State.FAILED, now, why or "too_late"
                return
            row.due, row.error = now + pause, why or row.error
            payload = {"fax_id": fax_id, "tenant_id": tenant_id}
            await enqueue(work, SEND, payload, due=row.due)

    async def _give_up(self, tenant_id: str, fax_id: str, why: str) -> None:
        async with self._database.writing(tenant_id) as work:
            row = await store.one(work.session, fax_id)
            if row is not None and State(row.state) is State.WAITING:
                row.state = step(MOVES, State.WAITING, Cue.GIVEN_UP)
                row.ended_at, row.error, row.due = self._clock.now(), why, None
