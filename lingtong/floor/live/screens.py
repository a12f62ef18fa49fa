import asyncio
from collections import Counter

import structlog

from lingtong.floor.live.asking import EngineDesk
from lingtong.floor.live.commands import SetScreen
from lingtong.kit import Refusal

log = structlog.get_logger()
RENEW = 10.0  # seconds; the engine takes a window for gone after 30


class Screens:
    """Tells the engine which windows of which agents are alive."""

    def __init__(self, engine: EngineDesk) -> None:
        self._engine = engine
        self._open: Counter[tuple[str, str]] = Counter()
        self._told: dict[tuple[str, str], float] = {}

    async def opened(self, tenant_id: str, agent_id: str, window_id: str) -> None:
        self._open[agent_id, window_id] += 1
        await self._tell(tenant_id, agent_id, window_id, alive=True)

    async def still_there(self, tenant_id: str, agent_id: str, window_id: str) -> None:
        """Called at each sign of life; the engine hears of it now and then."""
        if _now() - self._told.get((agent_id, window_id), -RENEW) >= RENEW:
            await self._tell(tenant_id, agent_id, window_id, alive=True)

    async def closed(self, tenant_id: str, agent_id: str, window_id: str) -> None:
        """The window is gone when its last socket is: a reload opens the new one before the old one ends."""
        key = (agent_id, window_id)
        self._open[key] -= 1
        if self._open[key] <= 0:
            del self._open[key]
            self._told.pop(key, None)
            await self._tell(tenant_id, agent_id, window_id, alive=False)

    async def _tell(self, tenant_id: str, agent_id: str, window_id: str, *, alive: bool) -> None:
        if alive:
            self._told[agent_id, window_id] = _now()
        command = SetScreen(tenant_id=tenant_id, agent_id=agent_id, alive=alive, window_id=window_id)
        try:
            await self._engine.ask(command)
        except Refusal as no:  # without an engine there is no seat to keep; it is told again soon
            self._told.pop((agent_id, window_id), None)
            log.info("screen.not_told", code=no.code, alive=alive)


def _now() -> float:
    return asyncio.get_running_loop().time()
