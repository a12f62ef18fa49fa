"""The real product as a child process: own data folder, own ports, own Asterisk, the demo center in it.

`async with running_product() as product` waits until it is ready; all of it ends afterwards, Asterisk too.
"""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from lingtong.floor.ivr.prompts.espeak import EspeakSpeech
from lingtong.floor.ivr.prompts.library import PromptLibrary
from lingtong.foundation.lease import standing
from tests.rig.center import AGENTS, CARRIER, PASSWORD, Center, make_center
from tests.rig.people import Agent, Json, Person
from tests.rig.ports import free_port, free_range, free_sip_port
from tests.rig.sipp import Sipp, phone, sipp

ROOT = Path(__file__).parents[2]
RUNTIME = Path(os.environ.get("LINGTONG_ASTERISK__RUNTIME", ROOT / ".cache/asterisk")).absolute()
PROMPTS = ROOT / ".cache/prompts-of-tests"
COMMAND = (sys.executable, "-m", "lingtong.apps.cli")
READY_WITHIN = 120.0
ENDED_WITHIN = 60.0  # seconds: what the journal has is stored first
DESK_PHONE = "desk-1004"
MOST_RTP = 400


@dataclass
class Product:
    folder: Path
    port: int
    sip_port: int
    carrier_port: int
    carrier_voice_port: int
    env: dict[str, str]
    center: Center = field(default_factory=lambda: Center("", {}))
    people: list[Person] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None
    standby: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    async def start(self, *command: str, within: float = READY_WITHIN) -> None:
        """Start it (again) and wait until it is ready for calls."""
        self.launch(*(command or ("run",)))
        await self.ready(within)

    def launch(self, *command: str) -> None:
        assert self.process is None or self.process.poll() is not None, "it runs already"
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(
                [*COMMAND, *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=ROOT,
                env=self.env,
                start_new_session=True,
            )

    async def ready(self, within: float = READY_WITHIN) -> None:
        async with httpx.AsyncClient(base_url=self.address, timeout=2.0) as http:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(within):
                    while True:
                        assert self.runs, f"The product ended:\n{self.output()[-6000:]}"
                        with contextlib.suppress(httpx.HTTPError):
                            if (await http.get("/readyz")).status_code == 200:
                                return
                        await asyncio.sleep(0.05)
        raise AssertionError(f"The product was not ready in {within} s.\n{self.output()[-6000:]}")

    def kill_engine(self) -> None:
        """`kill -9`: nothing is closed, nothing is said. Asterisk and its calls live on."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    async def launch_standby(self) -> None:
        """A second one on the same folder; returns when it stands by."""
        active, self.process = self.process, None
        self.launch("run")
        self.process, self.standby = active, self.process
        assert self.standby is not None
        async with asyncio.timeout(READY_WITHIN):
            while not standing(self.folder / "data/journal").standbys:
                assert self.standby.poll() is None, self.output()[-4000:]
                await asyncio.sleep(0.05)

    def kill_active(self) -> None:
        """`kill -9` of the active one; who stands by is the product then."""
        self.kill_engine()
        self.process, self.standby = self.standby, None

    def kill_switch(self) -> int:
        """`kill -9` of Asterisk, and all calls with it; its process as it was."""
        pid = self.asterisk_pid
        assert pid is not None, "Asterisk does not run"
        os.kill(pid, signal.SIGKILL)
        return pid

    async def stop(self) -> None:
        if self.standby is not None:
            self.standby.terminate()
            await asyncio.to_thread(self.standby.wait, ENDED_WITHIN)
            self.standby = None
        process = self.process
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(process.wait, ENDED_WITHIN)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # what it is at: see PYTHONFAULTHANDLER
            process.wait()
            output = self.output()[-6000:]
            raise AssertionError(f"SIGTERM did not end it in {ENDED_WITHIN} s:\n{output}") from None

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def asterisk_pid(self) -> int | None:
        """The Asterisk of this data folder, if it runs."""
        with contextlib.suppress(OSError, ValueError):
            pid = int((self.folder / "data/asterisk/run/engine.pid").read_text())
            if str(self.folder).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
        return None

    async def end(self) -> None:
        for person in self.people:
            await person.close()
        try:
            await self.stop()
        finally:
            await self._end_asterisk()

    async def _end_asterisk(self) -> None:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            pid = self.asterisk_pid
            if pid is None:
                return
            with contextlib.suppress(ProcessLookupError):  # it may end by itself meanwhile
                os.kill(pid, sign)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(20):
                    while self.asterisk_pid is not None:  # noqa: ASYNC110 - the process is no child of ours
                        await asyncio.sleep(0.05)

    def output(self) -> str:
        return (self.folder / "output").read_text(errors="replace")

    @property
    def security_log(self) -> Path:
        """Who knocked at the switch and was not let in, as the switch itself noted it."""
        return self.folder / "data/asterisk/log/security"

    def secret(self, name: str) -> str:
        found: Json = json.loads((self.folder / "data/secrets.json").read_text())
        return str(found[name])

    @property
    def recordings(self) -> Path:
        return self.folder / "data/recordings"

    def agent(self, login: str) -> Agent:
        password = PASSWORD if login in AGENTS else self.secret(f"demo.password.{login}")
        one = Agent(self.address, login, password)
        self.people.append(one)
        return one

    def person(self, login: str) -> Person:
        one = Person(self.address, login, self.secret(f"demo.password.{login}"))
        self.people.append(one)
        return one


@asynccontextmanager
async def running_product() -> AsyncIterator[Product]:
    folder = Path(tempfile.mkdtemp(prefix="lt-product-"))
    product = _prepared(folder)
    await asyncio.to_thread(_lay_prompts, folder / "data/prompts")
    try:
        async with _carrier(product):
            await product.start("up", "--foreground")
            async with product.person("admin") as admin:
                product.center = await make_center(admin, product.carrier_port)
            yield product
    finally:
        await product.end()
        if os.environ.get("LINGTONG_KEEP") is None:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"kept: {folder}")


def _carrier(product: Product) -> AbstractAsyncContextManager[Sipp]:
    """Whoever is called outside answers after a ring; its sound comes and goes at `carrier_voice_port`."""
    scenario = phone(voice_port=product.carrier_voice_port)
    return sipp(scenario, product.sip_port, host=CARRIER, port=product.carrier_port, calls=0)


def _prepared(folder: Path) -> Product:
    first, last = free_range(MOST_RTP)
    port, sip_port = free_port(), free_sip_port()
    wanted = {
        "DATA": folder / "data",
        "CONFIG": folder / "lingtong.toml",
        "LOG_FORMAT": "console",
        "HTTP__PORT": port,
        "ASTERISK__RUNTIME": RUNTIME,
        "ASTERISK__SIP_PORT": sip_port,
        "ASTERISK__HTTP_PORT": free_port(),
        "ASTERISK__AMI_PORT": free_port(),
        "ASTERISK__RTP_START": first,
        "ASTERISK__RTP_END": last,
        "SECURITY__LOG_IN_TRIES_PER_ADDRESS": 10_000,
        "PACKS": '["tests.packs.outages"]',
    }
    env = {name: value for name, value in os.environ.items() if not name.startswith("LINGTONG_")}
    env |= {"PYTHONFAULTHANDLER": "1"}
    env |= {f"LINGTONG_{name}": str(value) for name, value in wanted.items()}
    return Product(
        folder=folder,
        port=port,
        sip_port=sip_port,
        carrier_port=free_port("udp"),
        carrier_voice_port=free_port("udp"),
        env=env,
    )


def _lay_prompts(target: Path) -> None:
    """Speech takes time to make: it is made once for all tests."""
    PromptLibrary(PROMPTS).build(EspeakSpeech())
    shutil.copytree(PROMPTS, target, dirs_exist_ok=True)
