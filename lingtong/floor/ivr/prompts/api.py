from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse
from pydantic import AfterValidator

from lingtong.floor.ivr.prompts.audio import MOST_BYTES
from lingtong.floor.ivr.prompts.catalog import checked_name
from lingtong.floor.ivr.prompts.errors import PromptTooLarge
from lingtong.floor.ivr.prompts.ports import Language
from lingtong.floor.ivr.prompts.service import Prompts
from lingtong.floor.ivr.schemas import PromptView
from lingtong.foundation.catalog.schemas import printable
from lingtong.foundation.catalog.store import next_revision
from lingtong.foundation.http import Parts, parts_of
from lingtong.foundation.identity import Principal, audit, requires

Keeper = Annotated[Principal, Depends(requires("admin.center"))]
TheParts = Annotated[Parts, Depends(parts_of)]


def prompts_router(prompts: Prompts, changed: Callable[[], Awaitable[None]]) -> APIRouter:
    """The prompts of the tenant: list, hear, replace by an own recording, and back."""
    router = APIRouter(prefix="/api/admin/prompts", tags=["admin"])

    @router.get("")
    async def all_prompts(parts: TheParts, who: Keeper) -> list[PromptView]:
        async with parts.database.reading(who.tenant_id) as reader:
            return await prompts.listed(reader)

    @router.get("/{language}/{name}/audio", response_class=FileResponse)
    async def hear(language: Language, name: str, parts: TheParts, who: Keeper) -> FileResponse:
        async with parts.database.reading(who.tenant_id) as reader:
            path = await prompts.path_for(reader, language, name)
        return FileResponse(path, media_type="audio/wav", headers={"Cache-Control": "no-store"})

    @router.put("/{language}/{name}")
    async def upload(
        language: Language,
        name: str,
        request: Request,
        parts: TheParts,
        who: Keeper,
        text: Annotated[str, Query(max_length=1000), AfterValidator(printable)] = "",
    ) -> dict[str, float]:
        """The body is the recording itself: WAV, FLAC, OGG or MP3, 10 MB and 5 minutes at most."""
        checked_name(name)
        recording = await prompts.ready(await _body_of(request))
        async with parts.database.writing(who.tenant_id) as work:
            await next_revision(work.session)
            seconds = await prompts.put(work, language, name, recording, text)
            told = {"seconds": round(seconds, 2)}
            await audit.record(work, who, "prompts.uploaded", f"prompts/{language}/{name}", told)
            work.after_commit(changed)
        return {"seconds": round(seconds, 2)}

    @router.delete("/{language}/{name}", status_code=204)
    async def remove(language: Language, name: str, parts: TheParts, who: Keeper) -> None:
        async with parts.database.writing(who.tenant_id) as work:
            await next_revision(work.session)
            await prompts.remove(work, language, name)
            await audit.record(work, who, "prompts.removed", f"prompts/{language}/{name}")
            work.after_commit(changed)

    return router


async def _body_of(request: Request) -> bytes:
    """Read no more than is allowed, whatever the client says about the length."""
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > MOST_BYTES:
            raise PromptTooLarge("A recording may have 10 MB at most.", megabytes=MOST_BYTES // 1024 // 1024)
    return bytes(data)
