"""The lease between machines, on a register in memory and on NATS; no clock but the process' own."""

import asyncio

import pytest

from lingtong.foundation.bus import NatsBus
from lingtong.foundation.lease import LeaseLost, Overtaken, Register, RegisterAway, RegisterLease
from lingtong.kit import SystemClock

pytestmark = pytest.mark.room
SECONDS = 2.0  # far more than a full machine keeps a process waiting
SOON = 20.0


class InMemory:
    def __init__(self) -> None:
        self.entries: dict[str, tuple[bytes, int]] = {}
        self.away = False
        self.answers_are_lost = False

    async def read(self, key: str) -> tuple[bytes, int] | None:
        if self.away:
            raise RegisterAway
        return self.entries.get(key)

    async def write(self, key: str, value: bytes, last: int) -> int:
        if self.away:
            raise RegisterAway
        if self.entries.get(key, (b"", 0))[1] != last:
            raise Overtaken
        self.entries[key] = (value, last + 1)
        if self.answers_are_lost:
            raise RegisterAway
        return last + 1


def lease(register: Register, node: str = "here") -> RegisterLease:
    return RegisterLease(register, node, SystemClock(), SECONDS)


async def kept(one: RegisterLease) -> "asyncio.Task[None]":
    await asyncio.wait_for(one.acquire(), SOON)
    return asyncio.create_task(one.keep())


async def ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task])


async def test_one_that_renews_keeps_it() -> None:
    register = InMemory()
    first, second = lease(register), lease(register, "there")
    keeping = await kept(first)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(second.acquire(), SECONDS * 3)
    assert first.holds()
    assert not second.holds()
    await ended(keeping)


async def test_who_does_not_renew_has_lost_it_before_another_has_it() -> None:
    register = InMemory()
    first, second = lease(register), lease(register, "there")
    generation = await asyncio.wait_for(first.acquire(), SOON)
    assert first.holds()
    taking = asyncio.create_task(second.acquire())
    while not taking.done():
        assert not (first.holds() and second.holds())
        await asyncio.sleep(0.005)
    assert not first.holds()
    assert await taking > generation
    assert second.before is not None
    assert (second.before.node, second.before.generation) == ("here", generation)
    assert not second.before.given_back
    with pytest.raises(LeaseLost):
        await first.keep()


async def test_what_is_given_back_is_had_at_once() -> None:
    register = InMemory()
    first, second = lease(register), lease(register, "there")
    await ended(await kept(first))
    await first.release()
    assert not first.holds()
    await asyncio.wait_for(second.acquire(), SECONDS / 2)
    assert first.before is None
    assert second.before is not None
    assert second.before.given_back
    assert second.before.node == "here"


async def test_a_register_that_is_away_for_longer_ends_it_for_everybody() -> None:
    register = InMemory()
    first, second = lease(register), lease(register, "there")
    keeping = await kept(first)
    register.away = True
    with pytest.raises(LeaseLost):
        await asyncio.wait_for(keeping, SOON)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(second.acquire(), SECONDS * 2)
    register.away = False
    await asyncio.wait_for(second.acquire(), SOON)


async def test_a_renewal_whose_answer_is_lost_is_known_for_ones_own() -> None:
    register = InMemory()
    first = lease(register)
    keeping = await kept(first)
    register.answers_are_lost = True
    _, before = register.entries["engine"]
    async with asyncio.timeout(SOON):
        while register.entries["engine"][1] == before:  # noqa: ASYNC110 - the register has no ear
            await asyncio.sleep(0.005)
    register.answers_are_lost = False
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(keeping), SECONDS * 2)
    assert first.holds()
    await ended(keeping)


async def test_nats_is_such_a_register(nats_url: str) -> None:
    bus = await NatsBus.connect(nats_url, "test")
    register = await bus.register("lease-test")
    assert await register.read("raw") is None
    revision = await register.write("raw", b"first", 0)
    assert await register.read("raw") == (b"first", revision)
    with pytest.raises(Overtaken):
        await register.write("raw", b"late", 0)
    with pytest.raises(Overtaken):
        await register.write("raw", b"late", revision + 7)
    assert await register.write("raw", b"second", revision) > revision
    first, second = lease(register), lease(register, "there")
    keeping = await kept(first)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(second.acquire(), SECONDS * 2)
    await ended(keeping)
    await asyncio.wait_for(second.acquire(), SOON)
    assert not first.holds()
    await bus.close()
