"""One contract, two buses."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from lingtong.foundation.bus import Bus, InProcessBus, NatsBus, NobodyAnswers
from lingtong.foundation.bus.testing import running_nats
from lingtong.foundation.db.testing import free_port

pytestmark = pytest.mark.room
AT_ONCE = 20.0  # seconds, of the sixty that an answer may take


@pytest.fixture(params=["in process", "nats"])
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    made: Bus = InProcessBus()
    if request.param == "nats":
        made = await NatsBus.connect(request.getfixturevalue("nats_url"), "test")
    yield made
    await made.close()


class Ear:
    def __init__(self) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self._news = asyncio.Event()

    async def __call__(self, subject: str, payload: bytes) -> None:
        self.heard.append((subject, payload))
        self._news.set()

    async def until(self, count: int) -> list[tuple[str, bytes]]:
        async with asyncio.timeout(20):
            while len(self.heard) < count:
                self._news.clear()
                await self._news.wait()
        return self.heard


async def test_a_question_gets_the_answer_of_its_server(bus: Bus) -> None:
    async def upper(payload: bytes) -> bytes:
        return payload.upper()

    await bus.serve("engine.command", upper)
    assert await bus.ask("engine.command", b"hold", within=20) == b"HOLD"


async def test_a_question_that_nobody_serves_is_refused_at_once(bus: Bus) -> None:
    began = time.monotonic()
    with pytest.raises(NobodyAnswers):
        await bus.ask("nobody.here", b"", within=60)
    assert time.monotonic() - began < AT_ONCE


async def test_an_answer_that_takes_too_long_is_refused_in_time(bus: Bus) -> None:
    never = asyncio.Event()

    async def silent(_: bytes) -> bytes:
        await never.wait()
        return b""

    await bus.serve("slow", silent)
    with pytest.raises(NobodyAnswers):
        await bus.ask("slow", b"", within=0.1)
    never.set()


async def test_a_slow_answer_does_not_hold_up_the_next_question(bus: Bus) -> None:
    gate = asyncio.Event()

    async def answer(payload: bytes) -> bytes:
        if payload == b"slow":
            await gate.wait()
        return payload

    await bus.serve("work", answer)
    slow = asyncio.ensure_future(bus.ask("work", b"slow", within=5))
    assert await bus.ask("work", b"quick", within=5) == b"quick"
    gate.set()
    assert await slow == b"slow"


async def test_subscribers_hear_in_order(bus: Bus) -> None:
    ear = Ear()
    await bus.subscribe("facts.t", ear)
    for number in range(200):
        await bus.publish("facts.t", str(number).encode())
    assert [payload for _, payload in await ear.until(200)] == [str(number).encode() for number in range(200)]


async def test_a_pattern_hears_everything_below_and_nothing_else(bus: Bus) -> None:
    below, exact = Ear(), Ear()
    await bus.subscribe("facts.>", below)
    await bus.subscribe("facts.one", exact)
    for subject in ("facts", "factsome.one", "facts.one", "facts.two.deep", "live.one", "facts.end"):
        await bus.publish(subject, b"")
    assert [subject for subject, _ in await below.until(3)] == ["facts.one", "facts.two.deep", "facts.end"]
    assert [subject for subject, _ in await exact.until(1)] == ["facts.one"]


async def test_every_subscriber_hears(bus: Bus) -> None:
    ears = [Ear(), Ear()]
    for ear in ears:
        await bus.subscribe("live.t", ear)
    await bus.publish("live.t", b"view")
    for ear in ears:
        assert await ear.until(1) == [("live.t", b"view")]


async def test_a_listener_that_fails_hears_the_next_message_too(bus: Bus) -> None:
    ear = Ear()

    async def fails_first(subject: str, payload: bytes) -> None:
        if payload == b"first":
            raise ValueError
        await ear(subject, payload)

    await bus.subscribe("live.t", fails_first)
    await bus.publish("live.t", b"first")
    await bus.publish("live.t", b"second")
    assert await ear.until(1) == [("live.t", b"second")]


async def test_a_server_that_fails_is_told_at_once(bus: Bus) -> None:
    async def fails(_: bytes) -> bytes:
        raise ValueError

    await bus.serve("engine.command", fails)
    began = time.monotonic()
    with pytest.raises(NobodyAnswers):
        await bus.ask("engine.command", b"", within=60)
    assert time.monotonic() - began < AT_ONCE


async def test_closing_lets_what_was_published_be_heard(bus: Bus) -> None:
    ear = Ear()
    await bus.subscribe("live.t", ear)
    await bus.publish("live.t", b"last")
    await bus.close()
    assert await ear.until(1) == [("live.t", b"last")]


class _Client:
    """Waits as the client of NATS does; what it waits for comes when the test says so."""

    is_connected = True

    def __init__(self) -> None:
        self.came = asyncio.get_running_loop().create_future()

    async def subscribe(self, *_: Any, **__: Any) -> None: ...

    async def request(self, *_: Any, **__: Any) -> Any:
        return await asyncio.wait_for(self.came, 5)

    async def flush(self) -> None:
        await asyncio.wait_for(self.came, 5)

    async def publish(self, *_: Any, **__: Any) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await self.came


async def _hears(_: str, __: bytes) -> None: ...


async def _answers(payload: bytes) -> bytes:
    return payload


@pytest.mark.parametrize(
    "act",
    [
        lambda bus: bus.subscribe("center.changed", _hears),
        lambda bus: bus.serve("engine.command", _answers),
        lambda bus: bus.ask("engine.command", b"", within=5),
        lambda bus: bus.publish("live", b""),
    ],
    ids=["subscribe", "serve", "ask", "publish"],
)
async def test_who_is_cancelled_in_the_moment_of_the_answer_ends(
    act: Callable[[Bus], Awaitable[Any]],
) -> None:
    """Else a process that is told to end goes on."""
    client = _Client()
    asking = asyncio.ensure_future(act(NatsBus(client, None)))  # type: ignore[arg-type]
    await asyncio.sleep(0.01)
    client.came.set_result(None)
    asking.cancel()
    await asyncio.wait([asking])
    assert asking.cancelled()


async def test_a_server_that_comes_back_is_found_again() -> None:
    """A question meanwhile is refused at once and never acted upon later."""
    port, ear, back, asked = free_port(), Ear(), asyncio.Event(), Ear()

    async def is_back() -> None:
        back.set()

    async def answer(payload: bytes) -> bytes:
        await asked("", payload)
        return b"yes"

    with running_nats(port) as url:
        bus = await NatsBus.connect(url, "test")
        bus.when_back(is_back)
        await bus.serve("engine.command", answer)
        await bus.subscribe("facts.t", ear)
        await bus.publish("facts.t", b"before")
        await ear.until(1)
    async with asyncio.timeout(30):
        await bus.lost()
    with pytest.raises(NobodyAnswers):
        await bus.ask("engine.command", b"while away", within=30)
    assert not back.is_set()
    with running_nats(port):
        async with asyncio.timeout(30):
            await bus.connected()
            await back.wait()
        assert await bus.ask("engine.command", b"afterwards", within=5) == b"yes"
        assert asked.heard == [("", b"afterwards")]
        await bus.publish("facts.t", b"after")
        assert [payload for _, payload in await ear.until(2)] == [b"before", b"after"]
        await bus.close()
