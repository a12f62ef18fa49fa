from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Response

from lingtong.foundation.catalog.schemas import ItemId
from lingtong.foundation.http import Parts, parts_of, refusals
from lingtong.foundation.identity import Principal, audit, requires
from lingtong.insight.alarms.deliveries import webhook_secret
from lingtong.insight.alarms.errors import AlarmOver
from lingtong.insight.alarms.schemas import ShelveBody, WebhookSecret
from lingtong.insight.alarms.service import Alarms

Viewer = Annotated[Principal, Depends(requires("floor.view"))]
Supervisor = Annotated[Principal, Depends(requires("floor.supervise", "floor.supervise_all"))]
Administrator = Annotated[Principal, Depends(requires("admin.center"))]


def routes(alarms: Alarms) -> APIRouter:
    router = APIRouter(prefix="/api/alarms", tags=["alarms"])

    @router.get("")
    async def standing(who: Viewer) -> Response:
        """All that stand, one line for each cause: as `alarms.changed` tells them."""
        return Response(msgspec.json.encode(alarms.view(who.tenant_id)), media_type="application/json")

    @router.post("/{alarm_id}/take", status_code=204, responses=refusals(AlarmOver))
    async def take(alarm_id: ItemId, who: Supervisor) -> None:
        await alarms.take(who, alarm_id)

    @router.post("/{alarm_id}/shelve", status_code=204, responses=refusals(AlarmOver))
    async def shelve(alarm_id: ItemId, body: ShelveBody, who: Supervisor) -> None:
        """Out of the way for a while; it comes back by itself."""
        await alarms.shelve(who, alarm_id, body.minutes, body.why)

    @router.post("/{alarm_id}/done", status_code=204, responses=refusals(AlarmOver))
    async def done(alarm_id: ItemId, who: Supervisor) -> None:
        await alarms.done(who, alarm_id)

    @router.post("/webhook-secret")
    async def secret(who: Administrator, parts: Annotated[Parts, Depends(parts_of)]) -> WebhookSecret:
        """What receivers check signatures with. Reading it is in the audit trail."""
        async with parts.database.writing(who.tenant_id) as work:
            await audit.record(work, who, "alarms.secret_read", target="webhook")
        return WebhookSecret(secret=webhook_secret(parts.secrets, who.tenant_id))

    return router
