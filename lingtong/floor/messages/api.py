from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from lingtong.floor.messages.errors import (
    MessageNeedsSeat,
    NobodyToTell,
    NoticeEndsTooSoon,
    NotYourTeam,
    TooManyMessages,
    TooManyNotices,
)
from lingtong.floor.messages.notices import Notices
from lingtong.floor.messages.schemas import (
    Board,
    MessageAsk,
    MessageBody,
    MessagePage,
    NoticeAsk,
    NoticeBody,
    ReadAsk,
    Reader,
    Readers,
    Unread,
    message_body,
    notice_body,
)
from lingtong.floor.messages.service import Messages
from lingtong.foundation.http import cursor_of, place_of_cursor, refusals
from lingtong.foundation.identity import Principal, requires

AtDesk = Annotated[Principal, Depends(requires("desk.use"))]
Supervisor = Annotated[Principal, Depends(requires("floor.supervise", "floor.supervise_all"))]


def routes(messages: Messages, notices: Notices) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["messages"])
    _add_messages(router, messages)
    _add_notices(router, notices)
    return router


def _add_messages(router: APIRouter, messages: Messages) -> None:
    @router.post(
        "/messages", status_code=201, responses=refusals(NobodyToTell, TooManyMessages, MessageNeedsSeat)
    )
    async def send(who: AtDesk, body: MessageAsk) -> MessageBody:
        return message_body(await messages.send(who, body.text, body.to_agent_id, body.to_team_id))

    @router.get("/messages", responses=refusals(MessageNeedsSeat))
    async def listed(
        who: AtDesk,
        cursor: Annotated[str, Query(max_length=200)] = "",
        at_most: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> MessagePage:
        """Written by and to the reader."""
        before = place_of_cursor(cursor) if cursor else None
        found, unread = await messages.listed(who, before, at_most + 1)
        shown = found[:at_most]
        older = cursor_of(shown[-1].at, shown[-1].message_id) if len(found) > at_most else None
        return MessagePage(items=[message_body(one) for one in shown], unread=unread, next=older)

    @router.post("/messages/read", responses=refusals(MessageNeedsSeat))
    async def read(who: AtDesk, body: ReadAsk) -> Unread:
        return Unread(unread=await messages.read(who, body.message_ids))

    @router.get("/messages/{message_id}/readers")
    async def readers(who: AtDesk, message_id: str) -> Readers:
        """For who wrote it."""
        return _readers(await messages.readers_of(who, message_id))


def _add_notices(router: APIRouter, notices: Notices) -> None:
    @router.get("/notices")
    async def board(who: AtDesk) -> Board:
        found = await notices.board_of(who)
        return Board(notices=[notice_body(notice, confirmed) for notice, confirmed in found])

    @router.post(
        "/notices", status_code=201, responses=refusals(NoticeEndsTooSoon, TooManyNotices, NotYourTeam)
    )
    async def put_up(who: Supervisor, body: NoticeAsk) -> NoticeBody:
        return notice_body(await notices.put_up(who, body))

    @router.delete("/notices/{notice_id}", status_code=204, responses=refusals(NotYourTeam))
    async def take_down(who: Supervisor, notice_id: str) -> None:
        await notices.take_down(who, notice_id)

    @router.post("/notices/{notice_id}/confirm", status_code=204, responses=refusals(MessageNeedsSeat))
    async def confirm(who: AtDesk, notice_id: str) -> None:
        await notices.confirm(who, notice_id)

    @router.get("/notices/{notice_id}/readers")
    async def readers(who: Supervisor, notice_id: str) -> Readers:
        return _readers(await notices.confirmations(who, notice_id))


def _readers(found: list[tuple[str, str, datetime | None]]) -> Readers:
    return Readers(readers=[Reader(agent_id=agent_id, name=name, at=at) for agent_id, name, at in found])
