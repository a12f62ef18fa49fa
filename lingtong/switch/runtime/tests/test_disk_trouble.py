"""A disk that is full or away ends nobody who watches over the switch: calls go on."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path

import pytest

from lingtong.kit import SystemClock
from lingtong.switch.runtime.guard import Guard, GuardPolicy
from lingtong.switch.runtime.process import Asterisk
from lingtong.switch.runtime.program import Program
from lingtong.switch.runtime.settings import SwitchSettings

pytestmark = pytest.mark.room

KNOCK = 'SecurityEvent="InvalidPassword",AccountID="1001",RemoteAddress="IPV4/UDP/192.0.2.7/5060"\n'


@pytest.fixture
def settings(tmp_path: Path) -> SwitchSettings:
    return SwitchSettings(
        home=tmp_path / "asterisk", recordings=tmp_path, prompts=tmp_path, runtime=tmp_path, http_port=1
    )


async def until(fact: asyncio.Event, working: Awaitable[None]) -> None:
    task = asyncio.ensure_future(working)
    seen = asyncio.create_task(fact.wait())
    async with asyncio.timeout(5):
        await asyncio.wait([task, seen], return_when=asyncio.FIRST_COMPLETED)
    assert not task.done(), task.exception()
    task.cancel()
    await asyncio.wait([task])


async def test_who_could_not_be_shut_out_is_shut_out_as_soon_as_the_disk_takes_it(
    settings: SwitchSettings,
) -> None:
    settings.log.mkdir(parents=True)
    settings.security_log.write_text("")
    out, tries = asyncio.Event(), list[frozenset[str]]()

    async def shut(banned: frozenset[str]) -> None:
        tries.append(banned)
        if len(tries) == 1:
            raise OSError(28, "No space left on device")
        out.set()

    guard = Guard(settings, SystemClock(), shut, GuardPolicy(failures=1))

    async def knocked() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(guard.run(every=0.01))
            await asyncio.sleep(0.05)
            with settings.security_log.open("a") as log:
                log.write(KNOCK)

    await until(out, knocked())
    assert tries == [frozenset({"192.0.2.7"})] * 2


async def test_a_switch_that_cannot_be_started_for_want_of_disk_is_tried_again(
    settings: SwitchSettings, tmp_path: Path
) -> None:
    program = tmp_path / "asterisk-program"
    started, mark = asyncio.Event(), tmp_path / "started"
    program.write_text(f"#!/bin/sh\ntouch {mark}\nexec sleep 60\n")
    program.chmod(0o755)
    switch = Asterisk(
        settings, Program(command=(str(program),), root=tmp_path, version=(22, 7), modules=tmp_path)
    )

    async def watched() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(switch.watch(every=0.01))
            await asyncio.sleep(0.05)  # it cannot write yet
            settings.log.mkdir(parents=True)
            settings.run.mkdir(parents=True)
            while not mark.exists():  # noqa: ASYNC110 - a file tells of nothing
                await asyncio.sleep(0.01)
            started.set()

    try:
        await until(started, watched())
    finally:
        await switch.stop(within=0.5)
