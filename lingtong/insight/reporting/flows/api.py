from datetime import timedelta
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime

from lingtong.foundation.catalog.schemas import ItemId
from lingtong.foundation.identity import Principal, requires
from lingtong.insight.reporting.flows.service import FlowStatistics
from lingtong.kit import Clock

Viewer = Annotated[Principal, Depends(requires("floor.view", "flow.edit", "flow.publish"))]


def routes(kept: FlowStatistics, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/api/flows", tags=["flows"])

    @router.get("/{flow_id}/statistics")
    async def statistics(
        flow_id: ItemId,
        who: Viewer,
        since: Annotated[AwareDatetime | None, Query(alias="from")] = None,
        until: Annotated[AwareDatetime | None, Query(alias="to")] = None,
        version: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
    ) -> Response:
        """`FlowFigures` by whole hours, of calls that have ended; the last day unless `from` says otherwise.

        `version` 0 is all of them together.
        """
        end = until or clock.now()
        begin = since or end - timedelta(days=1)
        found = await kept.figures(who.tenant_id, flow_id, begin, end, version)
        return Response(msgspec.json.encode(found), media_type="application/json")

    return router
