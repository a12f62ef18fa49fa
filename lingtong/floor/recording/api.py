from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import StreamingResponse

from lingtong.floor.recording.ranges import asked_range
from lingtong.floor.recording.schemas import Integrity, PeaksView, ReportView
from lingtong.floor.recording.service import Recordings
from lingtong.foundation.identity.guard import requires
from lingtong.foundation.identity.model import Principal

Listener = Annotated[Principal, Depends(requires("recording.play", "recording.play_own"))]
Auditor = Annotated[Principal, Depends(requires("admin.audit"))]


def routes(recordings: Recordings) -> APIRouter:
    router = APIRouter(prefix="/api/recordings", tags=["recordings"])

    @router.get("/report")
    async def report(who: Auditor) -> ReportView:
        """Recordings whose file was not found."""
        return ReportView(missing=(await recordings.report(who.tenant_id)).missing)

    @router.get("/{recording_id}/audio", response_class=StreamingResponse)
    async def audio(
        recording_id: str, who: Listener, range_asked: Annotated[str | None, Header(alias="range")] = None
    ) -> StreamingResponse:
        """WAV, left the customer, right what the customer hears; ranges of bytes are served."""
        _, sound = await recordings.to_play(who, recording_id)
        part = asked_range(range_asked, sound.size)
        first, last = part or (0, sound.size - 1)
        headers = {
            "Accept-Ranges": "bytes",
            "Content-Length": str(last - first + 1),
            "Cache-Control": "private, no-store",
            "Content-Disposition": f'inline; filename="{recording_id}.wav"',
        }
        if part is not None:
            headers["Content-Range"] = f"bytes {first}-{last}/{sound.size}"
        return StreamingResponse(
            sound.read(first, last), 206 if part else 200, headers=headers, media_type="audio/wav"
        )

    @router.get("/{recording_id}/peaks", response_model=PeaksView)
    async def peaks(recording_id: str, who: Listener) -> Response:
        found = await recordings.peaks(who, recording_id)
        return Response(found, media_type="application/json", headers={"Cache-Control": "private, no-store"})

    @router.get("/{recording_id}/integrity")
    async def integrity(recording_id: str, who: Listener) -> Integrity:
        return Integrity(intact=await recordings.is_intact(who, recording_id))

    return router
