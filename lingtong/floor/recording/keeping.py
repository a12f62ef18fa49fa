"""After the call: the file is looked at, its pauses are proved, it gets its form, its seal, its link."""

import asyncio
import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple, cast

import msgspec
import numpy as np
import structlog

from lingtong.floor.recording import chain, digests, store
from lingtong.floor.recording.config import PLAIN, RecordingRule
from lingtong.floor.recording.files import Sound, sha256_of
from lingtong.floor.recording.forms import LOSSLESS, SUFFIX, decoded, encode, raw_seconds
from lingtong.floor.recording.opening import Places
from lingtong.floor.recording.pausing import Proof, prove
from lingtong.floor.recording.peaks import cached_peaks
from lingtong.floor.recording.sealed import new_key, seal, wrap
from lingtong.floor.recording.tables import RecordingRow, RecordingSecondsRow
from lingtong.foundation.db import Database
from lingtong.kit import Clock

log = structlog.get_logger()
SETTLED = timedelta(seconds=3)  # the switch closes the file a moment after the recording's end
MISSING_AFTER = timedelta(minutes=10)  # the switch makes the file of its two parts after the call
AGAIN_AFTER = timedelta(minutes=1)  # a file that could not be kept: the disk was full, the folder read-only
SILENT_BELOW = 330  # of 32767, -40 dB: a line on which nobody speaks


class Looked(NamedTuple):
    """What the switch's own file is."""

    sound: Sound
    sha256: str
    digests: bytes
    silent: bool
    proofs: list[Proof]


class Made(NamedTuple):
    """The file as it is to be kept."""

    path: Path
    name: str
    sha256: str
    size: int
    digests: bytes
    wrapped_key: str
    key_number: int


