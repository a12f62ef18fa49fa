"""A second engine beside the active one: knows everything, touches nothing, goes on where that one ends."""

import asyncio
from pathlib import Path
from typing import Literal

import msgspec
import structlog

from lingtong.floor.center import Center
from lingtong.foundation.bus import Bus, NobodyAnswers
from lingtong.foundation.journal import Following
from lingtong.foundation.lease import FolderLease, Sign, Standing, standing
from lingtong.kit import Clock
from lingtong.switch.numbers import place_of

log = structlog.get_logger()
LOOK_EVERY = 0.05  # seconds between two looks at the journal
WATCH_EVERY = 2.0
Role = Literal["active", "standby", "starting"]
STANDING = "engine.standing"

_center = msgspec.json.Decoder(Center).decode
_json = msgspec.json.Encoder().encode


class Standby:
    """`until_active` returns when this engine is the active one; at once where nobody else is."""

    def __init__(self, folder: Path, node: str, clock: Clock, lease: FolderLease, bus: Bus) -> None:
        self._folder, self._node, self._clock = folder, node, clock
        self.lease, self._bus = lease, bus
        self.following = Following(folder)
        self.waited = False  # somebody else was active
        self.center: Center | None = None  # the newest that was heard of while standing by

    @property
    def role(self) -> Role:
        if self.lease.holds():
            return "active"
        return "standby" if self.waited else "starting"

    async def until_active(self) -> None:
        if generation := self.lease.try_now():
            log.info("engine.active", node=self._node, generation=generation)
            return
        self.waited = True
        await self._bus.subscribe("center.changed", self._hear_center)
        sign = Sign(self._folder, self._node, self._clock)
        log.info("engine.stands_by", node=self._node)
        await asyncio.to_thread(place_of, "+861010")  # its tables are read once, and now is the time
        following = asyncio.create_task(self._follow(sign))
        try:
            generation = await self.lease.acquire()
        finally:
            following.cancel()
            await asyncio.wait([following])
            sign.take_down()
        log.warning("engine.takes_over", node=self._node, generation=generation)

    async def _follow(self, sign: Sign) -> None:
        while True:
            sign.beat()
            self.following.catch_up()
            await asyncio.sleep(LOOK_EVERY)

    async def _hear_center(self, _: str, payload: bytes) -> None:
        if self.lease.holds():
            return
        center = _center(payload)
        if self.center is None or center.revision >= self.center.revision:
            self.center = center


class Watch:
    """The active engine says who is active and who stands by, and says aloud when nobody does who should."""

    def __init__(self, folder: Path, bus: Bus, *, expected: bool) -> None:
        self._folder, self._bus, self._expected = folder, bus, expected
        self.missing = False

    def now(self) -> Standing:
        return msgspec.structs.replace(standing(self._folder), expected=self._expected)

    async def run(self) -> None:
        await self._bus.serve(STANDING, self._answer, shared=False)
        while True:
            missing = self._expected and not (await asyncio.to_thread(self.now)).standbys
            if missing and not self.missing:
                log.error("standby.missing", what="if this engine dies, calls wait for its restart")
            elif self.missing and not missing:
                log.info("standby.there")
            self.missing = missing
            await asyncio.sleep(WATCH_EVERY)

    async def _answer(self, _: bytes) -> bytes:
        return _json(await asyncio.to_thread(self.now))


async def ask_standing(bus: Bus, within: float = 2.0) -> Standing | None:
    """None when no engine answers."""
    try:
        return msgspec.json.decode(await bus.ask(STANDING, b"", within=within), type=Standing)
    except NobodyAnswers:
        return None
