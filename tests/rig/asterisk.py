"""A running Asterisk of a test's own: own ports, own folders, ended with the test.

`async with switch_rig(plan) as rig:` gives `rig.settings`, `rig.asterisk` (start, stop, pid), `rig.switch()`
(a connected `Controller` that collects events) and, from `sipp.py`, callers and phones by `rig.caller(...)`,
`rig.phone(...)`. Wait for facts with `controller.sees(LegArrived)`; never sleep. The carrier `carrier`
calls from 127.0.0.2; phones are `PHONES`; entry 95598 rings phone 1004 in degraded mode.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import aiohttp
import msgspec
import numpy as np
import soundfile

from lingtong.switch.ari.adapter import AriSwitch
from lingtong.switch.commands import AnswerLeg, Command
from lingtong.switch.events import LegArrived, LegConnected, SwitchConnected, SwitchEvent
from lingtong.switch.plan import Entry, Phone, SwitchPlan, TrunkAccount
from lingtong.switch.runtime.install import install
from lingtong.switch.runtime.process import Asterisk
from lingtong.switch.runtime.program import Program
from lingtong.switch.runtime.render import render, secrets_of
from lingtong.switch.runtime.settings import SwitchSettings
from tests.rig import sipp as sip
from tests.rig.ports import free_port, free_range, free_sip_port
from tests.rig.sipp import Sipp, sipp

RUNTIME = Path(os.environ.get("LINGTONG_ASTERISK__RUNTIME", Path(__file__).parents[2] / ".cache/asterisk"))
CARRIER = "127.0.0.2"
PHONES = ("1001", "1002", "1004")
RTP = 200
SECRET = "a-secret-of-the-rig"
PLAN = SwitchPlan(
    phones=tuple(Phone(name=name, secret=SECRET, kind="desk") for name in PHONES),
    trunks=(
        TrunkAccount(
            name="carrier", kind="ip", host=CARRIER, port=free_port("udp", CARRIER), allowed_ips=(CARRIER,)
        ),
        TrunkAccount(name="full", kind="ip", host="127.0.0.3", port=free_port("udp", "127.0.0.3")),
        TrunkAccount(name="dead", kind="ip", host="127.0.0.9", port=9),
    ),
    entries=(
        Entry(number="95598", browser=True, degraded_phones=("1004",)),
        Entry(number="95599", language="en", degraded_phones=("1001",)),
    ),
)
Kind = TypeVar("Kind", bound=SwitchEvent)


class Controller:
    """One engine's hold on the switch: its commands, and all events it heard."""

    def __init__(self, switch: AriSwitch) -> None:
        self.switch = switch
        self.events: list[SwitchEvent] = []
        self.recordings: list[str] = []
        self.ended: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        switch.listen(self._hear)

    def send(self, *commands: Command) -> None:
        for command in commands:
            self.switch.send(command)

    async def sees(self, kind: type[Kind], within: float = 20.0, **about: object) -> Kind:
        """The first event of this kind with these fields, that has come or comes in time."""
        try:
            async with asyncio.timeout(within):
                while True:
                    self._news.clear()
                    for event in self.events:
                        if isinstance(event, kind) and all(
                            getattr(event, name) == it for name, it in about.items()
                        ):
                            return event
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"No {kind.__name__} {about} among {self.events}") from None

    def forget(self) -> None:
        self.events.clear()

    def count(self, kind: type[SwitchEvent], **about: object) -> int:
        return sum(
            isinstance(event, kind) and all(getattr(event, name) == it for name, it in about.items())
            for event in self.events
        )

    async def has_recorded(self, recording_id: str, within: float = 20.0) -> None:
        async with asyncio.timeout(within):
            while recording_id not in self.recordings:
                self._news.clear()
                await self._news.wait()

    def recorded(self, recording_id: str) -> None:
        self.recordings.append(recording_id)
        self._news.set()

    def _hear(self, event: SwitchEvent) -> None:
        self.events.append(event)
        self._news.set()


