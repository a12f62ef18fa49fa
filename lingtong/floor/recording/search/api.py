from datetime import datetime
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from lingtong.floor.recording.ports import Zones
from lingtong.floor.recording.schemas import (
    CoverageView,
    FigureView,
    FoundView,
    SearchAsk,
    UncoveredView,
)
from lingtong.floor.recording.search.service import Search, number_patterns
from lingtong.floor.recording.search.store import Counted, Wanted
from lingtong.floor.recording.showing import Views
from lingtong.foundation.http import cursor_of, place_of_cursor
from lingtong.foundation.identity.guard import requires
from lingtong.foundation.identity.model import Principal
from lingtong.interactions.ports import Names
from lingtong.kit.searching import words_of

Finder = Annotated[Principal, Depends(requires("recording.play", "recording.play_own"))]
Counter = Annotated[Principal, Depends(requires("recording.play", "recording.keep"))]
Keeper = Annotated[Principal, Depends(requires("recording.keep", "admin.audit"))]


def routes(search: Search, views: Views, names: Names, zones: Zones) -> APIRouter:
    router = APIRouter(prefix="/api/recordings", tags=["recordings"])

    @router.post("/search")
    async def found(body: SearchAsk, who: Finder) -> FoundView:
        """Newest first. It is a POST so that what is known of callers stands in no address and no log."""
        rows, agents = await search.found(who.tenant_id, _wanted(body, who, names.region(who.tenant_id)))
        shown = rows[: body.at_most]
        more = len(rows) > body.at_most
        return FoundView(
            items=[views.line(row, agents.get(row.id, [])) for row in shown],
            next=cursor_of(shown[-1].started_at, shown[-1].id) if more else None,
        )

    @router.get("/figures")
    async def figures(
        who: Counter,
        since: Annotated[AwareDatetime, Query(alias="from")],
        until: Annotated[AwareDatetime, Query(alias="to")],
        by: Literal["day", "queue", "agent", "form"] = "day",
    ) -> list[FigureView]:
        """Files, seconds and bytes by day, queue, agent or form."""
        zone = zones.timezone(who.tenant_id)
        rows = await search.figures(who.tenant_id, by, since, until, zone)
        return [_figure(row, by, names) for row in rows]

    @router.get("/coverage")
    async def coverage(
        who: Keeper,
        since: Annotated[datetime, Query(alias="from")],
        until: Annotated[datetime, Query(alias="to")],
    ) -> CoverageView:
        """Every second of talk: in a file, or why not."""
        found = await search.coverage(who.tenant_id, since, until)
        return CoverageView(
            talked=found.talked,
            recorded=found.recorded,
            why_not=found.why_not,
            uncovered=[
                UncoveredView(
                    interaction_id=row.interaction_id,
                    at=row.at,
                    talked=row.talked,
                    recorded=row.recorded,
                    unknown=row.unknown,
                    gaps=row.gaps,
                )
                for row in found.uncovered[:200]
            ],
        )

    return router


def _wanted(body: SearchAsk, who: Principal, region: str) -> Wanted:
    own = body.mine or not who.may("recording.play")
    return Wanted(
        serial=body.serial,
        numbers=number_patterns(body.number, region),
        dialed=number_patterns(body.dialed, region),
        words=words_of(body.text) if body.text else (),
        since=body.since,
        until=body.until,
        queue_id=body.queue,
        agent_id=(who.agent_id or "-") if own else body.agent,
        entry_point_id=body.entry_point,
        rule_id=body.rule,
        direction=body.direction,
        state=body.state,
        shortest=body.shortest,
        longest=body.longest,
        before=place_of_cursor(body.cursor) if body.cursor else None,
        at_most=body.at_most + 1,
    )


def _figure(row: Counted, by: str, names: Names) -> FigureView:
    name = names.queue(row.key) if by == "queue" else names.agent(row.key) if by == "agent" else row.key
    return FigureView(name=name, **msgspec.structs.asdict(row))
