"""Services and sources as they are now, read once and again when somebody saved."""

from dataclasses import dataclass, field

import structlog

from lingtong.floor.ivr.sources.health import Breakers
from lingtong.floor.ivr.sources.model import DataSource, HttpService
from lingtong.foundation.bus import Bus
from lingtong.foundation.catalog import Catalog, Kind
from lingtong.foundation.config import Sealer
from lingtong.foundation.db import Database, is_outage
from lingtong.kit import Refusal

log = structlog.get_logger()


@dataclass(frozen=True)
class Page:
    services: dict[str, HttpService] = field(default_factory=dict)
    sources: dict[str, DataSource] = field(default_factory=dict)


class SourceBook:
    """By tenant. While the database is away, what was last known serves on."""

    def __init__(
        self,
        database: Database,
        catalog: Catalog,
        services: Kind[HttpService],
        sources: Kind[DataSource],
        sealer: Sealer,
        breakers: Breakers,
    ) -> None:
        self._database, self._catalog, self._sealer = database, catalog, sealer
        self._services, self._sources, self._breakers = services, sources, breakers
        self._pages: dict[str, Page] = {}
        self._stale: set[str] = set()

    async def follow(self, bus: Bus) -> None:
        async def changed(_: str, __: bytes) -> None:
            self.forget()

        await bus.subscribe("center.changed", changed)

    def forget(self) -> None:
        """Read again what is asked for next."""
        self._stale |= self._pages.keys()

    async def service(self, tenant_id: str, service_id: str) -> HttpService | None:
        return (await self._page(tenant_id)).services.get(service_id)

    async def source(self, tenant_id: str, source_id: str) -> DataSource | None:
        return (await self._page(tenant_id)).sources.get(source_id)

    def secret_of(self, one: HttpService | DataSource) -> str:
        """Raises `SealBroken` where the secrets file is another one."""
        sealed = one.sealed_secret if isinstance(one, HttpService) else one.sealed_password
        return self._sealer.open(sealed, one.id) if sealed else ""

    async def _page(self, tenant_id: str) -> Page:
        known = self._pages.get(tenant_id)
        if known is not None and tenant_id not in self._stale:
            return known
        self._stale.discard(tenant_id)
        try:
            self._pages[tenant_id] = await self._read(tenant_id)
        except Exception as error:
            if isinstance(error, Refusal) or not is_outage(error) or known is None:
                raise
            self._stale.add(tenant_id)
            log.warning("sources.as_last_known", tenant_id=tenant_id)
        return self._pages[tenant_id]

    async def _read(self, tenant_id: str) -> Page:
        async with self._database.reading(tenant_id) as reader:
            services = await self._catalog.all(reader, self._services)
            sources = await self._catalog.all(reader, self._sources)
        page = Page({one.item.id: one.item for one in services}, {one.item.id: one.item for one in sources})
        self._breakers.keep(tenant_id, {*page.services, *page.sources})
        return page
