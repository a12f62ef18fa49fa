import json
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Response
from pydantic import ValidationError

from lingtong.floor.ivr.designer import errors, templates
from lingtong.floor.ivr.designer import schemas as form
from lingtong.floor.ivr.designer.publishing import Publishing
from lingtong.floor.ivr.designer.service import Drafts, whole_palette
from lingtong.floor.ivr.designer.views import Offered
from lingtong.floor.ivr.sources.offers import offerings
from lingtong.foundation.catalog import Invalid
from lingtong.foundation.catalog.schemas import ItemId
from lingtong.foundation.db import Database
from lingtong.foundation.http import refusals
from lingtong.foundation.identity import Principal, requires

SEES = ("flow.edit", "flow.publish", "admin.center", "floor.view")
Reader = Annotated[Principal, Depends(requires(*SEES))]
Author = Annotated[Principal, Depends(requires("flow.edit"))]
Publisher = Annotated[Principal, Depends(requires("flow.publish"))]
StateName = Annotated[str, Query(pattern=r"^(draft|live|[0-9]{1,9})$")]
CONFLICT = (errors.FlowUnknown, errors.DraftStale, errors.FlowTooLarge, errors.NameTaken)
PUBLISHES = (errors.FlowUnknown, errors.DraftMissing, errors.NotPublishable, errors.TestsFailed, Invalid)


def routes(database: Database, drafts: Drafts, publishing: Publishing) -> APIRouter:
    router = APIRouter(prefix="/api/flows", tags=["flows"])
    _add_materials(router, database)
    _add_looks(router, database, drafts)
    _add_drafts(router, database, drafts)
    _add_publishing(router, database, publishing)
    return router


def shown(view: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(view), status, media_type="application/json")


def plain(flow: form.DraftFlow) -> dict[str, Any]:
    """As it is kept."""
    return {name: value for name, value in flow.values().items() if name != "version"}


def state_of(name: str) -> str | int:
    return int(name) if name.isdigit() else name


def _add_materials(router: APIRouter, database: Database) -> None:
    @router.get("/palette")
    async def palette(_: Reader) -> Response:
        """Every kind of node with its fields, exits and words: `Palette`."""
        return shown(whole_palette())

    @router.get("/templates")
    async def begins(_: Reader) -> Response:
        """What a new flow may begin with: a list of `TemplateListed`."""
        return shown(templates.listed())

    @router.get("/offers")
    async def offers(who: Reader) -> Response:
        """What nodes may ask of each service and source: a list of `Offered`."""
        async with database.reading(who.tenant_id) as reader:
            found = await offerings(reader)
        return shown([Offered(id=one, offers=offers) for one, offers in found.items()])


def _add_looks(router: APIRouter, database: Database, drafts: Drafts) -> None:
    @router.get("")
    async def listed(who: Reader) -> Response:
        """Every flow, live or not yet: `FlowListed`."""
        async with database.reading(who.tenant_id) as reader:
            return shown(await drafts.listed(reader))

    @router.get("/{flow_id}", responses=refusals(errors.FlowUnknown))
    async def whole(flow_id: ItemId, who: Reader) -> Response:
        """`FlowWhole`."""
        async with database.reading(who.tenant_id) as reader:
            return shown(await drafts.whole(reader, flow_id))

    @router.get("/{flow_id}/versions/{version}", responses=refusals(errors.VersionUnknown))
    async def version(flow_id: ItemId, version: int, who: Reader) -> Response:
        """`VersionShown`."""
        async with database.reading(who.tenant_id) as reader:
            return shown(await drafts.version(reader, flow_id, min(version, 1 << 30)))

    @router.get("/{flow_id}/compare", responses=refusals(errors.FlowUnknown, errors.VersionUnknown))
    async def compared(flow_id: ItemId, a: StateName, b: StateName, who: Reader) -> Response:
        """From `a` to `b`: each the number of a version, `live` or `draft`. Gives `Compared`."""
        async with database.reading(who.tenant_id) as reader:
            return shown(await drafts.compared(reader, flow_id, state_of(a), state_of(b)))

    @router.get("/{flow_id}/export", response_class=Response)
    async def exported(flow_id: ItemId, who: Reader, state: StateName = "draft") -> Response:
        """Text that diffs: sorted, one node a paragraph. Without a draft the live flow."""
        async with database.reading(who.tenant_id) as reader:
            text = await drafts.exported(reader, flow_id, state_of(state) if state != "draft" else "")
        headers = {"Content-Disposition": f'attachment; filename="flow-{flow_id}.json"'}
        return Response(text, media_type="application/json; charset=utf-8", headers=headers)


