"""A tenant with its services and sources, for tests."""

from typing import Any

import msgspec

from lingtong.apps.center import CenterParts, join_center
from lingtong.apps.errands import SourceParts, join_sources
from lingtong.floor.ivr.sources.testing import ANSWERS
from lingtong.floor.turn import Errand, ErrandDone, ErrandKind
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import people


class House:
    """A tenant with its services, sources and the runner that asks them."""

    def __init__(self, parts: Parts, tenant_id: str, center: CenterParts) -> None:
        self.parts, self.tenant_id, self.center = parts, tenant_id, center
        self.sources: SourceParts = join_sources(parts, center)
        self._count = 0

    async def save(self, of: str, /, **given: Any) -> str:
        async with self.parts.database.writing(self.tenant_id) as work:
            saved = await self.center.catalog.save(work, self.center.kind(of), given, by=None)
        self.sources.book.forget()
        return str(saved.item.id)

    async def service(self, url: str, **more: Any) -> str:
        request = {"name": "bill", "path": "/bills/{number}", "answers": ANSWERS}
        given = {"name": "Bills", "base_url": url, "private": True, "within": 1.0, "requests": [request]}
        return await self.save("http-services", **(given | more))

    async def run(
        self, kind: ErrandKind, errand_id: str = "", within: float = 5.0, **request: Any
    ) -> ErrandDone:
        self._count += 1
        errand = Errand(
            id=errand_id or f"it:{self._count}",
            tenant_id=self.tenant_id,
            interaction_id="it",
            kind=kind,
            request=request,
            within=within,
        )
        return await self.sources.runner.run(errand)

    async def bill(self, service_id: str, number: str = "1001", **more: Any) -> ErrandDone:
        return await self.run("http", service=service_id, request="bill", inputs={"number": number}, **more)


async def house_of(parts: Parts) -> House:
    tenant_id = await people(parts)
    center = join_center(
        settings=parts.settings,
        secrets=parts.secrets,
        database=parts.database,
        bus=parts.bus,
        clock=parts.clock,
        ids=parts.ids,
    )
    return House(parts, tenant_id, center)


def came(done: ErrandDone) -> tuple[str, str]:
    return done.outcome, done.why


def as_text(done: ErrandDone) -> str:
    return msgspec.json.encode(done).decode()
