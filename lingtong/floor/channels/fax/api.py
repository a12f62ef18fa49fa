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
    MailOn,
    SendOn,
    SendText,
    Sent,
    Why,
    Work,
)
from lingtong.floor.channels.fax.service import Faxes
from lingtong.floor.channels.fax.tables import FaxRow
from lingtong.foundation.http import refusals
from lingtong.foundation.identity import Principal, requires
from lingtong.switch.numbers import masked

SUPERVISES = ("floor.supervise", "floor.supervise_all")
AtDesk = Annotated[Principal, Depends(requires("desk.use", *SUPERVISES))]
Viewer = Annotated[Principal, Depends(requires("floor.view", *SUPERVISES))]
Downloader = Annotated[Principal, Depends(requires("recording.download"))]
Keeper = Annotated[Principal, Depends(requires("recording.keep"))]
GONE = (errors.FaxUnknown, errors.FaxRemoved)
MOVED = (errors.FaxUnknown, errors.FaxNotNow, errors.FaxInHand, errors.FaxNotOffered, errors.FaxNobody)
MOST_FORM = 1024 * 1024
BAD = (errors.FaxTooLarge, errors.FaxTooLong, errors.FaxUnreadable, errors.FaxLocked, errors.FaxWithoutNumber)
BAD_LISTS = (errors.FaxListUnreadable, errors.FaxFieldUnknown)
Title = Annotated[str, Query(min_length=1, max_length=200)]


def routes(faxes: Faxes) -> APIRouter:
    router = APIRouter(prefix="/api/faxes", tags=["faxes"])
    _add_looking(router, faxes)
    _add_work(router, faxes)
    _add_sending(router, faxes)
    return router


def _add_looking(router: APIRouter, faxes: Faxes) -> None:
    @router.get("")
    async def listed(  # noqa: PLR0913 - one filter each
        who: AtDesk,
        direction: Literal["in", "out"] = "in",
        state: Annotated[list[str], Query(max_length=10)] = [],  # noqa: B006 - FastAPI copies it
        *,
        mine: bool = False,
        batch: str = "",
        queue: str = "",
        before: str = "",
        at_most: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> FaxPage:
        """Newest first; `before` is the last one that was shown."""
        owner = (who.agent_id or "-") if mine else ""
        only = {"owner": owner, "batch_id": batch, "queue_id": queue, "before": before}
        rows = await faxes.listed(who, direction, state, at_most, **only)
        return FaxPage(items=[_record(faxes, row, who) for row in rows])

    @router.get("/figures")
    async def figures(
        who: Viewer, start: Annotated[AwareDatetime, Query(alias="from")], to: AwareDatetime
    ) -> Figures:
        return await faxes.figures(who.tenant_id, start, to)

    @router.get("/work")
    async def waiting(who: AtDesk) -> Work:
        """What waits for whoever asks."""
        return await faxes.work.waiting(who)

    @router.get("/batches")
    async def batches(who: AtDesk) -> list[Batch]:
        found = await faxes.batches(who.tenant_id)
        return [
            Batch(
                id=row.id,
                title=row.title,
                asked_at=row.asked_at,
                count=row.count,
                states=now.states,
                again=now.again,
                pages=now.pages,
                gone=now.gone,
            )
            for row, now in found
        ]

    @router.get("/{fax_id}", responses=refusals(errors.FaxUnknown))
    async def one(fax_id: str, who: AtDesk) -> FaxRecord:
        return _record(faxes, await faxes.one(who, fax_id), who)

    @router.get("/{fax_id}/pdf", response_class=FileResponse, responses=refusals(*GONE))
    async def pdf(fax_id: str, who: Downloader) -> FileResponse:
        """To be kept elsewhere; whoever may only look prints the pages."""
        file = await faxes.download(who, fax_id)
        return FileResponse(file, media_type="application/pdf", headers={"Cache-Control": "no-store"})

    @router.get("/{fax_id}/pages/{number}", response_class=Response, responses=refusals(*GONE))
    async def picture(
        fax_id: str, number: int, who: AtDesk, turned: Annotated[int, Query(ge=0, le=3)] = 0
    ) -> Response:
        """One page as PNG, turned by quarters clockwise."""
        data = await faxes.picture(who, fax_id, number, turned)
        return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=600"})


def _add_work(router: APIRouter, faxes: Faxes) -> None:
    @router.put("/{fax_id}", responses=refusals(*MOVED))
    async def change(fax_id: str, body: Change, who: AtDesk) -> FaxRecord:
        return _record(faxes, await faxes.work.change(who, fax_id, body), who)

    @router.post("/{fax_id}/hold", status_code=204, responses=refusals(*GONE))
    async def hold(fax_id: str, body: Why, who: Keeper) -> None:
        """Kept whatever the rules say."""
        await faxes.work.hold(who, fax_id, body.why)

    @router.post("/{fax_id}/lift-hold", status_code=204, responses=refusals(errors.FaxUnknown))
    async def lift(fax_id: str, body: Why, who: Keeper) -> None:
        await faxes.work.lift(who, fax_id, body.why)

    @router.post("/{fax_id}/send-on", status_code=201, responses=refusals(*GONE, errors.FaxWithoutNumber))
    async def send_on(fax_id: str, body: SendOn, who: AtDesk) -> Sent:
        """The same pages to another machine."""
        return await faxes.send_on(who, fax_id, body.number, body.title)

    @router.post("/{fax_id}/mail", status_code=202, responses=refusals(*GONE, errors.FaxNoMail))
    async def mail(fax_id: str, body: MailOn, who: Downloader) -> None:
        """The pages as PDF to an address."""
        await faxes.mail_on(who, fax_id, body)


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

    @router.post(
        "/broadcast",
        status_code=201,
        responses=refusals(*BAD, errors.FaxListUnreadable, errors.FaxFieldUnknown),
    )
    async def broadcast(request: Request, who: AtDesk, title: Title) -> BatchMade:
        """A form with `numbers` as CSV or XLSX, and what they get: the file `document`, or `text` in which
        `{column}` stands for what each row has there.
        """
        form = await request.form(max_files=2, max_fields=2, max_part_size=MOST_FORM)
        files = {name: part for name, part in form.items() if not isinstance(part, str)}
        text = str(form.get("text", ""))[: pages.MOST_TEXT] if "document" not in files else ""
        if set(files) | ({"document"} if text else set()) != {"document", "numbers"}:
            raise errors.FaxListUnreadable("Give a document or a text, and a list of numbers.")
        made = [] if text else await file_of(await files["document"].read())
        return await faxes.broadcast(who, made, title, text, await files["numbers"].read())

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
    since = ("gone", "rate", "taken_at", "settled_at", "held_by", "held_why", "removed_at")
    offered = row.offered_until is not None and row.offered_until > faxes.now() and row.state == "new"
    return FaxRecord(
        **{name: getattr(row, name) for name in (*same, *more, *since)},
        mine=offered and bool(row.offered_to) and row.offered_to == who.agent_id,
        offered_name=names.agent(row.offered_to) if offered else "",
        offered_until=row.offered_until if offered else None,
        number=seen,
        remote=row.remote if who.may("number.view") else "",
        owner_name=names.agent(row.owner),
        queue_name=names.queue(row.queue_id),
        error=row.error,
    )
