"""What is done by itself: files move to the archive, leave when their time is over, are looked at."""

import asyncio
import shutil
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec
import structlog

from lingtong.floor.recording import store
from lingtong.floor.recording.errors import ArchiveAway
from lingtong.floor.recording.keeping import peaks_name
from lingtong.floor.recording.looking import Looking
from lingtong.floor.recording.opening import Places
from lingtong.floor.recording.room import space_on, volumes
from lingtong.floor.recording.sealed import unwrap, wrap
from lingtong.floor.recording.tables import RecordingRow
from lingtong.foundation.config import RecordingSettings
from lingtong.foundation.db import Database
from lingtong.foundation.identity import audit
from lingtong.kit import Clock

log = structlog.get_logger()
LOOK_AGAIN = timedelta(days=30)
AT_ONCE = 100
STALE = timedelta(hours=1)
REFUSED_FOR = timedelta(hours=1)  # until what the archive locks is asked for again
Room = Literal["well", "short", "very_short"]


class Space(msgspec.Struct, frozen=True, kw_only=True):
    """Of the disk that takes the recordings, in bytes."""

    total: int
    free: int
    room: Room


def space_of(folder: Path, settings: RecordingSettings) -> Space:
    folder.mkdir(parents=True, exist_ok=True)
    free, total = space_on(volumes(folder, settings.more))
    share = free / total * 100 if total else 0.0
    room: Room = (
        "very_short" if share < settings.low_free else "short" if share < settings.warn_free else "well"
    )
    return Space(total=total, free=free, room=room)


