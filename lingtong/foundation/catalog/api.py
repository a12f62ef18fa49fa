"""The same five routes for every kind."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Header, Response

from lingtong.foundation.catalog.errors import RevisionStale
from lingtong.foundation.catalog.kind import Kind
from lingtong.foundation.catalog.schemas import Body, ItemId
from lingtong.foundation.catalog.service import Catalog, Saved
from lingtong.foundation.http import Parts, parts_of
from lingtong.foundation.identity.guard import requires
from lingtong.foundation.identity.model import Principal

IfMatch = Annotated[str | None, Header(max_length=40)]
TheParts = Annotated[Parts, Depends(parts_of)]


def admin_router(catalog: Catalog) -> APIRouter:
    """GET list, GET, POST, PUT and DELETE (retire) under /api/admin/{kind}."""
    router = APIRouter(prefix="/api/admin", tags=["admin"])
    for kind in catalog.kinds.values():
        _add_readers(router, catalog, kind)
        _add_writers(router, catalog, kind)
    return router


def _add_readers(router: APIRouter, catalog: Catalog, kind: Kind[Any]) -> None:
    admitted = Depends(requires(kind.permission))

    @router.get(f"/{kind.name}", name=f"list_{kind.name}")
    async def all_of(parts: TheParts, who: Principal = admitted) -> list[dict[str, Any]]:
        async with parts.database.reading(who.tenant_id) as reader:
            return [shown(kind, saved) for saved in await catalog.all(reader, kind)]

    @router.get(f"/{kind.name}/{{item_id}}", name=f"get_{kind.name}")
    async def one(
        item_id: ItemId, parts: TheParts, response: Response, who: Principal = admitted
    ) -> dict[str, Any]:
        async with parts.database.reading(who.tenant_id) as reader:
            return _answered(response, kind, await catalog.get(reader, kind, item_id))


def _add_writers(router: APIRouter, catalog: Catalog, kind: Kind[Any]) -> None:
    admitted = Depends(requires(kind.writes or kind.permission))

    async def create(
        body: Body, parts: TheParts, response: Response, who: Principal = admitted
    ) -> dict[str, Any]:
        async with parts.database.writing(who.tenant_id) as work:
            saved = await catalog.save(work, kind, body.model_dump(exclude_unset=True), by=who)
        return _answered(response, kind, saved)

    async def change(
        item_id: ItemId,
        body: Body,
        parts: TheParts,
        response: Response,
        if_match: IfMatch = None,
        who: Principal = admitted,
    ) -> dict[str, Any]:
        given, wanted = body.model_dump(exclude_unset=True), _revision_in(if_match)
        async with parts.database.writing(who.tenant_id) as work:
            saved = await catalog.save(work, kind, given, item_id, by=who, revision=wanted)
        return _answered(response, kind, saved)

    @router.delete(f"/{kind.name}/{{item_id}}", status_code=204, name=f"retire_{kind.name}")
    async def retire(item_id: ItemId, parts: TheParts, who: Principal = admitted) -> None:
        async with parts.database.writing(who.tenant_id) as work:
            await catalog.retire(work, kind, item_id, by=who)

    # FastAPI reads the body's type from the annotation; here it differs from kind to kind.
    create.__annotations__["body"] = change.__annotations__["body"] = kind.body
    router.post(f"/{kind.name}", status_code=201, name=f"create_{kind.name}")(create)
    router.put(f"/{kind.name}/{{item_id}}", name=f"change_{kind.name}")(change)


def shown(kind: Kind[Any], saved: Saved) -> dict[str, Any]:
    warnings = [msgspec.to_builtins(warning) for warning in saved.warnings]
    return {**kind.view(saved.item), **saved.once, "revision": saved.revision, "warnings": warnings}


def _answered(response: Response, kind: Kind[Any], saved: Saved) -> dict[str, Any]:
    response.headers["ETag"] = f'"{saved.revision}"'
    return shown(kind, saved)


def _revision_in(if_match: str | None) -> int | None:
    """RFC 9110 section 13.1.1, with the revision as the tag."""
    if if_match is None or if_match.strip() == "*":
        return None
    tag = if_match.strip().removeprefix("W/").strip('"')
    if not tag.isascii() or not tag.isdigit():
        raise RevisionStale("The revision in If-Match is none that was ever given out.")
    return int(tag)
