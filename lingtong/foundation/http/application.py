from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager

from fastapi import APIRouter, FastAPI

from lingtong import __version__
from lingtong.foundation.http import health, refusals
from lingtong.foundation.http.edge import CookieWriter, Edge
from lingtong.foundation.http.health import Checks
from lingtong.foundation.http.parts import Parts


def application(
    parts: Parts,
    routers: Iterable[APIRouter],
    *,
    cookie: CookieWriter,
    checks: Checks | None = None,
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None,
) -> FastAPI:
    """The api of these routers. Its own description is a route like any other, guarded by who adds it."""
    app = FastAPI(
        title="Lingtong",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses={"4XX": {"model": refusals.RefusalBody, "description": "refused"}},
    )
    app.state.parts = parts
    app.state.checks = checks or {}
    refusals.install(app)
    for router in (health.router, *routers):
        app.include_router(router)
    app.add_middleware(Edge, settings=parts.settings.http, cookie=cookie)
    return app
