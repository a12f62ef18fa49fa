"""Is a kept file still what it was? If not, which seconds are changed."""

import asyncio
import hashlib
from datetime import datetime
from pathlib import Path

import msgspec
import soundfile as sf

from lingtong.floor.recording import chain, digests, store
from lingtong.floor.recording.errors import ArchiveAway, KeyWrong, RecordingAltered, RecordingFileMissing
from lingtong.floor.recording.files import sha256_of
from lingtong.floor.recording.forms import decoded, raw_seconds
from lingtong.floor.recording.opening import Places
from lingtong.floor.recording.tables import RecordingRow
from lingtong.foundation.db import Database
from lingtong.kit import Clock

TROUBLE = "integrity: "


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """`why`: bytes (the file differs), chain (what is said about it differs), missing, key, away."""

    intact: bool
    why: str = ""
    altered: tuple[tuple[float, float], ...] = ()


class Looking:
    def __init__(self, database: Database, places: Places, clock: Clock) -> None:
        self._database, self._places, self._clock = database, places, clock

    async def look(self, row: RecordingRow) -> Verdict:
        """The verdict is kept, and so shown to everybody who plays the recording."""
        async with self._database.reading(row.tenant_id) as reader:
            known = await store.seconds(reader.session, row.id)
            link = await store.link(reader.session, row.id)
        pinned = link is not None and link.content == chain.content_of(row, known)
        try:
            verdict = await self._of_file(row, known)
        except ArchiveAway:  # says nothing about the file
            return Verdict(intact=False, why="away")
        except RecordingFileMissing:
            verdict = Verdict(intact=False, why="missing")
        except (KeyWrong, RecordingAltered) as error:
            whole = ((0.0, row.duration or 0.0),)
            verdict = Verdict(
                intact=False, why="key" if isinstance(error, KeyWrong) else "bytes", altered=whole
            )
        if verdict.intact and not pinned:
            verdict = Verdict(intact=False, why="chain")
        await self._note(row, verdict, self._clock.now())
        return verdict

    async def _of_file(self, row: RecordingRow, known: bytes) -> Verdict:
        if not row.name:
            sound = await self._places.sound(row)
            if await asyncio.to_thread(sha256_of, sound.path) == row.sha256:
                return Verdict(intact=True)
            spans = await asyncio.to_thread(_changed_raw, sound.path, known)
            return Verdict(intact=False, why="bytes", altered=spans)
        if await self._hash_of(row) == row.kept_sha256:
            return Verdict(intact=True)
        async with self._places.in_clear(row) as path:
            spans = await asyncio.to_thread(_changed_kept, path, known)
        return Verdict(intact=False, why="bytes", altered=spans or ((0.0, row.duration or 0.0),))

    async def _hash_of(self, row: RecordingRow) -> str:
        tier, digest = self._places.tier(row), hashlib.sha256()
        size = await tier.size(row.name)
        if size is None:
            raise RecordingFileMissing("The file of this recording is not there.")
        async for piece in tier.read(row.name, 0, max(0, size - 1)):
            digest.update(piece)
        return digest.hexdigest()

    async def _note(self, row: RecordingRow, verdict: Verdict, now: datetime) -> None:
        async with self._database.writing(row.tenant_id) as work:
            own = await work.get(RecordingRow, row.id)
            own.looked_at = now
            own.altered = [list(span) for span in verdict.altered] or ([] if verdict.intact else [[0.0, 0.0]])
            if not verdict.intact:
                own.trouble = f"{TROUBLE}{verdict.why}"
            elif own.trouble.startswith(TROUBLE):
                own.trouble = ""


def _changed_raw(path: Path, known: bytes) -> tuple[tuple[float, float], ...]:
    return _spans(digests.changed(known, digests.of_seconds(raw_seconds(path))))


def _changed_kept(path: Path, known: bytes) -> tuple[tuple[float, float], ...]:
    """What cannot be decoded any more counts as changed to its end."""
    found = bytearray()
    try:
        for second in decoded(path):
            found += digests.of_second(second)
    except (sf.LibsndfileError, RuntimeError):
        pass
    return _spans(digests.changed(known, bytes(found)))


def _spans(found: list[tuple[int, int]]) -> tuple[tuple[float, float], ...]:
    return tuple((float(at), float(until)) for at, until in found)
