"""Somebody outside, for tests: an HTTP service that answers as it is told, wrongly too."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

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
