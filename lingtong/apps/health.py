"""Where an engine and a worker that run apart tell how they are: /healthz, /readyz, /metrics."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lingtong.foundation.config import HttpSettings
from lingtong.foundation.http.health import alive, may_see
from lingtong.foundation.http.server import PortInUse, listening_socket, server_for
from lingtong.foundation.telemetry import metrics

log = structlog.get_logger()

# Whether it may count on this process, and what else is worth knowing.
State = Callable[[], Awaitable[tuple[bool, dict[str, Any]]]]


def health_server(settings: HttpSettings, state: State) -> uvicorn.Server:

    async def healthz(_: Request) -> Response:
        return JSONResponse(await alive())

    async def readyz(_: Request) -> Response:
        ready, found = await state()
        return JSONResponse({"ready": ready, **found}, 200 if ready else 503)

    async def figures(request: Request) -> Response:
        if not may_see(request, settings.metrics_token):
            return JSONResponse({"code": "metrics.not_for_you"}, 403)
        return Response(metrics.exposition(), media_type=metrics.MEDIA_TYPE)

    routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", figures)]
    return server_for(Starlette(routes=routes), settings)


async def serve_health(settings: HttpSettings, state: State) -> None:
    """Until cancelled. Where somebody else has the port, that is said, and no reason not to serve calls."""
    try:
        listening = listening_socket(settings)
    except PortInUse as refusal:
        log.warning("health.no_address", why=refusal.message, set="health.engine, health.worker or --health")
        return
    server = health_server(settings, state)
    setattr(server, "capture_signals", contextlib.nullcontext)  # noqa: B010
    serving = asyncio.ensure_future(server.serve(sockets=[listening]))
    try:
        await asyncio.shield(serving)
    finally:  # in order: cut off, it would tell of an error at every end
        server.should_exit = True
        await serving
