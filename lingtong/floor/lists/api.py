import csv
import io
from collections.abc import AsyncIterator
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from lingtong.floor.lists import schemas as form
from lingtong.floor.lists import store
from lingtong.floor.lists.errors import (
    EntryKnown,
    EntryOver,
    EntryUnknown,
    FileUnreadable,
    ListFull,
    ListUnknown,
    UntilPast,
)
from lingtong.floor.lists.imports import Imported, Imports
from lingtong.floor.lists.model import number_of
from lingtong.floor.lists.ports import Locking, Names
from lingtong.floor.lists.service import Lists
from lingtong.floor.lists.tables import ListEntryRow
from lingtong.foundation.http import cursor_of, place_of_cursor, refusals
from lingtong.foundation.identity import Principal, requires
from lingtong.kit import Clock
from lingtong.switch.numbers import NumberUnreadable, masked

SEES = "number.view"
Keeper = Annotated[Principal, Depends(requires("admin.center", "floor.supervise_all"))]
Administrator = Annotated[Principal, Depends(requires("admin.center"))]
Supervisor = Annotated[Principal, Depends(requires("floor.supervise", "floor.supervise_all"))]
BOM = "\ufeff"  # spreadsheets take a file without it for the system's own encoding
MOST_BYTES = 10 * 1024 * 1024
MOST_ERRORS = 200


class ListsApi:
    def __init__(self, lists: Lists, imports: Imports, locks: Locking, names: Names, clock: Clock) -> None:
        self.lists, self.imports, self.locks = lists, imports, locks
        self._names, self._clock = names, clock

    def shown(self, who: Principal, row: ListEntryRow) -> form.EntryView:
        state: form.State = "ended"
        listed = self._names.current().number_lists.get(row.list_id)
        over = row.state == "active" and row.until is not None and row.until <= self._clock.now()
        if not over:
            state = msgspec.convert(row.state, form.State)
        return form.EntryView(
            id=row.id,
            list_id=row.list_id,
            list_name=listed.name if listed is not None else "",
            list_name_en=listed.name_en if listed is not None else "",
            number=row.number if who.may(SEES) else masked(row.number),
            prefix=row.is_prefix,
            state=state,
            why=row.why,
            since=row.since,
            until=row.until,
            ended_at=row.until if over else row.ended_at,
            asked_by=self._names.agent(row.asked_by) or row.asked_by,
            approved_by=self._names.agent(row.approved_by) or row.approved_by,
            interaction_id=row.interaction_id,
            import_id=row.import_id,
            reports=row.reports,
        )

    def wanted(self, who: Principal, ask: form.EntriesAsk, at_most: int) -> store.Wanted:
        digits = "".join(sign for sign in ask.search if sign.isdigit() or sign == "+")
        whole = number_of(digits, self.lists.region(who)) if digits and not who.may(SEES) else ""
        return store.Wanted(
            list_id=ask.list_id,
            state=ask.state,
            digits=digits.removeprefix("0") if not digits.startswith("+") else digits,
            number=whole,
            before=place_of_cursor(ask.cursor) if ask.cursor else None,
            at_most=at_most,
        )


def routes(api: ListsApi) -> APIRouter:
    router = APIRouter(prefix="/api/lists", tags=["lists"])
    _add_entries(router, api)
    _add_locks(router, api)
    _add_imports(router, api)
    return router


