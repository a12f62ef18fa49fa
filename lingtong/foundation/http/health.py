from collections.abc import Awaitable, Callable, Mapping
from hmac import compare_digest
from ipaddress import ip_address
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

from lingtong.foundation.http.parts import Parts, parts_of
from lingtong.foundation.http.refusals import refusals
from lingtong.foundation.telemetry import metrics
from lingtong.kit import Refusal

# What must answer before traffic is sent here, by name.
Checks = Mapping[str, Callable[[], Awaitable[bool]]]

router = APIRouter(tags=["operation"])


class MetricsNotForYou(Refusal):
    code = "metrics.not_for_you"
    status = 403


@router.get("/healthz")
async def alive() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/readyz", responses={503: {"description": "not ready"}})
async def ready(request: Request, parts: Annotated[Parts, Depends(parts_of)]) -> JSONResponse:
    extra: Checks = getattr(request.app.state, "checks", {})
    checks: Checks = {"database": parts.database.answers, **extra}
    found = {name: await check() for name, check in checks.items()}
    return JSONResponse({"ready": all(found.values()), "parts": found}, 200 if all(found.values()) else 503)


@router.get("/metrics", responses=refusals(MetricsNotForYou))
async def figures(request: Request, parts: Annotated[Parts, Depends(parts_of)]) -> Response:
    if not may_see(request, parts.settings.http.metrics_token):
        raise MetricsNotForYou("Metrics are for this machine, or for who has the token.")
    return Response(metrics.exposition(), media_type=metrics.MEDIA_TYPE)


def may_see(request: HTTPConnection, token: str) -> bool:
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token and compare_digest(given.encode(), token.encode()):
        return True
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
