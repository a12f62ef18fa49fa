from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import AfterValidator

from lingtong.floor.ivr.prompts.audio import MOST_BYTES
from lingtong.floor.ivr.prompts.bulk import Bulk
from lingtong.floor.ivr.prompts.catalog import checked_name
from lingtong.floor.ivr.prompts.errors import PromptTooLarge
from lingtong.floor.ivr.prompts.ports import Language
from lingtong.floor.ivr.prompts.schemas import (
    ImportView,
    Kept,
    PromptUse,
    PromptVersionView,
    PromptView,
    TextBody,
)
from lingtong.floor.ivr.prompts.service import Heading, Prompts
from lingtong.floor.ivr.prompts.uses import Uses
from lingtong.foundation.catalog.schemas import printable
from lingtong.foundation.catalog.store import next_revision
from lingtong.foundation.http import Parts, parts_of
from lingtong.foundation.identity import Principal, audit, requires

PREFIX = "/api/admin/prompts"
MOST_ARCHIVE = 32 * 1024 * 1024
Keeper = Annotated[Principal, Depends(requires("admin.center"))]
TheParts = Annotated[Parts, Depends(parts_of)]
Number = Annotated[int, Query(ge=0)]


def prompts_router(prompts: Prompts, uses: Uses, bulk: Bulk) -> APIRouter:
    """The prompts of the tenant."""
    router = APIRouter()
    for part in (_bulk(bulk), _versions(prompts), _recordings(prompts, uses)):
        router.include_router(part)
    return router


def _bulk(bulk: Bulk) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["admin"])

    @router.get("/export", response_class=Response)
    async def export(who: Keeper) -> Response:
        headers = {"Content-Disposition": 'attachment; filename="prompts.zip"', "Cache-Control": "no-store"}
        return Response(await bulk.export(who), media_type="application/zip", headers=headers)

    @router.post("/imports")
    async def bring(request: Request, who: Keeper) -> ImportView:
        """The body is a ZIP archive with recordings and `prompts.csv`: name, language, text, file."""
        return await bulk.bring(who, await body_of(request, MOST_ARCHIVE))

    @router.get("/imports/last")
    async def last_import(who: Keeper) -> dict[str, str]:
        return {"import_id": await bulk.last(who)}

    @router.post("/imports/{import_id}/undo")
    async def undo(import_id: str, who: Keeper) -> dict[str, int]:
        return {"prompts": await bulk.undo(who, import_id)}

    return router


def _versions(prompts: Prompts) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["admin"])

    @router.get("/{language}/{name}/versions")
    async def history(language: Language, name: str, parts: TheParts, who: Keeper) -> list[PromptVersionView]:
        async with parts.database.reading(who.tenant_id) as reader:
            return await prompts.history(reader, language, name)

    @router.post("/{language}/{name}/versions/{version}/use", status_code=204)
    async def use(language: Language, name: str, version: int, parts: TheParts, who: Keeper) -> None:
        async with parts.database.writing(who.tenant_id) as work:
            await next_revision(work.session)
            await prompts.use(work, language, name, version)
            place = f"prompts/{language}/{name}"
            await audit.record(work, who, "prompts.version_used", place, {"version": version})

    @router.put("/{language}/{name}/text", status_code=204)
    async def describe(language: Language, name: str, body: TextBody, parts: TheParts, who: Keeper) -> None:
        async with parts.database.writing(who.tenant_id) as work:
            await next_revision(work.session)
            await prompts.describe(work, language, name, body.text)
            await audit.record(work, who, "prompts.described", f"prompts/{language}/{name}")

    return router


def _recordings(prompts: Prompts, uses: Uses) -> APIRouter:
    """List, hear, replace by an own recording, and back."""
    router = APIRouter(prefix=PREFIX, tags=["admin"])

    @router.get("")
    async def all_prompts(parts: TheParts, who: Keeper) -> list[PromptView]:
        async with parts.database.reading(who.tenant_id) as reader:
            return await prompts.listed(reader)

    @router.get("/uses/{name}")
    async def where_used(name: str, parts: TheParts, who: Keeper) -> list[PromptUse]:
        async with parts.database.reading(who.tenant_id) as reader:
            return (await uses.all(reader)).get(checked_name(name), [])

    @router.get("/{language}/{name}/audio", response_class=FileResponse)
    async def hear(
        language: Language, name: str, parts: TheParts, who: Keeper, version: Number = 0
    ) -> FileResponse:
        async with parts.database.reading(who.tenant_id) as reader:
            path = await prompts.path_for(reader, language, name, version)
        return FileResponse(path, media_type="audio/wav", headers={"Cache-Control": "no-store"})

    @router.put("/{language}/{name}")
    async def upload(
        language: Language,
        name: str,
        request: Request,
        who: Keeper,
        text: Annotated[str, Query(max_length=1000), AfterValidator(printable)] = "",
        source: Literal["upload", "microphone"] = "upload",
    ) -> Kept:
        """The body is the recording itself: WAV, FLAC, OGG, MP3 or AIFF, 10 MB and 5 minutes at most."""
        heading = Heading(language=language, name=checked_name(name), text=text, source=source)
        return await prompts.put(who, heading, await body_of(request, MOST_BYTES))

    @router.delete("/{language}/{name}", status_code=204)
    async def remove(language: Language, name: str, parts: TheParts, who: Keeper) -> None:
        async with parts.database.writing(who.tenant_id) as work:
            await next_revision(work.session)
            await prompts.remove(work, language, name)
            await audit.record(work, who, "prompts.removed", f"prompts/{language}/{name}")

    return router


async def body_of(request: Request, most: int) -> bytes:
    """Refused before it is read where its length is told; no more than allowed is read in any case."""
    if int(request.headers.get("content-length") or 0) > most:
        raise _too_large(most)
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > most:
            raise _too_large(most)
    return bytes(data)


def _too_large(most: int) -> PromptTooLarge:
    megabytes = most // 1024 // 1024
    return PromptTooLarge(f"This may have {megabytes} MB at most.", megabytes=megabytes)