def _add_drafts(router: APIRouter, database: Database, drafts: Drafts) -> None:
    @router.post(
        "",
        status_code=201,
        responses=refusals(errors.NameTaken, errors.FlowUnknown, errors.TooManyFlows, errors.TemplateUnknown),
    )
    async def create(body: form.NewFlow, who: Author) -> Response:
        """A new draft, empty, a copy, or from a template: `DraftSaved`."""
        async with database.writing(who.tenant_id) as work:
            begun = templates.flow_of(body.template) if body.template else None
            if body.copy_of:
                begun = await drafts.body(work, body.copy_of)
            named = body.model_dump(
                exclude={"copy_of", "template"} if begun is None else {"copy_of", "template", "returns"}
            )
            return shown(await drafts.create(work, who, named, begun), 201)

    @router.put("/{flow_id}/draft", responses=refusals(*CONFLICT))
    async def save(flow_id: ItemId, body: form.DraftAsk, who: Author) -> Response:
        """Whole or not; `seen` is the revision that was changed. Gives `DraftSaved` with its findings."""
        async with database.writing(who.tenant_id) as work:
            return shown(await drafts.save(work, who, flow_id, plain(body.flow), body.seen))

    @router.delete("/{flow_id}/draft", status_code=204, responses=refusals(errors.DraftMissing))
    async def discard(flow_id: ItemId, who: Author) -> None:
        """Back to the live flow; one that was never published is gone."""
        async with database.writing(who.tenant_id) as work:
            await drafts.discard(work, who, flow_id)

    @router.post("/check", responses=refusals(errors.FlowTooLarge))
    async def check(body: form.CheckAsk, who: Author) -> Response:
        """A list of `FlowFinding`."""
        flow_id = body.flow_id or body.flow.id or "new"
        async with database.reading(who.tenant_id) as reader:
            return shown(await drafts.checked(reader, plain(body.flow), flow_id))

    @router.post("/import", status_code=201, responses=refusals(errors.ImportUnreadable, *CONFLICT))
    async def take(body: form.ImportAsk, who: Author) -> Response:
        """A flow as text becomes a draft, with what the check finds here: `DraftSaved`."""
        flow = imported(body.text, body.name)
        async with database.writing(who.tenant_id) as work:
            if body.into:
                return shown(await drafts.save(work, who, body.into, flow, body.seen), 201)
            return shown(await drafts.create(work, who, {"name": flow["name"]}, flow), 201)


def _add_publishing(router: APIRouter, database: Database, publishing: Publishing) -> None:
    @router.post("/{flow_id}/publish", responses=refusals(*PUBLISHES, errors.TimePast))
    async def publish(flow_id: ItemId, body: form.PublishAsk, who: Publisher) -> Response:
        """The draft, now or `at` a time, once the check and its test cases are content: `Published`."""
        async with database.writing(who.tenant_id) as work:
            if body.at is not None:
                return shown(await publishing.at(work, who, flow_id, body.note, body.at))
            return shown(await publishing.publish(work, who, flow_id, body.note))

    @router.post("/{flow_id}/rollback", responses=refusals(*PUBLISHES, errors.VersionUnknown))
    async def back(flow_id: ItemId, body: form.BackAsk, who: Publisher) -> Response:
        """An older version goes live again, under a new number and without its test cases: `Published`."""
        async with database.writing(who.tenant_id) as work:
            return shown(await publishing.back(work, who, flow_id, body.version, body.note))

    @router.delete("/{flow_id}/schedule", status_code=204, responses=refusals(errors.ScheduleMissing))
    async def not_then(flow_id: ItemId, who: Publisher) -> None:
        async with database.writing(who.tenant_id) as work:
            await publishing.not_then(work, who, flow_id)


def imported(text: str, name: str) -> dict[str, Any]:
    """Refuses with `ImportUnreadable` what is no flow; what is one may still be full of findings."""
    try:
        given = json.loads(text)
        if not isinstance(given, dict):
            raise errors.ImportUnreadable("This is no flow: a flow is a JSON object.", why="no object")
        given = {key: value for key, value in given.items() if key not in ("tenant_id", "id", "revision")}
        return plain(form.DraftFlow.model_validate({**given, **({"name": name} if name else {})}))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise errors.ImportUnreadable(f"{where}: {first['msg']}.", why=where[:80]) from None
    except (ValueError, RecursionError):
        raise errors.ImportUnreadable("This text is no JSON.", why="no JSON") from None
