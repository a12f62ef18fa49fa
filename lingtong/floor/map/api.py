from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends

from lingtong.floor.map.model import FloorMap
from lingtong.floor.map.schemas import FloorMapBody
from lingtong.floor.map.service import FloorMaps
from lingtong.foundation.catalog import Invalid
from lingtong.foundation.catalog.errors import RevisionStale
from lingtong.foundation.http import refusals
from lingtong.foundation.identity import Principal, requires

Viewer = Annotated[Principal, Depends(requires("floor.view"))]
Administrator = Annotated[Principal, Depends(requires("admin.center"))]


def routes(maps: FloorMaps) -> APIRouter:
    router = APIRouter(prefix="/api/floor-map", tags=["floor"])

    @router.get("")
    async def drawn(who: Viewer) -> dict[str, Any]:
        """Who sits there and how they are is in the rows of the agents."""
        return _shown(await maps.of(who))

    @router.put("", responses=refusals(Invalid, RevisionStale))
    async def draw(body: FloorMapBody, who: Administrator) -> dict[str, Any]:
        return _shown(await maps.save(who, body.model_dump()["rooms"], body.revision))

    return router


def _shown(drawn: FloorMap) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(drawn)
    return shown
