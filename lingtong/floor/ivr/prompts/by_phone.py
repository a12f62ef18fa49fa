"""Record a prompt by phone: the own phone rings, and takes it after the tone."""

import asyncio
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator

from lingtong.floor.ivr.prompts.catalog import checked_name
from lingtong.floor.ivr.prompts.errors import NoPhone, NotKept
from lingtong.floor.ivr.prompts.ports import Language
from lingtong.floor.ivr.prompts.schemas import Kept
from lingtong.floor.ivr.prompts.service import Heading, Prompts
from lingtong.floor.ivr.prompts.speech.errands import MessageFiles
from lingtong.foundation.catalog.schemas import printable
from lingtong.foundation.identity import Principal, requires
from lingtong.kit import Ids

Keeper = Annotated[Principal, Depends(requires("admin.center"))]


class Dictaphone(Protocol):
    async def ring(self, who: Principal, dictation: str) -> None: ...

    async def state(self, who: Principal, dictation: str) -> str:
        """`ringing`, `speaking`, `hearing`, `gone`, or `kept:` and the id of what was recorded."""
        ...


def by_phone_router(prompts: Prompts, phone: Dictaphone, sounds: MessageFiles, ids: Ids) -> APIRouter:
    router = APIRouter(prefix="/api/admin/prompts", tags=["admin"])

    @router.post("/dictations")
    async def ring(who: Keeper) -> dict[str, str]:
        """The phone of who asks rings."""
        if not who.agent_id:
            raise NoPhone("You have no phone here. Let an administrator make you an agent.")
        dictation = ids.new()
        await phone.ring(who, dictation)
        return {"dictation": dictation}

    @router.get("/dictations/{dictation}")
    async def state(dictation: str, who: Keeper) -> dict[str, str]:
        found, _, _ = (await phone.state(who, dictation)).partition(":")
        return {"state": found}

    @router.put("/{language}/{name}/dictations/{dictation}")
    async def keep(
        language: Language,
        name: str,
        dictation: str,
        who: Keeper,
        text: Annotated[str, Query(max_length=1000), AfterValidator(printable)] = "",
    ) -> Kept:
        """What was said and kept by key 1 becomes the newest version of this prompt."""
        heading = Heading(language=language, name=checked_name(name), text=text, source="phone")
        found, _, recording_id = (await phone.state(who, dictation)).partition(":")
        sound = await asyncio.to_thread(sounds.read, recording_id) if found == "kept" else None
        if sound is None:
            raise NotKept("Nothing was kept by phone. Record it again.")
        kept = await prompts.put(who, heading, sound)
        sounds.forget(recording_id)
        return kept

    return router
