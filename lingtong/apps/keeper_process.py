"""The keeper as a process of its own, so that no record ever takes the interpreter from a call.

`KeeperProcess` is what the engine's process holds; it starts `python -m lingtong.apps.keeper_process`. The
task comes by standard input, whose end is the end of the keeper; a line on standard output tells that
something was stored.
"""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

import msgspec
import structlog
import uvloop

from lingtong.apps.keeper import Keeper, Stored, follow
from lingtong.foundation.db import Database
from lingtong.foundation.journal import Shipping
from lingtong.foundation.telemetry.logs import set_up_logs

log = structlog.get_logger()
COMMAND = (sys.executable, "-m", "lingtong.apps.keeper_process")
ENDS_WITHIN = 1.5  # seconds from the end of the engine's process
KILLED_AFTER = 3.0
AGAIN_AFTER = (0.2, 1.0, 5.0)
LIVED = 30.0  # seconds: one who ends after that is no repetition
NICENESS = 5  # calls go first
WORD = b"stored\n"


class Task(msgspec.Struct, frozen=True, kw_only=True):
    database_url: str
    journal: str
    log_level: str = "info"
    log_format: str = "json"


class KeeperProcess:
    """Starts the keeper, hears of what it stored, and starts it again when it ends before its time."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    async def run(self, stored: Stored) -> None:
        """Until cancelled: the keeper then stores what is left and ends."""
        loop, tries = asyncio.get_running_loop(), 0
        while True:
            began = loop.time()
            try:
                code = await self._once(stored)
            except OSError as error:
                code = error.errno or -1
            tries = 0 if loop.time() - began > LIVED else min(tries + 1, len(AGAIN_AFTER))
            pause = AGAIN_AFTER[max(tries - 1, 0)]
            log.error("keeper.ended", code=code, again_in=pause, lost="nothing: facts wait in the journal")
            await asyncio.sleep(pause)

    async def _once(self, stored: Stored) -> int:
        process = await asyncio.create_subprocess_exec(
            *COMMAND, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        self._process = process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(msgspec.json.encode(self._task) + b"\n")
            while await process.stdout.readline():
                await stored()
            return await process.wait()
        finally:
            self._process = None
            await _ended(process)


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    assert process.stdin is not None
    process.stdin.close()
    try:
        async with asyncio.timeout(KILLED_AFTER):
            await process.wait()
    except TimeoutError:
        log.error("keeper.killed", after=KILLED_AFTER)
        process.kill()
        await process.wait()


def main() -> None:
    task = msgspec.json.decode(sys.stdin.buffer.readline(), type=Task)
    set_up_logs(task.log_level, task.log_format)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal: the engine's process ends this one
    os.nice(NICENESS)
    uvloop.run(_keep(task))


async def _keep(task: Task) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    database = Database(task.database_url)
    try:
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(_until_alone(stop))
            following = group.create_task(follow(Shipping(Path(task.journal)), Keeper(database), _tell, stop))
            await stop.wait()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ENDS_WITHIN):
                    await following
            listening.cancel()
    finally:
        await database.close()


async def _until_alone(stop: asyncio.Event) -> None:
    """Standard input ends with the process that holds it, however that ends."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
    stop.set()


async def _tell() -> None:
    with contextlib.suppress(BrokenPipeError):  # nobody is left to hear it
        os.write(sys.stdout.fileno(), WORD)


if __name__ == "__main__":
    main()
