"""The whole product as a user starts it, with a center of many desks in its own folder."""

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bench.results import ROOT
from bench.sides import RTP_PORTS, settings_for
from lingtong.switch.runtime.process import Asterisk
from lingtong.switch.runtime.program import find
from lingtong.switch.runtime.settings import SwitchSettings
from tests.rig.ports import free_port

READY_WITHIN = 60.0
_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_TROUBLE = re.compile(r"^\S+ \S+ \[(?:warning|error|critical) *\] (\S+)", re.MULTILINE)
_DEGRADED = re.compile(r"degraded\.taken_in +calls=(\d+)")


class Whole:
    def __init__(self, folder: Path, settings: SwitchSettings) -> None:
        self._settings, self._folder, self._port = settings, folder, free_port("tcp")
        self._process: asyncio.subprocess.Process | None = None
        self._asterisk = Asterisk(settings, find(settings.runtime))
        self.desks: list[dict[str, str]] = []

    @property
    def address(self) -> str:
        return f"http://localhost:{self._port}"

    @property
    def sip_port(self) -> int:
        return self._settings.sip_port

    @property
    def cpu(self) -> dict[str, int]:
        assert self._process is not None
        assert self._asterisk.pid is not None
        return {"lingtong": self._process.pid, "asterisk": self._asterisk.pid}

    @property
    def keeper(self) -> int:
        """The process that keeps the records."""
        own = self.cpu["lingtong"]
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        words = ((int(pid), Path(f"/proc/{pid}/cmdline").read_bytes()) for pid in children)
        return next(pid for pid, line in words if b"keeper_process" in line)

    @property
    def data(self) -> Path:
        return self._settings.home.parent

    def troubles(self) -> Counter[str]:
        """Warnings and errors that the product has told, by name; `calls=` of degraded calls added up."""
        text = _COLOR.sub("", (self._folder / "output").read_text(errors="replace"))
        found = Counter(_TROUBLE.findall(text))
        found["calls without an engine"] = sum(int(number) for number in _DEGRADED.findall(text))
        return found

    async def start(self, desks: int, people: str) -> None:
        said = await self._finished("-m", people, str(desks))
        self.desks = json.loads(said.splitlines()[-1])
        with (self._folder / "output").open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "lingtong.apps.cli", "run",
                stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output, cwd=ROOT, env=self._env(),
            )  # fmt: skip
        async with asyncio.timeout(READY_WITHIN), aiohttp.ClientSession() as http:
            while not await self._is_ready(http):
                if self._process.returncode is not None:
                    raise RuntimeError(f"It ended:\n{(self._folder / 'output').read_text()[-3000:]}")
                await asyncio.sleep(0.1)

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(15):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        await self._asterisk.stop()

    async def _is_ready(self, http: aiohttp.ClientSession) -> bool:
        with contextlib.suppress(aiohttp.ClientError):
            async with http.get(f"{self.address}/readyz") as answer:
                return answer.status == 200
        return False

    async def _finished(self, *words: str) -> bytes:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *words, stdout=asyncio.subprocess.PIPE, cwd=ROOT, env=self._env()
        )
        said, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"{' '.join(words)} failed.")
        return said

    def _env(self) -> dict[str, str]:
        settings = self._settings
        wanted = {
            "DATA": self.data,
            "CONFIG": self._folder / "lingtong.toml",
            "LOG_FORMAT": "console",
            "HTTP__PORT": self._port,
            "ASTERISK__RUNTIME": settings.runtime,
            "ASTERISK__SIP_PORT": settings.sip_port,
            "ASTERISK__HTTP_PORT": settings.http_port,
            "ASTERISK__AMI_PORT": settings.ami_port,
            "ASTERISK__RTP_START": settings.rtp_first,
            "ASTERISK__RTP_END": settings.rtp_last,
        }
        env = {name: value for name, value in os.environ.items() if not name.startswith("LINGTONG_")}
        return env | {f"LINGTONG_{name}": str(value) for name, value in wanted.items()}


@asynccontextmanager
async def whole_product(
    folder: Path, runtime: Path, desks: int, people: str = "bench.people", rtp_ports: int = RTP_PORTS
) -> AsyncIterator[Whole]:
    """`people` is the program that makes the center."""
    folder.mkdir(parents=True)  # noqa: ASYNC240 - nothing else runs yet
    one = Whole(folder, settings_for(folder, runtime, rtp_ports))
    try:
        await one.start(desks, people)
        yield one
    finally:
        await one.stop()