@dataclass
class Rig:
    settings: SwitchSettings
    program: Program
    asterisk: Asterisk
    plan: SwitchPlan

    @asynccontextmanager
    async def switch(self) -> AsyncIterator[Controller]:
        switch = AriSwitch(self.settings, recorded=lambda recording_id: controller.recorded(recording_id))  # noqa: PLW0108 - made below
        controller = Controller(switch)
        running = controller.ended = asyncio.get_running_loop().create_task(switch.run())
        try:
            await controller.sees(SwitchConnected)
            yield controller
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError, BaseExceptionGroup):
                await running

    @asynccontextmanager
    async def caller(self, scenario: str, host: str = CARRIER) -> AsyncIterator[Sipp]:
        async with sipp(scenario, self.settings.sip_port, host=host) as one:
            yield one

    @asynccontextmanager
    async def phone(self, name: str, scenario: str) -> AsyncIterator[Sipp]:
        """A registered desk phone that plays the scenario."""
        port = free_port("udp")
        await self.register(name, port)
        async with sipp(scenario, self.settings.sip_port, port=port) as one:
            yield one

    async def register(self, name: str, port: int, *, secret: str = SECRET, expires: int = 120) -> None:
        scenario = sip.register(name, secret, contact_port=port, expires=expires)
        async with sipp(scenario, self.settings.sip_port, port=port) as one:
            await one.done()

    def tone_prompt(self, name: str, frequency: float, seconds: float = 1.0, language: str = "zh") -> None:
        """Put a prompt into the library that can be told by its tone."""
        folder = (self.settings.prompts / language / name).parent
        folder.mkdir(parents=True, exist_ok=True)
        wave = np.sin(2 * np.pi * frequency * np.arange(int(8000 * seconds)) / 8000) * 0.3
        soundfile.write(self.settings.prompts / language / f"{name}.wav", wave, 8000, subtype="PCM_16")


@asynccontextmanager
async def switch_rig(
    plan: SwitchPlan = PLAN, *, qualify_every: int = 0, started: bool = True
) -> AsyncIterator[Rig]:
    folder = Path(tempfile.mkdtemp(prefix="lt-rig-"))
    program = await asyncio.to_thread(install, RUNTIME, print)
    first, last = free_range(RTP)  # its own: where two look for free ones in the same range, both find them
    settings = msgspec.structs.replace(
        SwitchSettings.in_folder(folder, RUNTIME),
        sip_port=free_sip_port(),
        http_port=free_port(),
        ami_port=free_port(),
        rtp_first=first,
        rtp_last=last,
        qualify_every=qualify_every,
    )
    asterisk = Asterisk(settings, program)
    try:
        render(plan, settings, program)
        if started:
            await asterisk.start()
        yield Rig(settings, program, asterisk, plan)
    finally:
        await asterisk.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def arrived(engine: Controller) -> str:
    leg_id = (await engine.sees(LegArrived)).leg_id
    engine.send(AnswerLeg(leg_id=leg_id))
    await engine.sees(LegConnected, leg_id=leg_id)
    return leg_id


async def recorded(rig: Rig, engine: Controller, recording_id: str) -> tuple[np.ndarray, np.ndarray]:
    """What the customer said and what it heard."""
    await engine.has_recorded(recording_id)
    (file,) = rig.settings.recordings.glob(f"*/*/*/{recording_id}*")
    assert file.suffix == ".raw"
    both = np.fromfile(file, np.int16).reshape(-1, 2).astype(float)
    return both[:, 0], both[:, 1]


async def technology(rig: Rig, bridge_id: str) -> str:
    url = f"http://127.0.0.1:{rig.settings.http_port}/ari/bridges/{bridge_id}"
    who = aiohttp.encode_basic_auth("lingtong", secrets_of(rig.settings).ari)
    async with aiohttp.request("GET", url, headers={"Authorization": who}) as answer:
        found: str = (await answer.json())["technology"]
        return found
