from typing import Annotated

from fastapi import APIRouter, Depends, Query

from lingtong.foundation.http import place_of_cursor
from lingtong.foundation.identity.guard import requires
from lingtong.foundation.identity.model import Principal
from lingtong.interactions.errors import OnlyOwnInteractions, WrapUpNotYours
from lingtong.interactions.schemas import (
    ClearNumber,
    ListAsk,
    Page,
    WholeRecord,
    WrapUpAsk,
    record_of,
    whole_of,
)
from lingtong.interactions.service import Interactions, cursor_after
from lingtong.interactions.store import Wanted

EVERYTHING = ("floor.view", "quality.use")
Viewer = Annotated[Principal, Depends(requires("desk.use", *EVERYTHING))]
AtDesk = Annotated[Principal, Depends(requires("desk.use"))]
NumberViewer = Annotated[Principal, Depends(requires("number.view"))]


def routes(interactions: Interactions) -> APIRouter:
    router = APIRouter(prefix="/api/interactions", tags=["interactions"])

    @router.get("")
    async def listed(who: Viewer, ask: Annotated[ListAsk, Query()]) -> Page:
        """Newest first. Without the right to see all, only the own ones and those of one customer."""
        wanted = Wanted(
            agent_id=_whose(who, ask),
            unfinished=ask.unfinished,
            queue_id=ask.queue,
            direction=ask.direction,
            result=ask.result,
            since=ask.since,
            until=ask.until,
            before=place_of_cursor(ask.cursor) if ask.cursor else None,
            at_most=ask.at_most + 1,
        )
        if ask.like:
            found = await interactions.with_same_number(who.tenant_id, ask.like, wanted)
        else:
            found = await interactions.listed(who.tenant_id, wanted)
        shown = found[: ask.at_most]
        return Page(
            items=[record_of(row, interactions.names, who.language) for row in shown],
            next=cursor_after(shown[-1]) if len(found) > ask.at_most else None,
        )

    @router.get("/{interaction_id}")
    async def whole(interaction_id: str, who: Viewer) -> WholeRecord:
        found = await interactions.whole(who.tenant_id, interaction_id)
        return whole_of(found, interactions.names, who.language)

    @router.get("/{interaction_id}/number")
    async def number(interaction_id: str, who: NumberViewer) -> ClearNumber:
        return ClearNumber(number=await interactions.number(who, interaction_id))

    @router.put("/{interaction_id}/wrap-up", status_code=204)
    async def wrap_up(interaction_id: str, body: WrapUpAsk, who: AtDesk) -> None:
        if who.agent_id is None:
            raise WrapUpNotYours("Only agents have wrap-ups to finish.")
        await interactions.finish_wrap_up(
            who.tenant_id, who.agent_id, interaction_id, body.disposition_id, body.notes
        )

    return router


def _whose(who: Principal, ask: ListAsk) -> str:
    """The agent whose interactions are meant; empty for all."""
    if ask.mine or ask.unfinished:
        return who.agent_id or "-"  # without a seat nothing is one's own
    if not ask.like and not who.may(*EVERYTHING):
        raise OnlyOwnInteractions("Your role sees your own interactions. Ask for those.")
    return ask.agent