class Keeping:
    def __init__(self, database: Database, places: Places, clock: Clock) -> None:
        self._database, self._places, self._clock = database, places, clock
        self._again: dict[str, datetime] = {}

    async def keep_finished(self, at_most: int = 200) -> int:
        """How many were finished. One whose file is not there yet is looked at again; after a while it is
        noted as missing.
        """
        now, done = self._clock.now(), 0
        async with self._database.reading_everywhere() as reader:
            rows = await store.unchecked(reader.session, now - SETTLED, at_most)
            rules = await store.rules(reader.session, (row.rule_id for row in rows))
        for row in rows:
            if self._again.get(row.id, now) > now:
                continue
            kept_rule = rules.get(row.rule_id)
            rule = (
                PLAIN
                if kept_rule is None
                else msgspec.convert(kept_rule, RecordingRule, from_attributes=True)
            )
            done += await self._finish(row, rule, now)
        return done

    async def _finish(self, row: RecordingRow, rule: RecordingRule, now: datetime) -> bool:
        sound = await asyncio.to_thread(self._places.files.find, row.id, row.started_at)
        if sound is None:
            waits = row.ended_at is not None and now - row.ended_at < MISSING_AFTER
            if not waits:
                await self._note_missing(row)
            return not waits
        try:
            await self._keep(row, rule, sound)
        except OSError as error:  # nothing is lost: the switch's own file stays until the next try
            self._again[row.id] = now + AGAIN_AFTER
            log.error("recording.not_kept", recording_id=row.id, reason=str(error))
            await self._note_trouble(row, str(error))
            return False
        self._again.pop(row.id, None)
        return True

    async def _keep(self, row: RecordingRow, rule: RecordingRule, sound: Sound) -> None:
        looked = await asyncio.to_thread(look, sound, _spans(row, sound.duration))
        if rule.form == PLAIN.form and not rule.encrypted:
            made = Made(sound.path, "", looked.sha256, sound.length, looked.digests, "", 0)
            await self._note(row, rule, looked, made)
            await asyncio.to_thread(cached_peaks, sound, finished=True)
            return
        draft = sound.path.with_suffix(".keeping")
        draft.mkdir(exist_ok=True)
        try:
            made = await asyncio.to_thread(self._make, row, rule, looked, draft)
            await self._places.local.put(made.name, made.path, sha256=made.sha256, until=None)
            await asyncio.to_thread(self._keep_peaks, sound, made.name)
            await self._note(row, rule, looked, made)
        finally:
            await asyncio.to_thread(shutil.rmtree, draft, ignore_errors=True)
        await asyncio.to_thread(sound.path.unlink, missing_ok=True)

    def _make(self, row: RecordingRow, rule: RecordingRule, looked: Looked, folder: Path) -> Made:
        suffix = SUFFIX[rule.form]
        clear = folder / f"clear.{suffix}"
        encode(raw_seconds(looked.sound.path), clear, rule.form, rule.level)
        found = digests.of_seconds(decoded(clear))
        if rule.form in LOSSLESS and found != looked.digests:
            raise OSError("the file that was written is not what was recorded")
        name = f"{row.tenant_id}/{row.started_at:%Y/%m/%d}/{row.id}.{suffix}"
        if not rule.encrypted:
            return Made(clear, name, sha256_of(clear), clear.stat().st_size, found, "", 0)
        keys, key, closed = self._places.keys, new_key(), folder / "sealed"
        number = keys.newest(row.tenant_id)
        wrapped = wrap(key, keys.key(row.tenant_id, number), row.id)
        seal(clear, closed, key, row.id)
        return Made(
            closed, f"{name}.sealed", sha256_of(closed), closed.stat().st_size, found, wrapped, number
        )

    def _keep_peaks(self, sound: Sound, name: str) -> None:
        """Drawn once from the sound; a picture of loudness tells no words and is kept in clear."""
        place = self._places.local.path(peaks_name(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(cached_peaks(sound, finished=False))
        with suppress(OSError):
            sound.path.with_suffix(".peaks.json").unlink(missing_ok=True)

    async def _note(self, row: RecordingRow, rule: RecordingRule, looked: Looked, made: Made) -> None:
        now = self._clock.now()
        async with self._database.writing(row.tenant_id) as work:
            own = await work.get(RecordingRow, row.id)
            own.checked_at = own.kept_at = own.looked_at = now
            own.sha256, own.size, own.duration = looked.sha256, looked.sound.length, looked.sound.duration
            own.complete = own.complete and looked.sound.length > 0
            own.silent, own.trouble = looked.silent, ""
            own.silenced = [msgspec.to_builtins(proof) for proof in looked.proofs]
            own.form = rule.form if made.name else ""
            own.tier, own.name = "local", made.name
            own.kept_sha256, own.kept_size = made.sha256, made.size
            own.key_number, own.wrapped_key = made.key_number, made.wrapped_key
            own.keep_until = _after(own.started_at, rule.keep_days)
            own.archive_at = _after(own.started_at, rule.archive_after_days)
            if looked.silent and rule.silence == "drop":
                own.keep_until = now
            work.session.add(RecordingSecondsRow(recording_id=row.id, digests=made.digests))
            await chain.add(work, own, made.digests, now)
        if any(proof.silenced for proof in looked.proofs):
            log.error("recording.pause_was_not_silent", recording_id=row.id)

    async def _note_missing(self, row: RecordingRow) -> None:
        async with self._database.writing(row.tenant_id) as work:
            own = await work.get(RecordingRow, row.id)
            own.checked_at, own.complete = self._clock.now(), False
        log.error("recording.file_missing", recording_id=row.id, interaction_id=row.interaction_id)

    async def _note_trouble(self, row: RecordingRow, reason: str) -> None:
        async with self._database.writing(row.tenant_id) as work:
            own = await work.get(RecordingRow, row.id)
            own.trouble = reason[:200]


def look(sound: Sound, pauses: list[tuple[float, float]]) -> Looked:
    """Pauses first: what must not be heard is in no hash, no form and no picture."""
    proofs = prove(sound.path, pauses)
    loudest, found = 0, bytearray()
    for second in raw_seconds(sound.path):
        found += digests.of_second(second)
        loudest = max(loudest, int(np.abs(second.astype(np.int32)).max()))
    return Looked(sound, sha256_of(sound.path), bytes(found), loudest < SILENT_BELOW, proofs)


def peaks_name(name: str) -> str:
    return f"{name}.peaks.json"


def _spans(row: RecordingRow, duration: float) -> list[tuple[float, float]]:
    pauses = cast(list[tuple[float, float | None]], row.pauses)
    return [(at, duration if until is None else until) for at, until in pauses]


def _after(at: datetime, days: int) -> datetime | None:
    return at + timedelta(days=days) if days else None
