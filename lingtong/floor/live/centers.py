"""The configuration as this process knows it, and the names that screens show for its ids."""

import contextlib

import msgspec
import structlog

from lingtong.floor.center import Center
from lingtong.foundation.bus import Bus, NobodyAnswers

log = structlog.get_logger()
ASK_WITHIN = 5.0
_decoder = msgspec.json.Decoder(Center)


class CenterBook:
    """Starts with what was loaded and follows `center.changed`. Names of retired items are remembered."""

    def __init__(self, center: Center) -> None:
        self._center = center
        self._agents: dict[str, str] = {}
        self._queues: dict[str, str] = {}
        self._entry_points: dict[str, str] = {}
        self._dispositions: dict[str, str] = {}
        self.replace(center)

    async def follow(self, bus: Bus) -> None:
        """From now on; what was saved since it was loaded is asked for, as nobody heard of that here."""
        await bus.subscribe("center.changed", self._hear)
        with contextlib.suppress(NobodyAnswers):  # the next change carries it
            await self._hear("", await bus.ask("center.snapshot", b"", within=ASK_WITHIN))

    def current(self) -> Center:
        return self._center

    def replace(self, center: Center) -> None:
        if center.revision < self._center.revision:
            return
        self._center = center
        self._agents |= {agent.id: agent.name for agent in center.agents.values()}
        self._queues |= {queue.id: queue.name for queue in center.queues.values()}
        self._entry_points |= {entry.id: entry.name for entry in center.entry_points.values()}
        self._dispositions |= {item.id: item.name for item in center.dispositions.values()}

    def agent(self, agent_id: str) -> str:
        return self._agents.get(agent_id, "")

    def queue(self, queue_id: str) -> str:
        return self._queues.get(queue_id, "")

    def entry_point(self, entry_point_id: str) -> str:
        return self._entry_points.get(entry_point_id, "")

    def disposition(self, disposition_id: str) -> str:
        return self._dispositions.get(disposition_id, "")

    def has_disposition(self, tenant_id: str, disposition_id: str) -> bool:
        found = self._center.dispositions.get(disposition_id)
        return found is not None and found.tenant_id == tenant_id

    def region(self, tenant_id: str) -> str:
        tenant = self._center.tenants.get(tenant_id)
        return tenant.region if tenant is not None else "CN"

    async def _hear(self, _: str, data: bytes) -> None:
        try:
            self.replace(_decoder.decode(data))
        except msgspec.MsgspecError as error:
            log.error("center.unreadable", error=str(error))