@dataclass(frozen=True)
class Sweeping:
    database: Database
    places: Places
    looking: Looking
    settings: RecordingSettings
    clock: Clock
    refused: dict[str, datetime] = field(default_factory=dict)

    async def sweep(self) -> None:
        """Each part for itself: an archive that is away keeps nothing else from being done."""
        for part in (self.remove_expired, self.archive_due, self.rewrap, self.look_again, self.tidy):
            try:
                await part()
            except ArchiveAway as error:
                log.error("recording.archive_away", reason=str(error))
        space = await asyncio.to_thread(space_of, self.places.files.folder, self.settings)
        if space.room != "well":
            log.error("recording.disk_short", free=space.free, total=space.total, room=space.room)

    async def remove_expired(self) -> int:
        """What an archive still locks waits for the next try and keeps nothing else."""
        now = self.clock.now()
        async with self.database.reading_everywhere() as reader:
            rows = await store.expired(reader.session, now, AT_ONCE + len(self.refused))
        done = 0
        for row in rows:
            if self.refused.get(row.id, now) <= now:
                done += await self.remove(row, "silent" if row.silent else "time_over", "retention")
        return done

    async def remove(self, row: RecordingRow, why: str, by: str) -> bool:
        """The file goes; the row, its hashes and its link stay and say that it was there.

        Said only when it is gone: who dies in between removes again what is not there.
        """
        async with self.database.reading(row.tenant_id) as reader:
            now_held = await store.one(reader.session, row.id)
        if now_held is None or now_held.held_by:
            return False
        try:
            await self._remove_files(row)
        except (ArchiveAway, OSError) as error:
            await self._note_trouble(row, error)
            if _is_away(error):
                raise
            self.refused[row.id] = self.clock.now() + REFUSED_FOR
            log.error("recording.not_removed", recording_id=row.id, reason=str(error))
            return False
        self.refused.pop(row.id, None)
        async with self.database.writing(row.tenant_id) as work:
            own = await work.get(RecordingRow, row.id)
            own.removed_at, own.removed_why, own.trouble = self.clock.now(), why, ""
            await audit.record_by(work, by, None, "recording.removed", target=row.id, data={"why": why})
        return True

    async def _note_trouble(self, row: RecordingRow, error: Exception) -> None:
        async with self.database.writing(row.tenant_id) as work:
            (await work.get(RecordingRow, row.id)).trouble = f"not removed: {error}"[:200]

    async def _remove_files(self, row: RecordingRow) -> None:
        if row.name:
            await self.places.tier(row).remove(row.name)
            await self.places.local.remove(peaks_name(row.name))
        sound = await asyncio.to_thread(self.places.files.find, row.id, row.started_at)
        if sound is not None:
            sound.path.unlink(missing_ok=True)
            sound.path.with_suffix(".peaks.json").unlink(missing_ok=True)

    async def archive_due(self) -> int:
        """Copied, its hash checked by the archive, and only then removed here."""
        if self.places.archive is None:
            return 0
        async with self.database.reading_everywhere() as reader:
            rows = await store.to_archive(reader.session, self.clock.now(), AT_ONCE)
        for row in rows:
            await self._archive(row)
        return len(rows)

    async def _archive(self, row: RecordingRow) -> None:
        archive, path = self.places.archive, self.places.local.path(row.name)
        assert archive is not None
        if not await asyncio.to_thread(path.is_file):
            log.error("recording.file_missing", recording_id=row.id)
            return
        await archive.put(row.name, path, sha256=row.kept_sha256, until=row.keep_until)
        if await archive.size(row.name) != row.kept_size:
            raise ArchiveAway("The archive did not keep the whole file.")
        async with self.database.writing(row.tenant_id) as work:
            own = await work.get(RecordingRow, row.id)
            own.tier = "archive"
        await self.places.local.remove(row.name)

    async def rewrap(self) -> int:
        """After a new key: the keys of the files are wrapped anew, the files stay as they are."""
        count = 0
        for tenant_id, newest in self.places.keys.rotated().items():
            while True:
                async with self.database.reading(tenant_id) as reader:
                    rows = await store.wrapped_with_older(reader.session, newest, AT_ONCE)
                for row in rows:
                    await self._rewrap(row, newest)
                count += len(rows)
                if len(rows) < AT_ONCE:
                    break
        return count

    async def _rewrap(self, row: RecordingRow, number: int) -> None:
        keys = self.places.keys
        key = unwrap(row.wrapped_key, keys.key(row.tenant_id, row.key_number), row.id)
        async with self.database.writing(row.tenant_id) as work:
            own = await work.get(RecordingRow, row.id)
            own.wrapped_key = wrap(key, keys.key(row.tenant_id, number), row.id)
            own.key_number = number

    async def look_again(self) -> int:
        async with self.database.reading_everywhere() as reader:
            before = self.clock.now() - LOOK_AGAIN
            rows = await store.longest_not_looked_at(reader.session, before, AT_ONCE)
        for row in rows:
            verdict = await self.looking.look(row)
            if not verdict.intact:
                log.error("recording.not_intact", recording_id=row.id, why=verdict.why)
        return len(rows)

    async def tidy(self) -> int:
        """The switch's own file of a recording that is kept elsewhere: we died before it was removed."""
        before = self.clock.now() - STALE
        old = await asyncio.to_thread(lambda: dict(self.places.files.all_older_than(before)))
        async with self.database.reading_everywhere() as reader:
            rows = await store.by_ids(reader.session, old)
        done = [row for row in rows.values() if row.name]
        for row in done:
            if await self.places.tier(row).size(row.name) is not None:
                old[row.id].unlink(missing_ok=True)
        await asyncio.to_thread(_remove_stale, self.places.files.folder, before.timestamp())
        return len(done)


def _is_away(error: Exception) -> bool:
    """It answers nobody; not only that it keeps this file."""
    return isinstance(error, ArchiveAway) and not 400 <= int(error.params.get("status", 503)) < 500


def _remove_stale(folder: Path, before: float) -> None:
    """Folders in which a file was being made when we died."""
    for place in folder.glob("*/*/*/*.keeping"):
        if place.stat().st_mtime < min(before, time.time() - STALE.total_seconds()):
            shutil.rmtree(place, ignore_errors=True)
