"""Call it: the author's own phone rings and is a caller in the flow as it is drawn."""

from typing import Literal, Protocol

import msgspec
from fastapi import APIRouter, Response

from lingtong.floor.ivr.designer import errors
from lingtong.floor.ivr.designer.api import plain
from lingtong.floor.ivr.designer.reading import read
from lingtong.floor.ivr.designer.schemas import DraftFlow, Strict
from lingtong.floor.ivr.designer.service import Drafts
from lingtong.floor.ivr.designer.trial_api import Tester
from lingtong.floor.ivr.graph import Flow
from lingtong.foundation.catalog.schemas import ItemId
from lingtong.foundation.db import Database
from lingtong.foundation.http import refusals
from lingtong.foundation.identity import Principal
from lingtong.foundation.identity.audit import record
from lingtong.kit import Refusal


class NoSeat(Refusal):
    """Who has no seat has no phone that could ring."""

    code = "flow.no_seat"


class NotWhole(Refusal):
    """A flow with errors cannot be walked."""

    code = "flow.not_whole"
    status = 422


class Phone(Protocol):
    async def ring(self, who: Principal, flow: Flow, language: str) -> None: ...


class CallAsk(Strict):
    """`flow` as it stands on the screen; without it the draft, else the live version."""

    flow: DraftFlow | None = None
    language: Literal["zh", "en"] = "zh"


def routes(database: Database, drafts: Drafts, phone: Phone) -> APIRouter:
    router = APIRouter(prefix="/api/flows", tags=["flows"])

    @router.post("/{flow_id}/call", status_code=204, responses=refusals(errors.FlowUnknown, NoSeat, NotWhole))
    async def call(flow_id: ItemId, body: CallAsk, who: Tester) -> Response:
        """The phone of the one who asks rings. Nothing of the call goes into the flow's figures."""
        if not who.agent_id:
            raise NoSeat("Only who has a seat has a phone that can ring.")
        async with database.writing(who.tenant_id) as work:
            if body.flow is not None:
                flow = read(plain(body.flow), flow_id, who.tenant_id).flow
            else:
                flow = await drafts.flow(work, flow_id)
            if flow.start not in flow.nodes:
                raise NotWhole("The flow does not say where it starts.")
            await record(work, who, "flows.called", flow_id, {})
        await phone.ring(who, flow, body.language)
        return Response(status_code=204)

    return router


def as_text(flow: Flow) -> str:
    return msgspec.json.encode(flow).decode()
