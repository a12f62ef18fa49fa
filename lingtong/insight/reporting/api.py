from datetime import date
from typing import Annotated, Any, Literal, Protocol

import msgspec
from fastapi import APIRouter, Depends, Query, Response

from lingtong.floor.live import QueueView
from lingtong.floor.live.ports import FloorNow
from lingtong.foundation.identity import Principal, requires
from lingtong.insight.reporting.live import LiveFigures
from lingtong.insight.reporting.ports import Centers, LiveQueues
from lingtong.insight.reporting.schemas import FiguresToday
from lingtong.insight.reporting.sites import BySite
from lingtong.insight.reporting.today import Today
from lingtong.kit import Clock

FloorViewer = Annotated[Principal, Depends(requires("floor.view"))]
BoardViewer = Annotated[Principal, Depends(requires("floor.view", "wallboard.view"))]
Viewer = Annotated[Principal, Depends(requires("desk.use", "floor.view", "wallboard.view"))]


def routes(today: Today, live: LiveQueues, centers: Centers, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/api/figures", tags=["figures"])

    @router.get("/today")
    async def figures(who: Viewer) -> FiguresToday:
        """Today in the tenant's time zone. Agents' figures: all with `floor.view`, else one's own."""
        agents = today.agents(who.tenant_id) if who.may("floor.view") else [who.agent_id or ""]
        return FiguresToday(
            at=clock.now(),
            queues=[_queue(today, who.tenant_id, view) for view in _views(live, centers, who.tenant_id)],
            agents=[
                {"agent_id": agent_id, **msgspec.to_builtins(today.agent(who.tenant_id, agent_id))}
                for agent_id in agents
                if agent_id
            ],
        )

    return router


class FloorKnown(Protocol):
    async def now(self, tenant_id: str) -> FloorNow: ...


def live_routes(live: LiveFigures, floor: FloorKnown) -> APIRouter:
    router = APIRouter(prefix="/api/figures", tags=["figures"])

    @router.get("/live")
    async def figures(who: BoardViewer) -> Response:
        """All figures of the boards, as `figures.changed` tells them. Agents: with `floor.view` only."""
        view = live.whole(who.tenant_id, await floor.now(who.tenant_id))
        shown = view if who.may("floor.view") else msgspec.structs.replace(view, agents=(), duty=())
        return Response(msgspec.json.encode(shown), media_type="application/json")

    @router.get("/curve")
    async def curve(
        who: BoardViewer,
        kind: Literal["center", "entry_point", "trunk"] = "center",
        of: Annotated[str, Query(max_length=36)] = "",
    ) -> Response:
        """Today's calls in columns of five minutes: lines held and attempts per second, each at its most."""
        columns = live.curve(who.tenant_id, kind, of)
        return Response(msgspec.json.encode({"columns": columns}), media_type="application/json")

    return router


def site_routes(sites: BySite) -> APIRouter:
    router = APIRouter(prefix="/api/figures", tags=["figures"])

    @router.get("/sites")
    async def figures(who: FloorViewer, day: date | None = None) -> Response:
        """A day of each site beside the others; without `day` today, as far as it has come."""
        shown, found = await sites.of_day(who.tenant_id, day)
        body = {"day": shown, "sites": found}
        return Response(msgspec.json.encode(body), media_type="application/json")

    return router


def _queue(today: Today, tenant_id: str, queue: QueueView) -> dict[str, Any]:
    found = today.queue(tenant_id, queue.queue_id)
    shown: dict[str, Any] = msgspec.to_builtins(today.overlay(tenant_id, queue))
    return {**shown, "answer_rate": found.answer_rate, "aht": found.aht, "handled": found.handled}


def _views(live: LiveQueues, centers: Centers, tenant_id: str) -> list[QueueView]:
    seen = {view.queue_id: view for view in live.queues(tenant_id)}
    configured = [queue for queue in centers.current().queues.values() if queue.tenant_id == tenant_id]
    return [
        seen.get(queue.id)
        or QueueView(
            queue_id=queue.id,
            number=queue.number,
            name=queue.name,
            name_en=queue.name_en,
            goal_seconds=queue.goal_seconds,
            goal_share=queue.goal_share,
        )
        for queue in sorted(configured, key=lambda queue: queue.number)
    ]
