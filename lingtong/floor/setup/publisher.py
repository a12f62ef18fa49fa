import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import structlog

from lingtong.floor.center import Center
from lingtong.floor.setup.service import Setup
from lingtong.foundation.bus import Bus
from lingtong.foundation.db import Database
from lingtong.foundation.identity.telling import CHANGED as PEOPLE_CHANGED
from lingtong.switch.plan import SwitchPlan

CHANGED = "center.changed"
SNAPSHOT = "center.snapshot"
AGAIN_AFTER = 2.0  # seconds

Apply = Callable[[SwitchPlan], Awaitable[None]]
_log = structlog.get_logger(__name__)


class Publisher:
    """After each save: the new center to everybody on the bus, the new plan to the switch of this process.

    Never raises: what was saved stays saved, and `run` tries again.
    """

    def __init__(self, database: Database, bus: Bus, setup: Setup, apply: Apply | None = None) -> None:
        self._database, self._bus, self._setup, self._apply = database, bus, setup, apply
        self._lock = asyncio.Lock()
        self._asked = self._served = 0
        self._serves = False
        self._missed = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled: publish again what could not be published."""
        while True:
            await self._missed.wait()
            await asyncio.sleep(AGAIN_AFTER)
            self._missed.clear()
            await self.publish()

    async def start(self) -> Center:
        """Answer those who ask for the center (`center.snapshot`), and tell everybody once."""
        if not self._serves:
            await self._bus.serve(SNAPSHOT, self._answer)
            await self._bus.subscribe(PEOPLE_CHANGED, self._people_changed)
            self._bus.when_back(self.publish)
            self._serves = True
        center = await self.read()
        await self._tell(center)
        return center

    async def publish(self) -> None:
        """Several saves at once make one publication."""
        self._asked += 1
        mine = self._asked
        async with self._lock:
            if self._served >= mine:
                return
            covers = self._asked
            try:
                await self._tell(await self.read())
            except Exception:
                _log.exception("center.not_published")
                self._missed.set()
                return
            self._served = covers

    async def read(self) -> Center:
        async with self._database.reading_everywhere() as reader:
            return await self._setup.load_center(reader)

    async def plan(self) -> SwitchPlan:
        """Holds secrets; guests' phones are to be added."""
        async with self._database.reading_everywhere() as reader:
            return await self._setup.make_plan(reader, await self._setup.load_center(reader))

    async def _tell(self, center: Center) -> None:
        await self._bus.publish(CHANGED, msgspec.json.encode(center))
        if self._apply is not None:
            await self._apply(await self.plan())

    async def _people_changed(self, _: str, __: bytes) -> None:
        await self.publish()

    async def _answer(self, _: bytes) -> bytes:
        return msgspec.json.encode(await self.read())
