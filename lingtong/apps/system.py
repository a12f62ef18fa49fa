"""How the system itself is: which engine is active, since when, and whether one stands by."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from lingtong.apps.standby import ask_standing
from lingtong.foundation.http import Parts, parts_of
from lingtong.foundation.identity import Principal
from lingtong.foundation.identity.guard import requires
from lingtong.foundation.lease import Holder

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
