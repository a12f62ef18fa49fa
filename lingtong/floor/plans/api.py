from typing import Annotated

from fastapi import APIRouter, Depends

from lingtong.floor.plans.ports import Switching
from lingtong.foundation.identity import Principal, requires

Supervisor = Annotated[Principal, Depends(requires("floor.supervise", "floor.supervise_all"))]


def routes(engine: Switching) -> APIRouter:
    """The plans themselves are kept in the catalog; which are on is told live."""
    router = APIRouter(prefix="/api/plans", tags=["plans"])

    @router.post("/{plan_id}/start", status_code=204)
    async def start(plan_id: str, who: Supervisor) -> None:
        """Everything that the plan says holds from now on, for its longest time at most."""
        await engine.start(who, plan_id)

    @router.post("/{plan_id}/end", status_code=204)
    async def end(plan_id: str, who: Supervisor) -> None:
        await engine.end(who, plan_id)

    return router
