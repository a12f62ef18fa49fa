from typing import Any

import msgspec
import structlog

from lingtong.floor.live.views import FloorMapChanged
from lingtong.floor.map import store
from lingtong.floor.map.check import findings
from lingtong.floor.map.model import FloorMap, without_gone
from lingtong.floor.map.ports import Centers
from lingtong.floor.map.tables import FloorMapRow
from lingtong.foundation.bus import Bus, NobodyAnswers
from lingtong.foundation.catalog import Invalid
from lingtong.foundation.catalog.errors import RevisionStale
from lingtong.foundation.db import Database
from lingtong.foundation.identity import Principal, audit
from lingtong.kit import Ids

log = structlog.get_logger()


class FloorMaps:
    def __init__(self, database: Database, bus: Bus, centers: Centers, ids: Ids) -> None:
        self._database, self._bus, self._centers, self._ids = database, bus, centers, ids

    async def of(self, who: Principal) -> FloorMap:
        async with self._database.reading(who.tenant_id) as reader:
            row = await store.drawn(reader.session)
            return without_gone(_map(row), self._agents(who)) if row is not None else FloorMap()

    async def save(self, who: Principal, rooms: list[dict[str, Any]], revision: int | None) -> FloorMap:
        """The whole drawing at once; refuses one that was made from an older one."""
        async with self._database.writing(who.tenant_id) as work:
            row = await store.drawn(work.session) or FloorMapRow(id=self._ids.new(), revision=0, rooms=[])
            if revision not in (None, row.revision):
                raise RevisionStale("Somebody saved this meanwhile. Load it again.", revision=row.revision)
            drawn = msgspec.convert({"rooms": rooms, "revision": row.revision + 1}, FloorMap)
            wrong = list(findings(drawn, self._agents(who)))
            if wrong:
                raise Invalid(wrong)
            store.put(work.session, row, drawn)
            places = sum(len(room.seats) for room in drawn.rooms)
            data = {"rooms": [room.name for room in drawn.rooms], "places": places}
            await audit.record(work, who, "floor_map.changed", target=row.id, data=data)
        await self._tell(who.tenant_id, drawn.revision)
        return drawn

    async def _tell(self, tenant_id: str, revision: int) -> None:
        """To whoever looks at the hall on another screen."""
        view = FloorMapChanged(revision=revision)
        try:
            await self._bus.publish(f"live.{tenant_id}", msgspec.json.encode(view))
        except NobodyAnswers:
            log.warning("floor_map.not_told")

    def _agents(self, who: Principal) -> frozenset[str]:
        agents = self._centers.current().agents.values()
        return frozenset(agent.id for agent in agents if agent.tenant_id == who.tenant_id)


def _map(row: FloorMapRow) -> FloorMap:
    return msgspec.convert({"rooms": row.rooms, "revision": row.revision}, FloorMap)
