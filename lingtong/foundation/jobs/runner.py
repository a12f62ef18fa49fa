import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta

import structlog

from lingtong.foundation.db import Database
from lingtong.foundation.jobs import store
from lingtong.foundation.jobs.model import Handler, Job, Periodic, Retry
from lingtong.foundation.jobs.service import enqueue
from lingtong.foundation.jobs.tables import JobRow
from lingtong.kit import Clock, Ids

log = structlog.get_logger("jobs")

LEASE = timedelta(minutes=10)
AT_ONCE = 4
LOOK_EVERY = 2.0  # seconds
ERROR_KEPT = 200
MARGIN = timedelta(seconds=30)


class JobRunner:
    """Runs due jobs, a few at a time, on any number of nodes; each job is with one of them at a time."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database, self._clock, self._ids = database, clock, ids
        self._handlers: dict[str, tuple[Handler, Retry]] = {}
        self._periodic: dict[str, Periodic] = {}

    def handle(self, name: str, handler: Handler, retry: Retry | None = None) -> None:
        self._handlers[name] = handler, retry or Retry()

    def repeat(self, jobs: Sequence[Periodic]) -> None:
        for job in jobs:
            self._periodic[job.name] = job
            # A periodic job never gives up.
            self.handle(
                job.name, job.handler, Retry(tries=1 << 30, longest=max(job.every, timedelta(seconds=10)))
            )

    async def run(self) -> None:
        """Until cancelled. What was running is done again by the next one, when its lease is over."""
        while not await self._is_prepared():  # noqa: ASYNC110 - the database tells nobody that it is back
            await asyncio.sleep(LOOK_EVERY)
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._work_for_ever())

    async def _is_prepared(self) -> bool:
        try:
            await self.prepare()
        except Exception:  # the database is away, or not yet migrated
            log.exception("jobs.unavailable")
            return False
        return True

    async def prepare(self) -> None:
        """Each periodic job has its one row."""
        async with self._database.writing_everywhere() as work:
            for name in self._periodic:
                await enqueue(work, name, {}, due=self._clock.now(), key=f"periodic:{name}")

    async def run_due(self) -> int:
        """Everything that is due now, one after the other; how many."""
        count = 0
        while await self._run_one():
            count += 1
        return count

    async def _work_for_ever(self) -> None:
        while True:
            try:
                found = await self._run_one()
            except Exception:
                log.exception("jobs.unavailable")
                found = False
            if not found:
                await asyncio.sleep(LOOK_EVERY)

    async def _run_one(self) -> bool:
        lease = self._ids.new()
        async with self._database.writing_everywhere() as work:
            row = await store.next_due(work.session, self._handlers, self._clock.now())
            if row is None:
                return False
            row.lease, row.leased_until = lease, self._clock.now() + LEASE
            row.tries += 1
            job = _job(row)
        error = await self._outcome(job)
        async with self._database.writing_everywhere() as work:
            held = await store.held(work.session, job.id, lease)
            if held is None:
                log.warning("job.lease_lost", job=job.name, job_id=job.id)
            elif error is None and job.name not in self._periodic:
                await work.session.delete(held)
            else:
                self._settle(held, error)
        return True

    async def _outcome(self, job: Job) -> Exception | None:
        """None when it went well. It must end before another node may take the job over."""
        handler, _ = self._handlers[job.name]
        try:
            async with asyncio.timeout((LEASE - MARGIN).total_seconds()):
                await handler(job)
        except Exception as error:
            log.exception("job.failed", job=job.name, job_id=job.id, tries=job.tries)
            return error
        return None

    def _settle(self, row: JobRow, error: Exception | None) -> None:
        now = self._clock.now()
        row.lease = row.leased_until = None
        if error is None:
            row.tries, row.last_error = 0, ""
            row.due_at = now + self._periodic[row.name].every
            return
        row.last_error = type(error).__name__[:ERROR_KEPT]
        pause = self._handlers[row.name][1].pause(row.tries)
        if pause is None:
            row.gave_up_at = now
            log.error("job.gave_up", job=row.name, job_id=row.id, tries=row.tries)
        else:
            row.due_at = now + pause


def _job(row: JobRow) -> Job:
    return Job(
        id=row.id, name=row.name, tenant_id=row.tenant_id, payload=json.loads(row.payload), tries=row.tries
    )
