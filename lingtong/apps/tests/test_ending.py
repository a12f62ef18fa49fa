"""Told to end, the product ends in order and soon, whatever it waits for."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from lingtong.foundation.db.testing import free_port
from lingtong.foundation.lease import FolderLease
from lingtong.kit import SystemClock

pytestmark = pytest.mark.room

PRODUCT = Path(__file__).with_name("one_product.py")
SOON = 8.0  # seconds; who asks it to end waits for 15
WITH_REQUESTS = 12.0  # requests get five seconds to end
STARTS_WITHIN = 60.0


class Running:
    def __init__(self, process: asyncio.subprocess.Process, port: int, log: Path) -> None:
        self.process, self.address, self._log = process, f"http://127.0.0.1:{port}", log

    async def says(self, word: str) -> None:
        assert self.process.stdout is not None
        async with asyncio.timeout(STARTS_WITHIN):
            said = await self.process.stdout.readline()
        assert said == f"{word}\n".encode(), self.log

    async def is_ready(self) -> None:
        async with asyncio.timeout(STARTS_WITHIN), httpx.AsyncClient() as client:
            while True:
                try:
                    if (await client.get(f"{self.address}/readyz")).status_code == httpx.codes.OK:
                        return
                except httpx.HTTPError:
                    await asyncio.sleep(0.05)
                assert self.process.returncode is None, self.log

    async def ends(self, code: int = 0) -> float:
        """Gives the seconds that it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(16):
                found = await self.process.wait()
        except TimeoutError:
            raise AssertionError(f"it goes on: {self.log}") from None
        assert found == code, self.log
        return time.monotonic() - began

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")


@asynccontextmanager
async def product(folder: Path, stuck: str = "") -> AsyncIterator[Running]:
    port, log = free_port(), folder / "log"
    own = {
        "LINGTONG_CONFIG": str(folder / "none.toml"),
        "LINGTONG_DATA": str(folder),
        "LINGTONG_HTTP__PORT": str(port),
    }
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(PRODUCT),
            stuck,
            stdout=asyncio.subprocess.PIPE,
            stderr=out,
            env=os.environ | own,
        )
    try:
        yield Running(process, port, log)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.mark.parametrize("what", ["database", "switch"])
async def test_while_something_does_not_answer_at_the_start(tmp_path: Path, what: str) -> None:
    async with product(tmp_path, what) as it:
        await it.says("stuck")
        assert await it.ends() < SOON


async def test_while_it_stands_by(tmp_path: Path) -> None:
    lease = FolderLease(tmp_path / "journal", "node-2", SystemClock())
    assert lease.try_now()
    async with product(tmp_path) as it:
        async with asyncio.timeout(STARTS_WITHIN):
            while "engine.stands_by" not in it.log:  # noqa: ASYNC110 - a file tells of nothing
                await asyncio.sleep(0.05)
        assert await it.ends() < SOON
    await lease.release()


@pytest.mark.parametrize("what", ["thread", "query"])
async def test_while_a_request_takes_long(tmp_path: Path, what: str) -> None:
    async with product(tmp_path) as it:
        await it.is_ready()
        async with httpx.AsyncClient(timeout=60) as client:
            asking = asyncio.create_task(client.get(f"{it.address}/long/{what}"))
            await it.says(what)
            assert await it.ends() < WITH_REQUESTS
            await asyncio.wait([asking])


async def test_while_a_socket_is_open_that_nobody_reads(tmp_path: Path) -> None:
    async with product(tmp_path) as it:
        await it.is_ready()
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", int(it.address.rpartition(":")[2]), limit=1
        )
        key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        asked = (
            "GET /long/socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        )
        writer.write(f"{asked}{key}\r\n".encode())
        await it.says("socket")
        assert await it.ends() < WITH_REQUESTS
        writer.close()
        assert reader.exception() is None


async def test_while_nothing_special_goes_on(tmp_path: Path) -> None:
    async with product(tmp_path) as it:
        await it.is_ready()
        assert await it.ends() < SOON
        assert "Traceback" not in it.log


async def test_a_database_that_goes_away_while_it_starts_ends_nothing(tmp_path: Path) -> None:
    async with product(tmp_path, "outage") as it:
        await it.says("applied")
        await it.is_ready()
        assert "database.away_at_take_over" in it.log
        assert await it.ends() < SOON


async def test_what_does_not_let_go_is_named_and_left(tmp_path: Path) -> None:
    async with product(tmp_path, "cancel") as it:
        await it.is_ready()
        assert await it.ends(code=1) < SOON
        assert "process.held_up" in it.log
        assert "PlayedRoom.run" in it.log
        assert "Timeout (0:00:01)!" in it.log
