"""How the system itself is: which engine is active, since when, and whether one stands by."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from lingtong.apps.standby import ask_standing
from lingtong.apps.taking import ask_taking
from lingtong.floor.live.centers import CenterBook
from lingtong.foundation.http import Parts, parts_of
from lingtong.foundation.identity import Principal
from lingtong.foundation.identity.guard import requires
from lingtong.foundation.lease import Holder
from lingtong.insight.availability import api as availability_api
from lingtong.insight.availability.ports import TakenNow
from lingtong.insight.availability.service import Availability
from lingtong.interactions.store import count_of

router = APIRouter(prefix="/api", tags=["operation"])


class EngineShown(BaseModel):
    """`behind`: bytes of the journal that it has not got yet."""

    node: str
    pid: int
    since: datetime
    generation: int
    behind: int


class SystemShown(BaseModel):
    """Without `active` no engine answers. `expected`: one is to stand by, as the settings say."""

    active: EngineShown | None
    standbys: list[EngineShown]
    expected: bool


@router.get("/system")
async def system(
    parts: Annotated[Parts, Depends(parts_of)], _: Annotated[Principal, Depends(requires("admin.center"))]
) -> SystemShown:
    found = await ask_standing(parts.bus)
    if found is None:
        return SystemShown(active=None, standbys=[], expected=parts.settings.engine.standby)
    return SystemShown(
        active=_shown(found.active) if found.active is not None else None,
        standbys=[_shown(one) for one in found.standbys],
        expected=found.expected,
    )


def _shown(one: Holder) -> EngineShown:
    return EngineShown(
        node=one.node, pid=one.pid, since=one.since, generation=one.generation, behind=one.behind
    )


def availability_routes(parts: Parts, book: CenterBook) -> APIRouter:
    """Between machines the disk here knows nothing of an engine there: only the engine's own word counts."""
    folder = parts.settings.journal if parts.settings.engine.lease == "folder" else None

    async def now() -> TakenNow:
        found = await ask_taking(parts.bus, folder, parts.clock)
        if found is None:
            return TakenNow(taking=None)
        if found.taking:
            return TakenNow(taking=True)
        return TakenNow(taking=False, since=found.moment.at, why=found.why)

    return availability_api.routes(Availability(parts.database, book, now, count_of, parts.clock))
