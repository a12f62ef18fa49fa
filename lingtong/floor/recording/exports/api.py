from typing import Annotated

from fastapi import APIRouter, Depends, Header
from fastapi.responses import StreamingResponse

from lingtong.floor.recording.errors import ExportNotReady, ExportUnknown, TooManyToExport
from lingtong.floor.recording.exports.service import Exports, pieces
from lingtong.floor.recording.ranges import asked_range
from lingtong.floor.recording.schemas import ExportAsk, ExportView
from lingtong.floor.recording.tables import RecordingExportRow
from lingtong.foundation.http import refusals
from lingtong.foundation.identity.guard import requires
from lingtong.foundation.identity.model import Principal

Exporter = Annotated[Principal, Depends(requires("recording.keep"))]


def routes(exports: Exports) -> APIRouter:
    router = APIRouter(prefix="/api/recording-exports", tags=["recordings"])

    @router.post("", status_code=202, responses=refusals(TooManyToExport))
    async def ask(body: ExportAsk, who: Exporter) -> ExportView:
        """Begins to make one archive of many recordings; the reason stands in the audit."""
        return _view(await exports.ask(who, body.recordings, body.why))

    @router.get("")
    async def listed(who: Exporter) -> list[ExportView]:
        """Newest first; an archive is kept for three days."""
        return [_view(row) for row in await exports.listed(who)]

    @router.get(
        "/{export_id}/file",
        response_class=StreamingResponse,
        responses=refusals(ExportUnknown, ExportNotReady),
    )
    async def file(
        export_id: str, who: Exporter, range_asked: Annotated[str | None, Header(alias="range")] = None
    ) -> StreamingResponse:
        """A download that broke off goes on where it was."""
        row, path = await exports.file(who, export_id)
        part = asked_range(range_asked, row.size)
        first, last = part or (0, row.size - 1)
        headers = {
            "Accept-Ranges": "bytes",
            "Content-Length": str(last - first + 1),
            "Content-Disposition": f'attachment; filename="recordings-{row.asked_at:%Y%m%d-%H%M}.zip"',
            "ETag": f'"{row.sha256}"',
            "Cache-Control": "private, no-store",
        }
        if part is not None:
            headers["Content-Range"] = f"bytes {first}-{last}/{row.size}"
        return StreamingResponse(
            pieces(path, first, last), 206 if part else 200, headers=headers, media_type="application/zip"
        )

    return router


def _view(row: RecordingExportRow) -> ExportView:
    return ExportView(
        id=row.id,
        asked_at=row.asked_at,
        by=row.by,
        why=row.why,
        state=row.state,
        done=row.done,
        count=len(row.wanted),
        missing=len(row.missing),
        size=row.size,
        sha256=row.sha256,
    )
