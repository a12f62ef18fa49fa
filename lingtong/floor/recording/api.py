from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import StreamingResponse

from lingtong.floor.recording.errors import (
    ArchiveAway,
    KeyWrong,
    MarkUnknown,
    RecordingAltered,
    RecordingFileMissing,
    RecordingHeld,
    RecordingNotReady,
    RecordingNotYours,
    RecordingRemoved,
    RecordingUnknown,
    WhyMissing,
)
from lingtong.floor.recording.notes import Notes
from lingtong.floor.recording.opening import Opened
from lingtong.floor.recording.ranges import asked_range
from lingtong.floor.recording.schemas import (
    Integrity,
    NoteAsk,
    NoteView,
    PeaksView,
    ReportView,
    WholeView,
    WhyAsk,
)
from lingtong.floor.recording.service import Recordings
from lingtong.floor.recording.showing import Views
from lingtong.floor.recording.tables import RecordingRow
from lingtong.foundation.http import refusals
from lingtong.foundation.identity.errors import PasswordNeeded
from lingtong.foundation.identity.guard import requires
from lingtong.foundation.identity.model import Principal
from lingtong.foundation.identity.step_up import confirmed

Listener = Annotated[Principal, Depends(requires("recording.play", "recording.play_own"))]
Taker = Annotated[Principal, Depends(requires("recording.download"))]
Holder = Annotated[Principal, Depends(requires("recording.keep"))]
Confirmed = Annotated[None, Depends(confirmed)]
Auditor = Annotated[Principal, Depends(requires("admin.audit", "recording.keep"))]
NOT_TO_HEAR = refusals(
    RecordingUnknown,
    RecordingNotYours,
    RecordingNotReady,
    RecordingFileMissing,
    RecordingRemoved,
    RecordingAltered,
    KeyWrong,
    ArchiveAway,
)


def routes(recordings: Recordings, notes: Notes, views: Views) -> APIRouter:
    router = APIRouter(prefix="/api/recordings", tags=["recordings"])

    @router.get("/report")
    async def report(who: Auditor) -> ReportView:
        """Recordings whose file was not found."""
        return ReportView(missing=(await recordings.report(who.tenant_id)).missing)

    @router.get("/{recording_id}", responses=refusals(RecordingUnknown, RecordingNotYours))
    async def whole(recording_id: str, who: Listener) -> WholeView:
        """All that the player shows beside the sound."""
        row = await recordings.allowed(who, recording_id)
        return await views.whole(who, row, await notes.of(who.tenant_id, row.id))

    @router.get("/{recording_id}/audio", response_class=StreamingResponse, responses=NOT_TO_HEAR)
    async def audio(
        recording_id: str, who: Listener, range_asked: Annotated[str | None, Header(alias="range")] = None
    ) -> StreamingResponse:
        """Left the customer, right what the customer hears; ranges of bytes are served."""
        row, opened = await recordings.to_play(who, recording_id)
        return streamed(opened, range_asked, f"{row.id}.{opened.suffix}", "inline")

    @router.post(
        "/{recording_id}/download",
        response_class=StreamingResponse,
        responses=NOT_TO_HEAR | refusals(WhyMissing),
    )
    async def download(recording_id: str, body: WhyAsk, who: Taker) -> StreamingResponse:
        """A copy, in the form in which it is kept. The reason stands in the audit."""
        row, opened = await recordings.to_download(who, recording_id, body.why)
        return streamed(opened, None, file_name(row, opened), "attachment")

    @router.get("/{recording_id}/peaks", response_model=PeaksView, responses=NOT_TO_HEAR)
    async def peaks(recording_id: str, who: Listener) -> Response:
        found = await recordings.peaks(who, recording_id)
        return Response(found, media_type="application/json", headers={"Cache-Control": "private, no-store"})

    _around(router, recordings, notes, views)
    return router


def _around(router: APIRouter, recordings: Recordings, notes: Notes, views: Views) -> None:
    """Marks, comments, holds, and whether the file is what it was."""

    @router.get("/{recording_id}/integrity", responses=refusals(RecordingUnknown, RecordingNotYours))
    async def integrity(recording_id: str, who: Listener) -> Integrity:
        """Looks at the file now."""
        verdict = await recordings.look(who, recording_id)
        if verdict is None:
            return Integrity(intact=None)
        return Integrity(intact=verdict.intact, why=verdict.why, altered=list(verdict.altered))

    @router.post("/{recording_id}/notes", status_code=201)
    async def add_note(recording_id: str, body: NoteAsk, who: Listener) -> NoteView:
        row = await recordings.allowed(who, recording_id)
        return views.note(who, await notes.add(who, row, body.at, body.text))

    @router.delete("/{recording_id}/notes/{note_id}", status_code=204, responses=refusals(MarkUnknown))
    async def remove_note(recording_id: str, note_id: str, who: Listener) -> None:
        await notes.remove(who, await recordings.allowed(who, recording_id), note_id)

    @router.post("/{recording_id}/hold", status_code=204, responses=refusals(RecordingHeld))
    async def hold(recording_id: str, body: WhyAsk, who: Holder) -> None:
        """Kept whatever the rules say."""
        await recordings.hold(who, recording_id, body.why)

    @router.post("/{recording_id}/lift-hold", status_code=204, responses=refusals(PasswordNeeded))
    async def lift(recording_id: str, body: WhyAsk, who: Holder, _: Confirmed) -> None:
        await recordings.lift(who, recording_id, body.why)


def streamed(opened: Opened, range_asked: str | None, name: str, how: str) -> StreamingResponse:
    part = asked_range(range_asked, opened.size)
    first, last = part or (0, opened.size - 1)
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Length": str(last - first + 1),
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'{how}; filename="{name}"',
    }
    if part is not None:
        headers["Content-Range"] = f"bytes {first}-{last}/{opened.size}"
    body: AsyncIterator[bytes] = opened.read(first, last)
    return StreamingResponse(body, 206 if part else 200, headers=headers, media_type=opened.media)


def file_name(row: RecordingRow, opened: Opened) -> str:
    return f"{row.started_at:%Y%m%dT%H%M%SZ}-{row.serial}.{opened.suffix}"
