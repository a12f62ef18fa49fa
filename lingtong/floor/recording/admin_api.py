"""What an administrator of recordings sees and does: room, keys, chain, tokens of programs."""

import asyncio
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Header

from lingtong.floor.recording import chain, store
from lingtong.floor.recording.control import Tokens
from lingtong.floor.recording.errors import ArchiveAway, TokenUnknown
from lingtong.floor.recording.ports import Pausing
from lingtong.floor.recording.schemas import (
    ControlAsk,
    ControlDone,
    NewTokenView,
    StorageView,
    TokenAsk,
    TokenView,
)
from lingtong.floor.recording.search import store as counts
from lingtong.floor.recording.sweeping import Sweeping, space_of
from lingtong.floor.recording.tables import RecordingTokenRow
from lingtong.foundation.http import refusals
from lingtong.foundation.identity import audit
from lingtong.foundation.identity.errors import PasswordNeeded
from lingtong.foundation.identity.guard import requires
from lingtong.foundation.identity.model import Principal
from lingtong.foundation.identity.step_up import confirmed
from lingtong.foundation.telemetry.clock_state import clock_state

Keeper = Annotated[Principal, Depends(requires("recording.keep"))]
Confirmed = Annotated[None, Depends(confirmed)]
PACE_OF = timedelta(days=7)


def routes(sweeping: Sweeping, tokens: Tokens, engine: Pausing) -> APIRouter:
    router = APIRouter(prefix="/api/recording-storage", tags=["recordings"])
    places, database = sweeping.places, sweeping.database

    @router.get("")
    async def storage(who: Keeper) -> StorageView:
        clock = clock_state()
        space = await asyncio.to_thread(space_of, places.files.folder, sweeping.settings)
        async with database.reading(who.tenant_id) as reader:
            kept, first = await counts.bytes_since(reader.session, sweeping.clock.now() - PACE_OF)
            waiting, troubled = await counts.waiting(reader.session), await counts.troubled(reader.session)
            links = await store.links(reader.session)
        lasted = (sweeping.clock.now() - first).total_seconds() / 86_400 if first is not None else 0.0
        return StorageView(
            total=space.total,
            free=space.free,
            room=space.room,
            days_left=round(space.free / (kept / max(lasted, 1.0)), 1) if kept else None,
            waiting=waiting,
            archive=await _archive(sweeping),
            key_number=places.keys.newest(who.tenant_id),
            troubles=troubled,
            chain=links,
            chain_broken_at=None,
            clock_in_step=clock.in_step,
            clock_error=clock.most,
        )

    @router.post("/chain")
    async def walk(who: Keeper) -> StorageView:
        """Walk the whole chain of hashes now."""
        async with database.reading(who.tenant_id) as reader:
            broken = await chain.verify(reader)
        shown = await storage(who)
        return shown.model_copy(update={"chain_broken_at": broken.sequence if broken else None})

    @router.post("/keys", status_code=204)
    async def new_key(who: Keeper) -> None:
        """A new key from now on; those of the files are wrapped anew, the old one can then be destroyed."""
        number = await asyncio.to_thread(places.keys.add, who.tenant_id)
        async with database.writing(who.tenant_id) as work:
            await audit.record(work, who, "recording.key_added", data={"number": number})
        await sweeping.rewrap()

    _of_programs(router, tokens, engine)
    return router


def _of_programs(router: APIRouter, tokens: Tokens, engine: Pausing) -> None:
    """Programs that pause recordings."""

    @router.get("/tokens")
    async def listed(who: Keeper) -> list[TokenView]:
        return [_view(row) for row in await tokens.listed(who)]

    @router.post("/tokens", status_code=201, responses=refusals(PasswordNeeded))
    async def make(body: TokenAsk, who: Keeper, _: Confirmed) -> NewTokenView:
        """For a program that pauses recordings. The token is told now and never again."""
        row, token = await tokens.make(who, body.label)
        return NewTokenView(**_view(row).model_dump(), token=token)

    @router.delete("/tokens/{token_id}", status_code=204)
    async def retire(token_id: str, who: Keeper) -> None:
        await tokens.retire(who, token_id)

    @router.post("/pause", responses=refusals(TokenUnknown))
    async def pause(
        body: ControlAsk, authorization: Annotated[str, Header(max_length=200)] = ""
    ) -> ControlDone:
        """For programs, with `Authorization: Bearer TOKEN`: pause or resume the recording of a call."""
        owner = await tokens.owner(authorization.removeprefix("Bearer ").strip())
        interaction_id = await engine.pause(
            owner.tenant_id, body.interaction_id, body.agent_number, on=body.paused
        )
        return ControlDone(interaction_id=interaction_id, paused=body.paused)


async def _archive(sweeping: Sweeping) -> str:
    if sweeping.places.archive is None:
        return "none"
    try:
        await sweeping.places.archive.size("lingtong-is-there")
    except ArchiveAway:
        return "away"
    return "well"


def _view(row: RecordingTokenRow) -> TokenView:
    return TokenView(
        id=row.id, label=row.label, made_by=row.made_by, made_at=row.made_at, used_at=row.used_at
    )
