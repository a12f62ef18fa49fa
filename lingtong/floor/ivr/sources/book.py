"""Services and sources as they are now, read once and again when somebody saved."""

import asyncio
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
        self._pages: dict[str, tuple[int, Page]] = {}  # each with the edition that it was read in
        self._edition = 0
        self._reading: dict[tuple[str, int], asyncio.Task[Page]] = {}

    async def follow(self, bus: Bus) -> None:
        async def changed(_: str, __: bytes) -> None:
            self.forget()

        await bus.subscribe("center.changed", changed)

    def forget(self) -> None:
        """Read again what is asked for next."""
        self._edition += 1

    async def service(self, tenant_id: str, service_id: str) -> HttpService | None:
        return (await self._page(tenant_id)).services.get(service_id)

    async def source(self, tenant_id: str, source_id: str) -> DataSource | None:
        return (await self._page(tenant_id)).sources.get(source_id)

    def secret_of(self, one: HttpService | DataSource) -> str:
        """Raises `SealBroken` where the secrets file is another one."""
        sealed = one.sealed_secret if isinstance(one, HttpService) else one.sealed_password
        return self._sealer.open(sealed, one.id) if sealed else ""

    async def _page(self, tenant_id: str) -> Page:
        """Who asks while it is read again waits for the same read: what was just saved is known to all."""
        edition, known = self._pages.get(tenant_id, (-1, None))
        if known is not None and edition == self._edition:
            return known
        try:
            return await asyncio.shield(self._reads(tenant_id, self._edition))
        except Exception as error:
            if isinstance(error, Refusal) or not is_outage(error) or known is None:
                raise
            log.warning("sources.as_last_known", tenant_id=tenant_id)
            return known

    def _reads(self, tenant_id: str, edition: int) -> asyncio.Task[Page]:
        key = (tenant_id, edition)
        if key not in self._reading:
            self._reading[key] = asyncio.get_running_loop().create_task(self._read_again(*key))
            self._reading[key].add_done_callback(lambda _: self._reading.pop(key))
        return self._reading[key]

    async def _read_again(self, tenant_id: str, edition: int) -> Page:
        page = await self._read(tenant_id)
        if self._pages.get(tenant_id, (-1, page))[0] < edition:
            self._pages[tenant_id] = (edition, page)
        return page

    async def _read(self, tenant_id: str) -> Page:
        async with self._database.reading(tenant_id) as reader:
            services = await self._catalog.all(reader, self._services)
            sources = await self._catalog.all(reader, self._sources)
        page = Page({one.item.id: one.item for one in services}, {one.item.id: one.item for one in sources})
        self._breakers.keep(tenant_id, {*page.services, *page.sources})
        return page
