from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from lingtong.floor.callbacks.errors import CallbackWithoutNumber, DueTooFar
from lingtong.floor.callbacks.schemas import (
    CallbackAsk,
    CallbackMade,
    CallbackPage,
    CallbackRecord,
    ListAsk,
    MissedCall,
    MissedCalls,
)
from lingtong.floor.callbacks.service import Callbacks, Missed
from lingtong.floor.callbacks.tables import CallbackRow
from lingtong.foundation.http import refusals
from lingtong.foundation.identity import Principal, requires
from lingtong.switch.numbers import masked

SUPERVISES = ("floor.supervise", "floor.supervise_all")
Viewer = Annotated[Principal, Depends(requires("floor.view", *SUPERVISES))]
AtDesk = Annotated[Principal, Depends(requires("desk.use", *SUPERVISES))]
Supervisor = Annotated[Principal, Depends(requires(*SUPERVISES))]


def routes(callbacks: Callbacks) -> APIRouter:
    router = APIRouter(prefix="/api/callbacks", tags=["callbacks"])

    @router.get("")
    async def listed(who: Viewer, ask: Annotated[ListAsk, Query()]) -> CallbackPage:
        """Promised calls as they were kept; the live state of the open ones is in `callbacks.changed`."""
        rows = await callbacks.listed(who.tenant_id, ask.state, ask.queue, ask.since, ask.at_most)
        return CallbackPage(items=[_record(callbacks, row) for row in rows])

    @router.get("/missed")
    async def missed(
        who: Viewer, since: Annotated[AwareDatetime | None, Query(alias="from")] = None
    ) -> MissedCalls:
        """Who reached nobody and is still not served, of the last day unless `from` says otherwise."""
        found = await callbacks.missed(who.tenant_id, since or callbacks.a_day_ago())
        return MissedCalls(items=[_missed(callbacks, one) for one in found])

    @router.post("", status_code=201, responses=refusals(CallbackWithoutNumber, DueTooFar))
    async def ask(body: CallbackAsk, who: AtDesk) -> CallbackMade:
        return CallbackMade(callback_id=await callbacks.ask(who, body))

    @router.post("/{callback_id}/cancel", status_code=204)
    async def cancel(callback_id: str, who: Supervisor) -> None:
        await callbacks.cancel(who, callback_id)

    @router.post("/{callback_id}/now", status_code=204)
    async def call_now(callback_id: str, who: Supervisor) -> None:
        await callbacks.call_now(who, callback_id)

    return router


def _record(callbacks: Callbacks, row: CallbackRow) -> CallbackRecord:
    return CallbackRecord(
        id=row.id,
        queue_id=row.queue_id,
        queue_name=callbacks.names.queue(row.queue_id),
        number=masked(row.number),
        origin=row.origin,
        state=row.state,
        asked_at=row.asked_at,
        due=row.due,
        ended_at=row.ended_at,
        tries=row.tries,
        why=row.why,
        agent=callbacks.names.agent(row.agent_id),
        callback_of=row.callback_of,
        interaction_id=row.interaction_id,
    )


def _missed(callbacks: Callbacks, one: Missed) -> MissedCall:
    row = one.last
    return MissedCall(
        interaction_id=row.interaction_id,
        number=masked(row.number),
        at=row.at,
        queue_id=row.queue_id,
        queue_name=callbacks.names.queue(row.queue_id),
        waited=row.waited,
        result=row.result,
        times=one.times,
    )
