from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends

from lingtong.foundation.catalog import Invalid
from lingtong.foundation.catalog.errors import ItemUnknown, RevisionStale, TooManyItems
from lingtong.foundation.catalog.schemas import ItemId
from lingtong.foundation.http import refusals
from lingtong.foundation.identity import Principal, requires
from lingtong.insight.boards.schemas import BoardBody, MessageBody
from lingtong.insight.boards.service import Boards

Viewer = Annotated[Principal, Depends(requires("wallboard.view", "floor.view", "board.edit"))]
Editor = Annotated[Principal, Depends(requires("board.edit"))]
Supervisor = Annotated[Principal, Depends(requires("floor.supervise", "floor.supervise_all"))]


def routes(boards: Boards) -> APIRouter:
    router = APIRouter(prefix="/api/boards", tags=["boards"])

    @router.get("")
    async def all_of(who: Viewer) -> list[dict[str, Any]]:
        return [_shown(board) for board in await boards.all(who)]

    @router.get("/message")
    async def message(who: Viewer) -> dict[str, Any]:
        return _shown(await boards.message(who.tenant_id))

    @router.put("/message")
    async def say(body: MessageBody, who: Supervisor) -> dict[str, Any]:
        """The one line for all walls; an empty text takes it away."""
        return _shown(await boards.say(who, body.text, body.level, body.until))

    @router.get("/{board_id}", responses=refusals(ItemUnknown))
    async def one(board_id: ItemId, who: Viewer) -> dict[str, Any]:
        return _shown(await boards.get(who, board_id))

    @router.post("", status_code=201, responses=refusals(Invalid, TooManyItems))
    async def create(body: BoardBody, who: Editor) -> dict[str, Any]:
        return _shown(await boards.save(who, body.model_dump(exclude={"id", "revision"})))

    @router.put("/{board_id}", responses=refusals(Invalid, ItemUnknown, RevisionStale))
    async def change(board_id: ItemId, body: BoardBody, who: Editor) -> dict[str, Any]:
        return _shown(await boards.save(who, body.model_dump(exclude={"id"}), board_id))

    @router.delete("/{board_id}", status_code=204, responses=refusals(ItemUnknown))
    async def retire(board_id: ItemId, who: Editor) -> None:
        await boards.retire(who, board_id)

    return router


def _shown(item: msgspec.Struct) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(item)
    shown.pop("kind", None)
    return shown
