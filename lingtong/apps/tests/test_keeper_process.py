"""The keeper as it really runs: a child that follows a journal into a database."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from lingtong.apps import keeper_process
from lingtong.apps.keeper import Keeper, follow
from lingtong.apps.keeper_process import KeeperProcess, Task
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import people
from lingtong.foundation.journal import Fact, Journal, Shipping
from lingtong.foundation.journal.tables import FactRow
from lingtong.interactions.testing import Call


class Noted(msgspec.Struct):
    number: int


pytestmark = pytest.mark.room

BEGAN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WITHIN = 60.0  # seconds: each keeper is a program that starts
# Holds a keeper as the engine's process does, and does nothing else.
HOLDER = """
import asyncio, sys, msgspec
from lingtong.apps.keeper_process import KeeperProcess, Task

async def stored():
    print("stored", flush=True)

async def main():
    keeper = KeeperProcess(msgspec.json.decode(sys.argv[1], type=Task))
    running = asyncio.create_task(keeper.run(stored))
    while keeper.pid is None:
        await asyncio.sleep(0.01)
    print(keeper.pid, flush=True)
    await running

asyncio.run(main())
"""


def story(tenant_id: str, name: str) -> list[Fact]:
    call = Call(tenant_id, name, BEGAN)
    call.arrives()
    call.is_answered("wang")
    call.ends("wang")
    return list(call.facts)


async def stored(parts: Parts) -> list[str]:
    async with parts.database.reading_everywhere() as reader:
        return list(await reader.session.scalars(select(FactRow.id).order_by(FactRow.sequence)))


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(WITHIN):
        while not await true():  # noqa: ASYNC110 - other processes do it
            await asyncio.sleep(0.02)


async def has_stored(parts: Parts, facts: list[Fact]) -> None:
    ids: list[str] = []

    async def all_of_them() -> bool:
        ids[:] = await stored(parts)
        return len(ids) >= len(facts)

    with contextlib.suppress(TimeoutError):
        await until(all_of_them)
    assert ids == [fact.id for fact in facts]


def task(parts: Parts, folder: Path) -> Task:
    return Task(database_url=parts.database.url, journal=str(folder), log_format="console")


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def is_gone(pid: int) -> None:
    async def gone() -> bool:
        return not is_alive(pid)

    await until(gone)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    journal = Journal(tmp_path / "journal")
    journal.load()
    return journal


@asynccontextmanager
async def keeping(one: KeeperProcess, words: list[None]) -> AsyncIterator[None]:
    async def hear() -> None:
        words.append(None)

    running = asyncio.create_task(one.run(hear))
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])


async def test_what_the_journal_gets_is_stored_and_told(
    parts: Parts, journal: Journal, tmp_path: Path
) -> None:
    tenant_id = await people(parts)
    facts, words = story(tenant_id, "a"), list[None]()
    keeper = KeeperProcess(task(parts, tmp_path / "journal"))
    journal.append(facts, [])
    async with keeping(keeper, words):
        await has_stored(parts, facts)
        more = story(tenant_id, "b")
        for fact in more:
            journal.append([fact], [])
        await has_stored(parts, [*facts, *more])
    assert words
    assert Shipping(tmp_path / "journal").unshipped() == []


async def test_it_stores_what_is_left_before_it_ends(parts: Parts, journal: Journal, tmp_path: Path) -> None:
    tenant_id = await people(parts)
    keeper, words = KeeperProcess(task(parts, tmp_path / "journal")), list[None]()
    first, last = story(tenant_id, "a"), story(tenant_id, "b")
    journal.append(first, [])
    async with keeping(keeper, words):
        await has_stored(parts, first)
        pid = keeper.pid
        journal.append(last, [])
    assert await stored(parts) == [fact.id for fact in [*first, *last]]
    assert pid is not None
    assert not is_alive(pid)


async def test_a_killed_keeper_is_started_again_and_nothing_is_lost_or_doubled(
    parts: Parts, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper_process, "AGAIN_AFTER", (0.01,))
    tenant_id = await people(parts)
    keeper, facts = KeeperProcess(task(parts, tmp_path / "journal")), list[Fact]()
    async with keeping(keeper, []):
        for name in ("a", "b", "c"):
            new = story(tenant_id, name)
            facts += new
            journal.append(new, [])
            await has_stored(parts, facts)
            pid = keeper.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            await is_gone(pid)
        new = story(tenant_id, "d")
        journal.append(new, [])
        await has_stored(parts, [*facts, *new])


async def test_it_ends_when_its_parent_is_killed(parts: Parts, journal: Journal, tmp_path: Path) -> None:
    tenant_id = await people(parts)
    ask = msgspec.json.encode(task(parts, tmp_path / "journal")).decode()
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, ask, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout is not None
    pid = int(await holder.stdout.readline())
    facts = story(tenant_id, "a")
    journal.append(facts, [])
    await has_stored(parts, facts)
    holder.kill()
    await holder.wait()
    await is_gone(pid)


async def test_two_keepers_at_once_store_everything_once(
    parts: Parts, journal: Journal, tmp_path: Path
) -> None:
    """After a kill the old one may still be at work when the new one begins."""
    tenant_id = await people(parts)
    facts = [fact for number in range(40) for fact in story(tenant_id, f"{number:02d}")]
    for fact in facts:
        journal.append([fact], [])
    one, other = (KeeperProcess(task(parts, tmp_path / "journal")) for _ in range(2))
    async with keeping(one, []), keeping(other, []):
        await has_stored(parts, facts)
    assert await stored(parts) == [fact.id for fact in facts]


async def test_whoever_waits_for_facts_is_told_after_each_batch(
    parts: Parts, journal: Journal, tmp_path: Path
) -> None:
    tenant_id = await people(parts)
    facts, stop, told = story(tenant_id, "a"), asyncio.Event(), list[int]()
    journal.append(facts, [])

    async def hear() -> None:
        told.append(len(await stored(parts)))
        stop.set()

    await follow(Shipping(tmp_path / "journal"), Keeper(parts.database), hear, stop)
    assert told == [len(facts)]


async def test_turns_without_facts_are_read_once(parts: Parts, journal: Journal, tmp_path: Path) -> None:
    """Phones and screens come and go all night: none of it is a fact, and all of it is in the journal."""
    shipping, stop = Shipping(tmp_path / "journal"), asyncio.Event()
    stop.set()

    async def hear() -> None: ...

    for number in range(3):
        journal.append([], [("seat", "a", Noted(number=number))])
    await follow(shipping, Keeper(parts.database), hear, stop)
    assert shipping.unshipped() == []
    assert not shipping.moved
    tenant_id = await people(parts)
    facts = story(tenant_id, "a")
    journal.append(facts, [])
    await follow(shipping, Keeper(parts.database), hear, stop)
    assert await stored(parts) == [fact.id for fact in facts]
