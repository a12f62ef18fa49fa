"""Somebody outside, for tests: a service that answers as it is told, wrongly too."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from aiohttp import web

from lingtong.apps.center import CenterParts, join_center
from lingtong.apps.errands import SourceParts, join_sources
from lingtong.floor.turn import Errand, ErrandDone, ErrandKind
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import people

ANSWERS = [
    {"name": "amount", "path": "/bill/amount", "type": "number"},
    {"name": "due", "path": "/bill/due", "type": "date"},
]
BILL = {"bill": {"amount": 128.5, "due": "2026-12-01"}}


class Outside:
    """`way` names how it answers; `asked` is all that it was sent."""

    def __init__(self) -> None:
        self.way = "well"
        self.asked: list[dict[str, Any]] = []
        self.hanging = asyncio.Event()
        self.port = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        sent = {"method": request.method, "path": request.path_qs, "headers": dict(request.headers)}
        self.asked.append({**sent, "body": await request.text()})
        if self.way == "hang":
            await self.hanging.wait()
        if self.way == "redirect":
            raise web.HTTPFound(f"{self.url}/secret")
        if self.way.isdigit():
            return web.Response(status=int(self.way))
        return {
            "html": lambda: web.Response(text="<html>Sorry</html>", content_type="text/html"),
            "huge": lambda: web.Response(body=b" " * 2_000_000, content_type="application/json"),
            "unlike": lambda: web.json_response({"error": "x"}),
            "empty": lambda: web.json_response({"bill": {"amount": None, "due": None}}),
            "zipped": lambda: web.Response(body=b"\x1f\x8b\x08", headers={"Content-Encoding": "gzip"}),
        }.get(self.way, lambda: web.json_response(BILL))()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def outside() -> AsyncIterator[Outside]:
    one = Outside()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", one.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    one.port = runner.addresses[0][1]
    try:
        yield one
    finally:
        one.hanging.set()
        await runner.cleanup()


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
