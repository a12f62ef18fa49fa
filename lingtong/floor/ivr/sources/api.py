import csv
import io
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from lingtong.floor.ivr.sources.errors import SourceUnknown
from lingtong.floor.ivr.sources.own.errors import (
    RowUnknown,
    RowWrong,
    SheetUnreadable,
    TableFull,
    TableUnknown,
)
from lingtong.floor.ivr.sources.own.rows import Rows
from lingtong.floor.ivr.sources.pins.errors import PinUnknown
from lingtong.floor.ivr.sources.pins.service import Pins
from lingtong.floor.ivr.sources.tables import DataRowRow
from lingtong.floor.ivr.sources.telling import HealthBoard
from lingtong.floor.ivr.sources.trying import Trying
from lingtong.foundation.http import refusals
from lingtong.foundation.identity import Principal, requires

Administrator = Annotated[Principal, Depends(requires("admin.center"))]
BOM = "\ufeff"  # spreadsheets take a file without it for the system's own encoding
MOST_BYTES = 10 * 1024 * 1024
MOST_ERRORS = 200
AFTER = "\x1f"


class _Ask(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class TryAsk(_Ask):
    """`name` of the request or query; empty for a table."""

    name: str = Field("", max_length=40)
    inputs: dict[str, Annotated[str, Field(max_length=500)]] = Field(default_factory=dict, max_length=50)


class RowAsk(_Ask):
    cells: dict[str, Annotated[str, Field(max_length=1000)]] = Field(max_length=50)


class RowView(BaseModel):
    id: str
    cells: dict[str, str]
    changed_at: datetime


class RowPage(BaseModel):
    items: list[RowView]
    next: str
    held: int


class RowsTaken(BaseModel):
    """Nothing was taken in where there are errors (the first 200 are named), or when only checked."""

    rows: int
    wrong: int
    errors: list[dict[str, Any]]


class AccountAsk(_Ask):
    account: str = Field(min_length=1, max_length=120)


class PinView(BaseModel):
    """No PIN, and nothing that is made of one."""

    account: str
    set_at: datetime
    used_at: datetime | None
    locked_until: datetime | None


class PinPage(BaseModel):
    items: list[PinView]
    next: str


def routes(trying: Trying, rows: Rows, pins: Pins, board: HealthBoard) -> APIRouter:
    router = APIRouter(prefix="/api/sources", tags=["sources"])
    _add_tries(router, trying, board)
    _add_rows(router, rows)
    _add_files(router, rows)
    _add_pins(router, pins)
    return router


def _add_tries(router: APIRouter, trying: Trying, board: HealthBoard) -> None:
    @router.get("/health")
    async def health(who: Administrator) -> list[dict[str, Any]]:
        """Services and sources with failures; `state`: open while nothing is asked, trying, or closed."""
        return [msgspec.to_builtins(one) for one in board.of(who.tenant_id)]

    @router.post("/services/{service_id}/try", responses=refusals(SourceUnknown))
    async def try_service(service_id: str, body: TryAsk, who: Administrator) -> dict[str, Any]:
        """Really asks the saved service; what changes something there, changes it."""
        return msgspec.to_builtins(await trying.service(who, service_id, body.name, body.inputs))  # type: ignore[no-any-return]

    @router.post("/data/{source_id}/try", responses=refusals(SourceUnknown))
    async def try_source(source_id: str, body: TryAsk, who: Administrator) -> dict[str, Any]:
        """Really asks the saved source; a query that writes, writes."""
        return msgspec.to_builtins(await trying.source(who, source_id, body.name, body.inputs))  # type: ignore[no-any-return]


def _add_rows(router: APIRouter, rows: Rows) -> None:
    @router.get("/data/{source_id}/rows", responses=refusals(TableUnknown))
    async def listed(
        source_id: str,
        who: Administrator,
        begins: Annotated[str, Query(max_length=200)] = "",
        cursor: Annotated[str, Query(max_length=300)] = "",
        at_most: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> RowPage:
        """By key; `begins` is how it begins."""
        key, _, row_id = cursor.rpartition(AFTER)
        found, held = await rows.page(who, source_id, begins, (key, row_id) if cursor else None, at_most + 1)
        shown = found[:at_most]
        more = f"{shown[-1].key}{AFTER}{shown[-1].id}" if len(found) > at_most else ""
        return RowPage(items=[_row(one) for one in shown], next=more, held=held)

    @router.post(
        "/data/{source_id}/rows", status_code=201, responses=refusals(TableUnknown, RowWrong, TableFull)
    )
    async def add(source_id: str, body: RowAsk, who: Administrator) -> RowView:
        return _row(await rows.put(who, source_id, body.cells))

    @router.put("/data/{source_id}/rows/{row_id}", responses=refusals(TableUnknown, RowUnknown, RowWrong))
    async def change(source_id: str, row_id: str, body: RowAsk, who: Administrator) -> RowView:
        return _row(await rows.put(who, source_id, body.cells, row_id))

    @router.delete(
        "/data/{source_id}/rows/{row_id}", status_code=204, responses=refusals(TableUnknown, RowUnknown)
    )
    async def remove(source_id: str, row_id: str, who: Administrator) -> None:
        await rows.remove(who, source_id, row_id)


def _add_files(router: APIRouter, rows: Rows) -> None:
    @router.post("/imports/{source_id}", responses=refusals(TableUnknown, SheetUnreadable, TableFull))
    async def take(
        source_id: str, request: Request, who: Administrator, replace: bool = False, check: bool = False
    ) -> RowsTaken:
        """The body is the file itself, CSV or XLSX, 10 MB at most, headed by the names of the columns."""
        data = await _body_of(request)
        found = await rows.take(who, source_id, data, replace=replace, check_only=check)
        errors = [msgspec.to_builtins(one) for one in found.wrong[:MOST_ERRORS]]
        return RowsTaken(rows=found.rows, wrong=len(found.wrong), errors=errors)

    @router.get("/data/{source_id}/export", response_class=StreamingResponse)
    async def export(source_id: str, who: Administrator) -> StreamingResponse:
        await rows.table(who, source_id)
        headers = {"Content-Disposition": 'attachment; filename="rows.csv"'}
        lines = _lines(rows, who, source_id)
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def _add_pins(router: APIRouter, pins: Pins) -> None:
    @router.get("/pins")
    async def listed(
        who: Administrator,
        begins: Annotated[str, Query(max_length=120)] = "",
        after: Annotated[str, Query(max_length=120)] = "",
        at_most: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> PinPage:
        """Accounts that have a PIN, by account."""
        found = await pins.listed(who, begins, after, at_most + 1)
        shown = found[:at_most]
        locked = await pins.locked_until(who, [one.account for one in shown])
        items = [
            PinView(
                account=one.account,
                set_at=one.set_at,
                used_at=one.used_at,
                locked_until=locked.get(one.account),
            )
            for one in shown
        ]
        return PinPage(items=items, next=shown[-1].account if len(found) > at_most else "")

    @router.post("/pins/reset", status_code=204, responses=refusals(PinUnknown))
    async def reset(body: AccountAsk, who: Administrator) -> None:
        """The account has no PIN any more; its owner sets a new one."""
        await pins.reset(who, body.account)

    @router.post("/pins/unlock", status_code=204, responses=refusals(PinUnknown))
    async def unlock(body: AccountAsk, who: Administrator) -> None:
        await pins.unlock(who, body.account)


def _row(row: DataRowRow) -> RowView:
    return RowView(id=row.id, cells=row.cells, changed_at=row.changed_at)


async def _body_of(request: Request) -> bytes:
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > MOST_BYTES:
            raise SheetUnreadable("A file may have 10 MB at most.", why="too_large")
    return bytes(data)


async def _lines(rows: Rows, who: Principal, source_id: str) -> AsyncIterator[str]:
    yield BOM
    async for cells in rows.lines(who, source_id):
        text = io.StringIO()
        csv.writer(text).writerow([_plain(cell) for cell in cells])
        yield text.getvalue()


def _plain(cell: str) -> str:
    """A text that begins like a formula is none; a negative number is a number."""
    return f"'{cell}" if cell[:1] in ("=", "+", "@", "\t", "\r") else cell
