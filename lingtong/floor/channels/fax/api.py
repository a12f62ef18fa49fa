from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse, Response
from pydantic import AwareDatetime

from lingtong.floor.channels.fax import errors, pages
from lingtong.floor.channels.fax.incoming import body_of, document_of, file_of
from lingtong.floor.channels.fax.schemas import (
    Batch,
    BatchMade,
    Change,
    FaxPage,
    FaxRecord,
    Figures,
    SendText,
    Sent,
)
from lingtong.floor.channels.fax.service import Faxes
from lingtong.floor.channels.fax.tables import FaxRow
from lingtong.foundation.http import refusals
from lingtong.foundation.identity import Principal, requires
from lingtong.switch.numbers import masked

SUPERVISES = ("floor.supervise", "floor.supervise_all")
AtDesk = Annotated[Principal, Depends(requires("desk.use", *SUPERVISES))]
Viewer = Annotated[Principal, Depends(requires("floor.view", *SUPERVISES))]
BAD = (errors.FaxTooLarge, errors.FaxTooLong, errors.FaxUnreadable, errors.FaxLocked, errors.FaxWithoutNumber)
Title = Annotated[str, Query(min_length=1, max_length=200)]


def routes(faxes: Faxes) -> APIRouter:
    router = APIRouter(prefix="/api/faxes", tags=["faxes"])
    _add_looking(router, faxes)
    _add_sending(router, faxes)
    return router


def _add_looking(router: APIRouter, faxes: Faxes) -> None:
    @router.get("")
    async def listed(
        who: AtDesk,
        direction: Literal["in", "out"] = "in",
        state: Annotated[list[str], Query(max_length=10)] = [],  # noqa: B006 - FastAPI copies it
        *,
        mine: bool = False,
        batch: str = "",
        at_most: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> FaxPage:
        """Newest first."""
        owner = (who.agent_id or "-") if mine else ""
        rows = await faxes.listed(who.tenant_id, direction, state, owner, batch, at_most)
        return FaxPage(items=[_record(faxes, row, who) for row in rows])

    @router.get("/figures")
    async def figures(
        who: Viewer, start: Annotated[AwareDatetime, Query(alias="from")], to: AwareDatetime
    ) -> Figures:
        return await faxes.figures(who.tenant_id, start, to)

    @router.get("/batches")
    async def batches(who: AtDesk) -> list[Batch]:
        found = await faxes.batches(who.tenant_id)
        return [
            Batch(id=row.id, title=row.title, asked_at=row.asked_at, count=row.count, states=states)
            for row, states in found
        ]

    @router.get("/{fax_id}", responses=refusals(errors.FaxUnknown))
    async def one(fax_id: str, who: AtDesk) -> FaxRecord:
        return _record(faxes, await faxes.one(who.tenant_id, fax_id), who)

    @router.get("/{fax_id}/pdf", response_class=FileResponse, responses=refusals(errors.FaxUnknown))
    async def pdf(fax_id: str, who: AtDesk) -> FileResponse:
        file = await faxes.file(who.tenant_id, fax_id, "pdf")
        return FileResponse(file, media_type="application/pdf", headers={"Cache-Control": "no-store"})

    @router.get("/{fax_id}/pages/{number}", response_class=Response, responses=refusals(errors.FaxUnknown))
    async def picture(
        fax_id: str, number: int, who: AtDesk, turned: Annotated[int, Query(ge=0, le=3)] = 0
    ) -> Response:
        """One page as PNG, turned by quarters clockwise."""
        data = await faxes.picture(who.tenant_id, fax_id, number, turned)
        return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=600"})

    @router.put("/{fax_id}", responses=refusals(errors.FaxUnknown, errors.FaxNotNow))
    async def change(fax_id: str, body: Change, who: AtDesk) -> FaxRecord:
        return _record(faxes, await faxes.change(who, fax_id, body), who)


def _add_sending(router: APIRouter, faxes: Faxes) -> None:
    @router.post("/text", status_code=201, responses=refusals(*BAD, errors.FaxFontMissing))
    async def send_text(body: SendText, who: AtDesk) -> Sent:
        made = await document_of(lambda: pages.pages_of_text(body.title, body.text))
        return await faxes.send(who, made, body.title, body.number, body.reply_to)

    @router.post("/file", status_code=201, responses=refusals(*BAD))
    async def send_file(
        request: Request,
        who: AtDesk,
        title: Title,
        number: Annotated[str, Query(max_length=40)] = "",
        reply_to: Annotated[str, Query(max_length=80)] = "",
        cover: Annotated[str, Query(max_length=2000)] = "",
    ) -> Sent:
        """The body is the file itself: a PDF or a picture, 20 MB and 100 pages at most."""
        data = await body_of(request)
        made = await file_of(data)
        if cover:
            first = await document_of(lambda: pages.cover(number, who.name, cover, len(made), faxes.now()))
            made = [*first, *made]
        return await faxes.send(who, made, title, number, reply_to)

    @router.post("/broadcast", status_code=201, responses=refusals(*BAD, errors.FaxListUnreadable))
    async def broadcast(request: Request, who: AtDesk, title: Title) -> BatchMade:
        """A form with two files: `document`, and `numbers` as CSV or XLSX."""
        form = await request.form(max_files=2, max_fields=2)
        files = {name: part for name, part in form.items() if not isinstance(part, str)}
        if set(files) != {"document", "numbers"}:
            raise errors.FaxListUnreadable("Give a document and a list of numbers.")
        made = await file_of(await files["document"].read())
        return await faxes.broadcast(who, made, title, await files["numbers"].read())

    @router.post("/{fax_id}/cancel", status_code=204, responses=refusals(errors.FaxUnknown, errors.FaxNotNow))
    async def cancel(fax_id: str, who: AtDesk) -> None:
        await faxes.cancel(who, fax_id)

    @router.post("/{fax_id}/again", status_code=204, responses=refusals(errors.FaxUnknown, errors.FaxNotNow))
    async def again(fax_id: str, who: AtDesk) -> None:
        await faxes.again(who, fax_id)


def _record(faxes: Faxes, row: FaxRow, who: Principal) -> FaxRecord:
    seen = row.number if who.may("number.view") else masked(row.number)
    names = faxes.names
    same = ("id", "direction", "state", "title", "note", "owner", "queue_id", "interaction_id", "reply_to")
    more = ("batch_id", "created_at", "ended_at", "due", "pages", "size", "sha256", "tries", "seconds", "t38")
    return FaxRecord(
        **{name: getattr(row, name) for name in (*same, *more)},
        number=seen,
        remote=row.remote if who.may("number.view") else "",
        owner_name=names.agent(row.owner),
        queue_name=names.queue(row.queue_id),
        error=row.error,
    )
