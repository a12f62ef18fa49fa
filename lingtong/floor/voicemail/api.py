from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import StreamingResponse

from lingtong.floor.recording import NOT_TO_HEAR, streamed
from lingtong.floor.voicemail import schemas as form
from lingtong.floor.voicemail.errors import BoxNotYours, MessageInHand, MessageNotReady, MessageUnknown
from lingtong.floor.voicemail.service import Voicemail
from lingtong.floor.voicemail.tables import MessageRow
from lingtong.foundation.http import refusals
from lingtong.foundation.identity import Principal, requires
from lingtong.switch.numbers import masked

Reader = Annotated[Principal, Depends(requires("desk.use", "floor.view"))]
Agent = Annotated[Principal, Depends(requires("desk.use"))]
A_PAGE = 50


def routes(voicemail: Voicemail) -> APIRouter:
    router = APIRouter(prefix="/api/voicemail", tags=["voicemail"])

    @router.get("/boxes")
    async def boxes(who: Reader) -> list[form.BoxView]:
        """Those that I may open, the own one first."""
        return await voicemail.boxes(who)

    @router.get("", responses=refusals(BoxNotYours))
    async def listed(
        who: Reader,
        box: Annotated[str, Query(max_length=36)] = "",
        state: Annotated[list[Literal["new", "in_hand", "done"]] | None, Query()] = None,
        cursor: Annotated[str, Query(max_length=36)] = "",
        trash: bool = False,
    ) -> form.MessagesView:
        """Newest first, of one box or of all that I may open. `trash`: what was deleted not long ago."""
        rows = await voicemail.listed(who, box, state or (), cursor, A_PAGE, trash=trash)
        return form.MessagesView(
            items=[_view(row) for row in rows], next=rows[-1].id if len(rows) == A_PAGE else None
        )

    @router.get(
        "/{message_id}/audio",
        response_class=StreamingResponse,
        responses=NOT_TO_HEAR | refusals(MessageUnknown, BoxNotYours, MessageNotReady),
    )
    async def audio(
        message_id: str, who: Reader, range_asked: Annotated[str | None, Header(alias="range")] = None
    ) -> StreamingResponse:
        opened = await voicemail.to_play(who, message_id)
        return streamed(opened, range_asked, f"{message_id}.{opened.suffix}", "inline")

    @router.put("/{message_id}", responses=refusals(MessageUnknown, BoxNotYours, MessageInHand))
    async def change(message_id: str, body: form.ChangeAsk, who: Reader) -> form.MessageView:
        return _view(await voicemail.change(who, message_id, body.state, body.note))

    @router.post("/{message_id}/forward", status_code=204, responses=refusals(MessageUnknown, BoxNotYours))
    async def forward(message_id: str, body: form.ForwardAsk, who: Reader) -> None:
        await voicemail.forward(who, message_id, body.box_id)

    @router.post("/{message_id}/call-back", responses=refusals(MessageUnknown, BoxNotYours, MessageInHand))
    async def call_back(message_id: str, who: Agent) -> form.CalledView:
        """The own phone rings, then the customer's; the message is in the own hands."""
        return form.CalledView(interaction_id=await voicemail.call_back(who, message_id))

    _add_trash(router, voicemail)
    return router


def _add_trash(router: APIRouter, voicemail: Voicemail) -> None:
    @router.delete("/{message_id}", status_code=204, responses=refusals(MessageUnknown, BoxNotYours))
    async def remove(message_id: str, who: Reader) -> None:
        """Into the trash, from which it can be restored for a while."""
        await voicemail.remove(who, message_id)

    @router.post("/{message_id}/restore", responses=refusals(MessageUnknown, BoxNotYours))
    async def restore(message_id: str, who: Reader) -> form.MessageView:
        return _view(await voicemail.restore(who, message_id))


def _view(row: MessageRow) -> form.MessageView:
    return form.MessageView(
        id=row.id,
        box_id=row.box_id,
        interaction_id=row.interaction_id,
        number=masked(row.number),
        queue_id=row.queue_id,
        left_at=row.left_at,
        seconds=row.seconds,
        ready=row.kept,
        lost=row.lost,
        state=row.state,  # type: ignore[arg-type] # the table holds nothing else
        owner_id=row.owner_id,
        owner=row.owner,
        note=row.note,
        heard_at=row.heard_at,
    )
