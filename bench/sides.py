"""The two sides of a comparison: our house, and an Asterisk that does it all in its dialplan.

Each has its own folder, ports and phones; both run the same Asterisk with the same phones and prompt.
"""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from bench import load, scenarios
from bench.center import SECRET, Size
from bench.cpu import Cpu
from bench.dialplan import DialplanSwitch
from lingtong.switch.runtime.program import find
from lingtong.switch.runtime.settings import SwitchSettings
from tests.rig.ports import free_port

ROOT = Path(__file__).parents[1]
RTP_PORTS = 1600  # 400 calls of two legs, two ports a leg
_taken: dict[int, int] = {}


class Side:
    """`cpu` names the processes whose work is counted."""

    def __init__(self, name: str, folder: Path, settings: SwitchSettings, size: Size) -> None:
        self.name, self.folder, self.settings, self.size = name, folder, settings, size
        self.cpu: dict[str, int] = {}
        self._runs = 0

    @property
    def sip_port(self) -> int:
        return self.settings.sip_port

    def work(self) -> Cpu:
        return Cpu(self.cpu)

    def next_folder(self, what: str) -> Path:
        self._runs += 1
        return self.folder / f"{self._runs:03d}-{what}"

    async def counted(self) -> dict[str, int]:
        """Contacts that agents have `handled` and that have `ended` so far, where it keeps an account."""
        return {}

    async def phones_came(self) -> None:
        """Called once after the phones have registered."""


class Ours(Side):
    def __init__(self, name: str, folder: Path, settings: SwitchSettings, size: Size) -> None:
        super().__init__(name, folder, settings, size)
        self._process: asyncio.subprocess.Process | None = None
        self._signed_in = False

    async def start(self, talks: float, *extra: str) -> None:
        file = self.folder / "settings.json"
        file.write_bytes(msgspec.json.encode(self.settings, enc_hook=str))
        options = ["--agents", str(self.size.agents), "--talks", str(talks), *extra]
        if self.size.persistent:
            options.append("--persistent")
        if self.size.recorded:
            options.append("--recorded")
        with (self.folder / "house.log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bench.house", str(file), *options,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log, cwd=ROOT,
            )  # fmt: skip
        started = await self._answer(60)
        self.cpu = {
            "asterisk": int(started["asterisk"]),
            "lingtong": self._process.pid,
            "keeper": int(started["keeper"]),
        }

    async def stop(self) -> None:
        if self._process is None:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(15):
                await self._process.wait()
        except TimeoutError:
            self._process.terminate()
            await self._process.wait()

    async def phones_came(self) -> None:
        if not self._signed_in:
            await asyncio.sleep(1.0)  # the last registrations reach the engine
            await self._ask("sign_in")
            await asyncio.sleep(2.0 if self.size.persistent else 0.2)  # phones that are kept connected ring
            self._signed_in = True

    async def counted(self) -> dict[str, int]:
        await asyncio.sleep(1.0)  # facts are shipped four times a second
        return dict(await self._ask("handled"))

    async def _ask(self, word: str) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n".encode())
        return await self._answer(30)

    async def _answer(self, within: float) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        async with asyncio.timeout(within):
            line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"Ours ended:\n{(self.folder / 'house.log').read_text()[-3000:]}")
        said: dict[str, Any] = json.loads(line)
        return said


class Dialplan(Side):
    def __init__(self, name: str, folder: Path, settings: SwitchSettings, size: Size) -> None:
        super().__init__(name, folder, settings, size)
        self._switch = DialplanSwitch(settings, find(settings.runtime), size)

    async def start(self) -> None:
        self.cpu = {"asterisk": await self._switch.start()}

    async def stop(self) -> None:
        await self._switch.stop()


def settings_for(folder: Path, runtime: Path, rtp_ports: int = RTP_PORTS) -> SwitchSettings:
    """No OPTIONS to phones: 300 of them would be load of their own, the same on both sides."""
    first = _rtp_ports(rtp_ports)
    return msgspec.structs.replace(
        SwitchSettings.in_folder(folder / "data", runtime),
        sip_port=_free_for_both(),
        http_port=free_port("tcp"),
        ami_port=free_port("tcp"),
        rtp_first=first,
        rtp_last=first + rtp_ports - 1,
        qualify_every=0,
    )


def _rtp_ports(count: int) -> int:
    """The first of a row of ports below those that the kernel gives to others, hardly used by anybody."""
    for first in range(10_000, 32_000 - count, RTP_PORTS):
        row = range(first, first + count)
        if not any(one in row or first in range(one, one + size) for one, size in _taken.items()) and (
            sum(_is_used(port) for port in row[::16]) < 3
        ):
            _taken[first] = count
            return first
    raise RuntimeError(f"no {count} UDP ports in a row are free")


def _is_used(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _free_for_both() -> int:
    while True:
        port = free_port("tcp")
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
                one.bind(("127.0.0.1", port))
                return port
        except OSError:
            continue


@asynccontextmanager
async def at_their_phones(side: Side, talks: float, ear: int) -> AsyncIterator[load.Player]:
    """The phones of a side answer for as long as the block runs."""
    stays = isinstance(side, Ours) and side.size.persistent
    folder, port = side.next_folder("phones"), free_port("udp")
    async with AsyncExitStack() as leaving:
        scenario = scenarios.phones(talks=None if stays else talks, ear=ear)
        await load.register(folder / "register", side.size.names, SECRET, port, side.sip_port)
        player = await leaving.enter_async_context(load.phones(folder, scenario, port, side.sip_port))
        await side.phones_came()
        yield player