def _add_entries(router: APIRouter, api: ListsApi) -> None:
    @router.get("/entries")
    async def entries(who: Keeper, ask: Annotated[form.EntriesAsk, Query()]) -> form.EntryPage:
        """Numbers of the lists and the locks (`list=locked`), the newest first."""
        rows = await api.lists.listed(who.tenant_id, api.wanted(who, ask, ask.at_most + 1))
        shown = rows[: ask.at_most]
        more = cursor_of(shown[-1].since, shown[-1].id) if len(rows) > len(shown) else ""
        held = await api.lists.held(who.tenant_id)
        return form.EntryPage(items=[api.shown(who, row) for row in shown], next=more, held=held)

    @router.post(
        "/entries", status_code=201, responses=refusals(ListUnknown, EntryKnown, NumberUnreadable, UntilPast)
    )
    async def add(body: form.EntryAsk, who: Keeper) -> form.EntryView:
        return api.shown(who, await api.lists.add(who, body))

    @router.put("/entries/{entry_id}", responses=refusals(EntryUnknown, EntryOver, UntilPast))
    async def change(entry_id: str, body: form.EntryChange, who: Keeper) -> form.EntryView:
        return api.shown(who, await api.lists.change(who, entry_id, body))

    @router.post("/entries/{entry_id}/end", status_code=204, responses=refusals(EntryUnknown, EntryOver))
    async def end(entry_id: str, who: Keeper) -> None:
        """The number is off the list from now on; its row stays."""
        await api.lists.end(who, entry_id)

    @router.get("/export", response_class=StreamingResponse)
    async def export(
        who: Administrator, list_id: Annotated[str, Query(alias="list", max_length=36)]
    ) -> StreamingResponse:
        """What is on the list now, as CSV with the headings that an import reads."""
        headers = {"Content-Disposition": f'attachment; filename="numbers-{_file(list_id)}.csv"'}
        lines = _lines(api, who, list_id)
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def _add_locks(router: APIRouter, api: ListsApi) -> None:
    @router.post("/locks/{lock_id}/approve", status_code=204)
    async def approve(lock_id: str, body: form.LockDecision, who: Supervisor) -> None:
        """From now on, for as long as was asked for or `hours` say, callers of this number are refused."""
        await api.locks.decide(who, lock_id, granted=True, hours=body.hours, why=body.why)

    @router.post("/locks/{lock_id}/decline", status_code=204)
    async def decline(lock_id: str, body: form.LockDecision, who: Supervisor) -> None:
        await api.locks.decide(who, lock_id, granted=False, hours=None, why=body.why)

    @router.post("/locks/{lock_id}/end", status_code=204)
    async def end_lock(lock_id: str, who: Supervisor) -> None:
        await api.locks.end(who, lock_id)

    @router.post("/suspicions/{suspicion_id}/end", status_code=204)
    async def end_suspicion(suspicion_id: str, who: Supervisor) -> None:
        """Callers of a number that agents have judged as false are no longer asked for a key."""
        await api.locks.clear(who, suspicion_id)


def _add_imports(router: APIRouter, api: ListsApi) -> None:
    @router.get("/imports")
    async def imports(who: Administrator) -> form.ImportPage:
        """The last hundred."""
        rows = await api.imports.made(who.tenant_id)
        shown = [form.ImportView.model_validate(row, from_attributes=True) for row in rows]
        return form.ImportPage(items=shown)

    @router.post("/imports", responses=refusals(ListUnknown, FileUnreadable, ListFull))
    async def take(
        request: Request,
        who: Administrator,
        list_id: Annotated[str, Query(alias="list", max_length=36)],
        name: Annotated[str, Query(max_length=200)] = "",
        check: bool = False,
    ) -> form.ImportResult:
        """The body is the file itself, CSV or XLSX, 10 MB and 100,000 rows at most. All rows or none.

        Headings: number (号码), and if wanted why (原因) and until (有效期至). `check` takes nothing in.
        """
        data = await _body_of(request)
        return _result(await api.imports.take(who, list_id, name, data, check_only=check))

    @router.post("/imports/{import_id}/undo", responses=refusals(EntryUnknown, EntryOver))
    async def undo(import_id: str, who: Administrator) -> dict[str, int]:
        """What is still listed of it ends; gives how many that were."""
        return {"ended": await api.imports.undo(who, import_id)}


def _result(found: Imported) -> form.ImportResult:
    shown = [
        form.RowError(row=one.row, field=one.field, code=one.code, message=one.message)
        for one in found.wrong[:MOST_ERRORS]
    ]
    return form.ImportResult(
        import_id=found.import_id,
        rows=found.rows,
        good=found.good,
        known=found.known,
        errors=shown,
        wrong=len({one.row for one in found.wrong}),
    )


async def _body_of(request: Request) -> bytes:
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > MOST_BYTES:
            raise FileUnreadable("A file may have 10 MB at most.", why="too_large")
    return bytes(data)


async def _lines(api: ListsApi, who: Principal, list_id: str) -> AsyncIterator[str]:
    yield BOM + "number,why,until\r\n"
    before, zone = None, api.lists.zone(who)
    while True:
        wanted = store.Wanted(list_id=list_id, state="active", before=before, at_most=500)
        rows = await api.lists.listed(who.tenant_id, wanted)
        if not rows:
            return
        text = io.StringIO()
        writer = csv.writer(text)
        for row in rows:
            number = row.number if who.may(SEES) else masked(row.number)
            until = f"{row.until.astimezone(zone):%Y-%m-%d %H:%M:%S}" if row.until is not None else ""
            writer.writerow([f"{number}{'*' if row.is_prefix else ''}", _plain(row.why), until])
        yield text.getvalue()
        before = (rows[-1].since, rows[-1].id)


def _plain(cell: str) -> str:
    """A text that begins like a formula is none."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _file(list_id: str) -> str:
    return "".join(sign for sign in list_id if sign.isalnum() or sign == "-")
