import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from lingtong.foundation.db import Database
from lingtong.foundation.identity.testing import MovableClock
from lingtong.foundation.jobs import Job, JobRunner, Periodic, Retry, enqueue
from lingtong.foundation.jobs.tables import JobRow
from lingtong.kit import Ids

pytestmark = pytest.mark.room


class Handler:
    def __init__(self, failing: int = 0) -> None:
        self.seen: list[Job] = []
        self.failing = failing

    async def __call__(self, job: Job) -> None:
        self.seen.append(job)
        if len(self.seen) <= self.failing:
            raise ConnectionError("13800138000")


def runner(database: Database, clock: MovableClock) -> JobRunner:
    return JobRunner(database, clock, Ids(clock))


async def ask(database: Database, clock: MovableClock, key: str | None = None, after: float = 0) -> str:
    async with database.writing_everywhere() as work:
        due = clock.now() + timedelta(seconds=after)
        return await enqueue(work, "mail", {"to": "王丽"}, due=due, key=key)


async def rows(database: Database) -> list[JobRow]:
    async with database.reading_everywhere() as reader:
        return list(await reader.session.scalars(select(JobRow)))


async def test_a_job_is_done_once_and_forgotten(each_database: Database, clock: MovableClock) -> None:
    handler, jobs = Handler(), runner(each_database, clock)
    jobs.handle("mail", handler)
    job_id = await ask(each_database, clock)
    assert await jobs.run_due() == 1
    assert [(job.id, job.payload, job.tries) for job in handler.seen] == [(job_id, {"to": "王丽"}, 1)]
    assert await rows(each_database) == []
    assert await jobs.run_due() == 0


async def test_a_job_leaves_with_its_commit_or_not_at_all(
    each_database: Database, clock: MovableClock
) -> None:
    with pytest.raises(ZeroDivisionError):
        await half_done(each_database)
    assert await rows(each_database) == []


async def half_done(database: Database) -> None:
    async with database.writing_everywhere() as work:
        await enqueue(work, "mail", {})
        raise ZeroDivisionError


async def test_a_job_waits_until_it_is_due(each_database: Database, clock: MovableClock) -> None:
    handler, jobs = Handler(), runner(each_database, clock)
    jobs.handle("mail", handler)
    await ask(each_database, clock, after=900)
    clock.move(899)
    assert await jobs.run_due() == 0
    clock.move(1)
    assert await jobs.run_due() == 1


async def test_the_same_key_is_the_same_job(each_database: Database, clock: MovableClock) -> None:
    first = await ask(each_database, clock, key="mail:1")
    assert await ask(each_database, clock, key="mail:1") == first
    assert await ask(each_database, clock, key="mail:2") != first


async def test_a_failure_is_tried_again_later_and_later(each_database: Database, clock: MovableClock) -> None:
    handler, jobs = Handler(failing=2), runner(each_database, clock)
    jobs.handle("mail", handler, Retry(first=timedelta(seconds=10)))
    await ask(each_database, clock)
    for pause in (10, 20):
        assert await jobs.run_due() == 1
        (row,) = await rows(each_database)
        assert row.last_error == "ConnectionError"
        assert row.due_at == clock.now() + timedelta(seconds=pause)
        clock.move(pause)
    assert await jobs.run_due() == 1
    assert await rows(each_database) == []


async def test_after_the_last_try_the_job_is_kept_for_people(
    each_database: Database, clock: MovableClock
) -> None:
    handler, jobs = Handler(failing=99), runner(each_database, clock)
    jobs.handle("mail", handler, Retry(tries=3))
    await ask(each_database, clock)
    for _ in range(6):
        await jobs.run_due()
        clock.move(7200)
    assert len(handler.seen) == 3
    (row,) = await rows(each_database)
    assert row.gave_up_at is not None


async def test_two_nodes_never_do_the_same_job(each_database: Database, clock: MovableClock) -> None:
    handlers = Handler(), Handler()
    nodes = runner(each_database, clock), runner(each_database, clock)
    for node, handler in zip(nodes, handlers, strict=True):
        node.handle("mail", handler)
    for _ in range(20):
        await ask(each_database, clock)
    await asyncio.gather(*(node.run_due() for node in nodes))
    done = [job.id for handler in handlers for job in handler.seen]
    assert len(done) == len(set(done)) == 20


async def test_what_a_dead_node_had_is_taken_over(each_database: Database, clock: MovableClock) -> None:
    dead, alive, handler = runner(each_database, clock), runner(each_database, clock), Handler()
    begun = asyncio.Event()

    async def never_ends(_: Job) -> None:
        begun.set()
        await asyncio.Event().wait()

    dead.handle("mail", never_ends)
    alive.handle("mail", handler)
    await ask(each_database, clock)
    task = asyncio.ensure_future(dead.run_due())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await alive.run_due() == 0
    clock.move(601)
    assert await alive.run_due() == 1
    assert handler.seen[0].tries == 2


async def test_periodic_work_comes_again_and_has_one_row(
    each_database: Database, clock: MovableClock
) -> None:
    handler = Handler(failing=1)
    nodes = runner(each_database, clock), runner(each_database, clock)
    for node in nodes:
        node.repeat([Periodic(name="clean", every=timedelta(hours=1), handler=handler)])
        await node.prepare()
    assert len(await rows(each_database)) == 1
    assert await nodes[0].run_due() + await nodes[1].run_due() == 1
    clock.move(10)  # the first run failed
    assert await nodes[1].run_due() == 1
    clock.move(3599)
    assert await nodes[0].run_due() == 0
    clock.move(1)
    assert await nodes[0].run_due() == 1


async def test_a_job_without_a_handler_waits_for_one(each_database: Database, clock: MovableClock) -> None:
    await ask(each_database, clock)
    assert await runner(each_database, clock).run_due() == 0
    assert len(await rows(each_database)) == 1


async def test_the_runner_works_until_it_is_stopped(database: Database, clock: MovableClock) -> None:
    done, jobs = asyncio.Event(), runner(database, clock)

    async def handler(_: Job) -> None:
        done.set()

    jobs.handle("mail", handler)
    await ask(database, clock)
    running = asyncio.ensure_future(jobs.run())
    async with asyncio.timeout(20):
        await done.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
