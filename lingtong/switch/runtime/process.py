"""The Asterisk process: started apart from us so that it outlives the engine, and found again afterwards."""

import asyncio
import contextlib
import os
import resource
import signal
import subprocess
import time
from pathlib import Path

import aiohttp
import structlog

from lingtong.kit import Refusal
from lingtong.switch.runtime.program import Program
from lingtong.switch.runtime.render import secrets_of
from lingtong.switch.runtime.settings import SwitchSettings

FILES_PER_CALL = 4
FILES_KEPT_FREE = 120

log = structlog.get_logger()


class SwitchDoesNotStart(Refusal):
    code = "switch.does_not_start"
    status = 503


class Asterisk:
    """One Asterisk with its own folder. `start` when it runs already adopts it."""

    def __init__(self, settings: SwitchSettings, program: Program) -> None:
        self._settings = settings
        self._program = program
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def alive(self) -> bool:
        return self.pid is not None

    @property
    def pid(self) -> int | None:
        """The process that runs our configuration, whoever started it."""
        if self._child is not None and self._child.poll() is None:
            return self._child.pid
        return running_pid(self._settings)

    async def start(self, within: float = 30.0) -> None:
        """Start it where it does not run, and wait until it takes requests."""
        if not self.alive:
            self._launch()
        try:
            async with asyncio.timeout(within):
                await self._takes_requests()
        except TimeoutError:
            raise SwitchDoesNotStart(
                f"Asterisk did not answer in {within:.0f} s. {self.last_words()}"
            ) from None

    async def stop(self, within: float = 10.0) -> None:
        """End it, calls and all."""
        pid = self.pid
        if pid is None:
            return
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)
            if await self._gone(within):
                break
        _pid_file(self._settings).unlink(missing_ok=True)

    async def watch(self, every: float = 1.0) -> None:
        """Start it again whenever it died; for ever. Tries less often when it keeps dying."""
        pause = every
        while True:
            await asyncio.sleep(pause)
            if self.alive:
                pause = every
                continue
            log.error("switch.died", last_words=self.last_words())
            try:
                await self.start()
            except (SwitchDoesNotStart, OSError) as problem:  # of the disk: it may have room again
                log.error("switch.does_not_start", reason=str(problem))
                pause = min(pause * 2, 30.0)

    def last_words(self) -> str:
        for file in (self._settings.log / "console", self._settings.log / "messages"):
            with contextlib.suppress(OSError):
                lines = file.read_text(errors="replace").strip().splitlines()
                if lines:
                    return " | ".join(line[:200] for line in lines[-3:])
        return f"Nothing in {self._settings.log}."

    def _launch(self) -> None:
        console = self._settings.log / "console"
        with console.open("wb") as out:
            self._child = subprocess.Popen(
                [*self._program.command, "-C", str(_config(self._settings)), "-f"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self._settings.home,
                start_new_session=True,
                env={
                    "PATH": "/usr/bin:/bin",
                    "HOME": str(self._settings.home),
                    "LANG": "C.UTF-8",
                    "TZ": "UTC",
                },
            )
        _pid_file(self._settings).write_text(str(self._child.pid))

    async def _takes_requests(self) -> None:
        url = f"http://127.0.0.1:{self._settings.http_port}/ari/asterisk/info?only=status"
        who = aiohttp.encode_basic_auth("lingtong", secrets_of(self._settings).ari)
        async with aiohttp.ClientSession(headers={"Authorization": who}) as session:
            while True:
                if not self.alive:
                    raise SwitchDoesNotStart(f"Asterisk ended at once. {self.last_words()}")
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(url) as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.05)

    async def _gone(self, within: float) -> bool:
        end = time.monotonic() + within
        while self.alive:
            if time.monotonic() > end:
                return False
            await asyncio.sleep(0.02)
        return True


def calls_limit(open_files: int | None = None) -> int:
    """How many channels one Asterisk can hold: four open files each, measured."""
    files = open_files if open_files is not None else resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return max(0, (files - FILES_KEPT_FREE) // FILES_PER_CALL)


def running_pid(settings: SwitchSettings) -> int | None:
    """The Asterisk that runs these settings, whoever started it."""
    try:
        pid = int(_pid_file(settings).read_text())
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if str(_config(settings)).encode() in words else None


def _config(settings: SwitchSettings) -> Path:
    return settings.etc / "asterisk.conf"


def _pid_file(settings: SwitchSettings) -> Path:
    return settings.run / "engine.pid"
