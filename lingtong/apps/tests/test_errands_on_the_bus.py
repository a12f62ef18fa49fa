"""What an engine asks on a bus that others run, and what comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from lingtong.apps.errands import ErrandsOfEngine
from lingtong.floor.ivr.errands import SEALED_WITH, Answer, ErrandRunner, Letters
from lingtong.floor.turn import Errand, ErrandDone
from lingtong.foundation.bus.in_process import InProcessBus
from lingtong.foundation.config import Sealer
from lingtong.foundation.config.secrets import Secrets

pytestmark = pytest.mark.room

PIN, OWED = "482917", "yuan 731.05"
ASKED = Errand(
    id="e",
    tenant_id="t",
    interaction_id="i",
    kind="pin_check",
    request={"account": "a", "pin": PIN},
    within=5,
)


class Bus(InProcessBus):
    """Whoever runs it reads along."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[bytes] = []

    async def ask(self, subject: str, payload: bytes, *, within: float) -> bytes:
        answer = await super().ask(subject, payload, within=within)
        self.read += [payload, answer]
        return answer


class Accounts:
    def lane(self, _: Errand) -> str:
        return "accounts"

    async def run(self, errand: Errand) -> Answer:
        return Answer("done", {"owed": OWED if errand.request["pin"] == PIN else ""})


def letters(folder: Path) -> Letters:
    return Letters(Sealer(Secrets(folder / "secrets.json"), SEALED_WITH))


@asynccontextmanager
async def joined(bus: Bus, engine: Letters, worker: Letters) -> AsyncIterator[ErrandDone]:
    """What comes of one errand."""
    runner, done = ErrandRunner(worker), asyncio.Queue[ErrandDone]()
    runner.handle({"pin_check": Accounts()})
    await runner.serve(bus)
    errands = ErrandsOfEngine(bus, engine, done.put_nowait)
    running = asyncio.create_task(errands.run())
    errands.ask(ASKED)
    async with asyncio.timeout(20):
        yield await done.get()
    running.cancel()


async def test_nobody_on_the_way_reads_a_pin_or_what_it_opens(tmp_path: Path) -> None:
    bus = Bus()
    async with joined(bus, letters(tmp_path), letters(tmp_path)) as done:
        assert (done.outcome, done.values) == ("done", {"owed": OWED})
    assert len(bus.read) == 2
    assert not any(word.encode() in letter for letter in bus.read for word in (PIN, OWED, "account"))


async def test_with_other_secrets_the_errand_fails_and_nothing_is_done(tmp_path: Path) -> None:
    bus = Bus()
    (tmp_path / "elsewhere").mkdir()
    async with joined(bus, letters(tmp_path), letters(tmp_path / "elsewhere")) as done:
        assert (done.outcome, done.values) == ("failed", {})


async def test_a_letter_is_good_for_one_way_and_unread_where_it_is_none(tmp_path: Path) -> None:
    for letter in (b"", b"no base64 \xff", b"AAAA", letters(tmp_path).close(b"{}", "back")):
        done = asyncio.Queue[ErrandDone]()
        errands = ErrandsOfEngine(Echo(letter), letters(tmp_path), done.put_nowait)
        running = asyncio.create_task(errands.run())
        errands.ask(ASKED)
        async with asyncio.timeout(20):
            assert (await done.get()).outcome == "failed"
        running.cancel()


class Echo(InProcessBus):
    """Answers whatever was asked with one letter."""

    def __init__(self, letter: bytes) -> None:
        super().__init__()
        self._letter = letter

    async def ask(self, subject: str, payload: bytes, *, within: float) -> bytes:
        return self._letter
