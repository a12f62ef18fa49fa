"""A process that ends waits for nobody who does not answer."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from lingtong.foundation.bus import InProcessBus, NatsBus, nats_bus
from lingtong.foundation.bus import in_process as in_process_bus

pytestmark = pytest.mark.room

INFO = b'INFO {"server_id":"x","version":"2.10.0","headers":true,"max_payload":1048576}\r\n'


class PlayedNats:
    """Takes everything and, once it is `silent`, answers nothing: a machine that is cut off."""

    def __init__(self) -> None:
        self.silent = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(INFO)
        while line := await reader.readline():
            if line.startswith(b"PING") and not self.silent:
                writer.write(b"PONG\r\n")
        writer.close()


@pytest.fixture
async def played() -> AsyncIterator[tuple[PlayedNats, str]]:
    nats = PlayedNats()
    server = await asyncio.start_server(nats.serve, "127.0.0.1", 0)
    yield nats, f"nats://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


async def hears(_: str, __: bytes) -> None: ...


async def test_a_server_that_is_cut_off_holds_up_no_end(played: tuple[PlayedNats, str]) -> None:
    nats, url = played
    before = asyncio.all_tasks()
    bus = await NatsBus.connect(url, "test")
    for number in range(20):
        await bus.subscribe(f"facts.{number}", hears)
    nats.silent = True
    await bus.publish("facts.1", b"last words")
    began = time.monotonic()
    await bus.close()
    left = {task for task in asyncio.all_tasks() - before if "Client." in repr(task.get_coro())}
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left)
    assert time.monotonic() - began < 7


async def test_a_server_that_goes_away_while_we_leave_is_no_failure(played: tuple[PlayedNats, str]) -> None:
    nats, url = played
    bus = await NatsBus.connect(url, "test")
    await bus.subscribe("facts", hears)
    nats.silent = True
    leaving = asyncio.create_task(bus.close())
    await asyncio.sleep(0.05)
    async with asyncio.timeout(7):
        await leaving


async def test_a_listener_that_does_not_return_holds_up_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_process_bus, "CLOSE_WITHIN", 0.2)
    bus, never, ended = InProcessBus(), asyncio.Event(), list[str]()

    async def stuck(_: str, __: bytes) -> None:
        try:
            await never.wait()
        finally:
            ended.append("stuck")

    async def swift(_: str, payload: bytes) -> None:
        ended.append(payload.decode())

    await bus.subscribe("people.changed", stuck)
    await bus.subscribe("people.changed", swift)
    await bus.publish("people.changed", b"swift")
    async with asyncio.timeout(3):
        await bus.close()
    assert ended == ["swift", "stuck"]


async def test_a_listener_that_is_behind_by_all_that_fits_holds_up_no_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(in_process_bus, "CLOSE_WITHIN", 0.2)
    monkeypatch.setattr(in_process_bus, "LONGEST_QUEUE", 2)
    bus, never = InProcessBus(), asyncio.Event()

    async def stuck(_: str, __: bytes) -> None:
        await never.wait()

    await bus.subscribe("facts", stuck)
    for _ in range(5):
        await bus.publish("facts", b"")
        await asyncio.sleep(0)
    async with asyncio.timeout(3):
        await bus.close()


async def test_who_leaves_does_not_say_that_the_bus_is_away(
    played: tuple[PlayedNats, str], capsys: pytest.CaptureFixture[str]
) -> None:
    _, url = played
    bus = await NatsBus.connect(url, "test")
    await bus.close()
    assert "bus.away" not in capsys.readouterr().out


async def test_a_server_that_is_cut_off_counts_as_away(
    played: tuple[PlayedNats, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else each question waits for its whole time, for minutes."""
    monkeypatch.setattr(nats_bus, "PING_EVERY", 0.05)
    nats, url = played
    bus = await NatsBus.connect(url, "test")
    nats.silent = True
    async with asyncio.timeout(20):
        await bus.lost()
    nats.silent = False
    async with asyncio.timeout(20):
        await bus.connected()
    await bus.close()
