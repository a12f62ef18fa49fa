"""Many recordings in one archive, with a manifest that names the hash of each. Made as a durable job."""

import asyncio
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

from lingtong.floor.recording import store as recordings
from lingtong.floor.recording.errors import ExportNotReady, ExportUnknown, TooManyToExport
from lingtong.floor.recording.exports import store
from lingtong.floor.recording.opening import Places
from lingtong.floor.recording.tables import RecordingExportRow, RecordingRow
from lingtong.foundation.db import Database
from lingtong.foundation.identity import audit
from lingtong.foundation.identity.model import Principal
from lingtong.foundation.jobs import Job, JobRunner, Retry, enqueue
from lingtong.kit import Clock, Ids, Refusal

log = structlog.get_logger()
JOB = "recordings.export"
MOST = 5000
KEPT_FOR = timedelta(days=3)
LISTED = 50
PIECE = 1 << 16
MANIFEST = "manifest.json"


class Exports:
    def __init__(self, database: Database, places: Places, folder: Path, clock: Clock, ids: Ids) -> None:
        self._database, self._places, self._folder = database, places, folder
        self._clock, self._ids = clock, ids

    async def ask(self, who: Principal, ids: Sequence[str], why: str) -> RecordingExportRow:
        wanted = list(dict.fromkeys(ids))
        if not 0 < len(wanted) <= MOST:
            raise TooManyToExport("Export up to 5,000 recordings at a time.", most=MOST)
        async with self._database.writing(who.tenant_id) as work:
            row = RecordingExportRow(
                id=self._ids.new(),
                user_id=who.user_id,
                by=who.login,
                asked_at=self._clock.now(),
                why=why,
                wanted=wanted,
                missing=[],
                state="waiting",
                done=0,
                size=0,
                sha256="",
            )
            work.session.add(row)
            data = {"why": why, "count": len(wanted)}
            await audit.record(work, who, "recording.exported", target=row.id, data=data)
            await enqueue(work, JOB, {"export_id": row.id, "tenant_id": who.tenant_id})
        return row

    async def listed(self, who: Principal) -> Sequence[RecordingExportRow]:
        async with self._database.reading(who.tenant_id) as reader:
            return await store.newest(reader.session, LISTED)

    async def file(self, who: Principal, export_id: str) -> tuple[RecordingExportRow, Path]:
        async with self._database.reading(who.tenant_id) as reader:
            row = await store.one(reader.session, export_id)
        if row is None:
            raise ExportUnknown("There is no such export.")
        path = self._path(row.id)
        if row.state != "ready" or not await asyncio.to_thread(path.is_file):
            raise ExportNotReady("This export is not ready, or not there any more.", state=row.state)
        return row, path

    def handle(self, runner: JobRunner) -> None:
        runner.handle(JOB, self.make, Retry(tries=8))

    async def make(self, job: Job) -> None:
        """Idempotent: what a run before has finished is not read again."""
        tenant_id, export_id = job.payload["tenant_id"], job.payload["export_id"]
        async with self._database.reading(tenant_id) as reader:
            row = await store.one(reader.session, export_id)
            rows = await recordings.by_ids(reader.session, row.wanted) if row is not None else {}
        if row is None or row.state != "waiting":
            return
        folder = self._folder / export_id
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        missing = [name for name in row.wanted if name not in rows]
        wanted = [rows[name] for name in row.wanted if name in rows]
        for count, recording in enumerate(wanted, 1):
            if not await self._fetch(recording, folder):
                missing.append(recording.id)
            if count % 20 == 0 or count == len(wanted):
                await self._progress(tenant_id, export_id, count)
        made = await asyncio.to_thread(_packed, folder, self._path(export_id), wanted, missing)
        await self._ready(tenant_id, export_id, missing, *made)

    async def tidy(self) -> None:
        """Exports are copies: they go after three days."""
        async with self._database.reading_everywhere() as reader:
            rows = await store.ready_before(reader.session, self._clock.now() - KEPT_FOR)
        for row in rows:
            await asyncio.to_thread(self._path(row.id).unlink, missing_ok=True)
            async with self._database.writing(row.tenant_id) as work:
                own = await work.get(RecordingExportRow, row.id)
                own.state = "gone"

    async def _fetch(self, row: RecordingRow, folder: Path) -> bool:
        if await asyncio.to_thread(lambda: any(folder.glob(f"{row.id}.*"))):
            return True
        try:
            opened = await self._places.open(row)
            draft = folder / f"draft-{row.id}"
            with draft.open("wb") as out:
                async for piece in opened.read(0, opened.size - 1):
                    out.write(piece)
            draft.rename(folder / f"{row.id}.{opened.suffix}")
        except Refusal as no:
            log.warning("recording.not_exported", recording_id=row.id, why=no.code)
            return False
        return True

    async def _progress(self, tenant_id: str, export_id: str, done: int) -> None:
        async with self._database.writing(tenant_id) as work:
            (await work.get(RecordingExportRow, export_id)).done = done

    async def _ready(self, tenant_id: str, export_id: str, missing: list[str], size: int, sha: str) -> None:
        async with self._database.writing(tenant_id) as work:
            row = await work.get(RecordingExportRow, export_id)
            row.state, row.size, row.sha256 = "ready", size, sha
            row.missing, row.ready_at = missing, self._clock.now()

    def _path(self, export_id: str) -> Path:
        return self._folder / f"{export_id}.zip"


def _packed(folder: Path, target: Path, rows: Sequence[RecordingRow], missing: list[str]) -> tuple[int, str]:
    """Sound hardly shrinks: it is stored as it is. Gives size and hash of the archive."""
    draft = target.with_suffix(".draft")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
        entries = [_added(archive, folder, row) for row in rows if row.id not in missing]
        text = json.dumps({"recordings": entries, "missing": missing}, ensure_ascii=False, indent=1)
        archive.writestr(MANIFEST, text)
    with draft.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    draft.replace(target)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    return target.stat().st_size, digest


def _added(archive: zipfile.ZipFile, folder: Path, row: RecordingRow) -> dict[str, Any]:
    (path,) = folder.glob(f"{row.id}.*")
    name = f"{row.started_at:%Y%m%dT%H%M%SZ}-{row.serial}{path.suffix}"
    archive.write(path, name)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "file": name,
        "sha256": digest,
        "recording_id": row.id,
        "serial": row.serial,
        "interaction_id": row.interaction_id,
        "started_at": row.started_at.isoformat(),
        "seconds": row.duration,
        "sha256_of_sound": row.sha256,
    }


def pieces(path: Path, first: int, last: int) -> Iterator[bytes]:
    """For a download that is resumed: the bytes from `first` to `last`, both included."""
    with path.open("rb") as file:
        file.seek(first)
        left = last + 1 - first
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
