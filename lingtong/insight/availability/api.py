from typing import Annotated

from fastapi import APIRouter, Depends

from lingtong.foundation.identity import Principal, requires
from lingtong.insight.availability.schemas import AvailabilityShown
from lingtong.insight.availability.service import Availability


def routes(availability: Availability) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["operation"])

    @router.get("/system/availability")
    async def figures(who: Annotated[Principal, Depends(requires("admin.center"))]) -> AvailabilityShown:
        """In what part of the last 30 days, of this month and of the last 12 months calls were taken."""
        return await availability.of(who.tenant_id)

    return router
