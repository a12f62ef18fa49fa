from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from lingtong.floor.duty import schemas as form
from lingtong.floor.duty.config import DatedShift, Officer
from lingtong.floor.duty.errors import SheetWithoutShifts
from lingtong.floor.duty.model import Span
from lingtong.floor.duty.service import Duty
from lingtong.floor.duty.tables import DutyNoteRow
from lingtong.foundation.catalog import Invalid
from lingtong.foundation.catalog.errors import ItemUnknown, RevisionStale
from lingtong.foundation.http import refusals
from lingtong.foundation.identity import Principal, requires

Viewer = Annotated[Principal, Depends(requires("floor.view"))]
Supervisor = Annotated[Principal, Depends(requires("floor.supervise", "floor.supervise_all"))]
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
MOST_BYTES = 2 * 1024 * 1024


def routes(duty: Duty) -> APIRouter:
    """Rosters themselves are kept in the catalog; who is on duty now is told with the live figures."""
    router = APIRouter(prefix="/api/duty", tags=["duty"])

    @router.get("")
    async def rosters(who: Viewer) -> list[form.RosterView]:
        return [
            form.RosterView(
                id=one.id,
                name=one.name,
                name_en=one.name_en,
                officers=[_officer(officer) for officer in one.officers],
            )
            for one in duty.rosters(who)
        ]

    @router.get("/{roster_id}/week", responses=refusals(ItemUnknown))
    async def week(
        roster_id: str, who: Viewer, day: Annotated[date | None, Query(ge=EARLIEST, le=LATEST)] = None
    ) -> form.WeekView:
        """The whole week of the day, gaps included; this week where no day is named."""
        found = duty.week(who, roster_id, day)
        return form.WeekView(
            roster_id=roster_id,
            monday=found.monday,
            timezone=found.roster.timezone,
            days=list(found.days),
            spans=[_span(one) for one in found.spans],
            now=_span(found.now) if found.now is not None else None,
        )

    @router.post(
        "/{roster_id}/shifts", status_code=204, responses=refusals(ItemUnknown, Invalid, RevisionStale)
    )
    async def swap(roster_id: str, body: form.SwapAsk, who: Supervisor) -> None:
        """On this date somebody else than the week names."""
        await duty.assign(who, roster_id, [DatedShift(**body.model_dump())], "duty.assigned")

    @router.post("/{roster_id}/import", responses=refusals(ItemUnknown, Invalid, SheetWithoutShifts))
    async def take(roster_id: str, request: Request, who: Supervisor) -> form.ImportMade:
        """The body is the file: CSV or XLSX with date, from, to, officer, and if wanted why. All or none."""
        return form.ImportMade(added=await duty.take_sheet(who, roster_id, await _body_of(request)))

    @router.get("/{roster_id}/notes", responses=refusals(ItemUnknown))
    async def notes(roster_id: str, who: Viewer, unread: bool = False) -> list[form.NoteView]:
        return [_note(row) for row in await duty.notes(who, roster_id, unread=unread)]

    @router.post("/{roster_id}/notes", status_code=201, responses=refusals(ItemUnknown))
    async def write(roster_id: str, body: form.NoteAsk, who: Viewer) -> form.NoteView:
        return _note(await duty.write(who, roster_id, body.text))

    @router.post("/notes/{note_id}/read")
    async def read(note_id: str, who: Viewer) -> form.NoteView:
        return _note(await duty.read(who, note_id))

    return router


async def _body_of(request: Request) -> bytes:
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > MOST_BYTES:
            raise SheetWithoutShifts("A file may have 2 MB at most.", why="too_large", row=0)
    return bytes(data)


def _officer(officer: Officer) -> form.OfficerView:
    return form.OfficerView(
        key=officer.key, name=officer.name, agent_id=officer.agent_id, mobile=officer.mobile
    )


def _span(span: Span) -> form.SpanView:
    return form.SpanView(
        starts=span.starts,
        ends=span.ends,
        officer=_officer(span.officer) if span.officer is not None else None,
        dated=span.dated,
        why=span.why,
        gap=span.is_gap,
    )


def _note(row: DutyNoteRow) -> form.NoteView:
    return form.NoteView.model_validate(row, from_attributes=True)
