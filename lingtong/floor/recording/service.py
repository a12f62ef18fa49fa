import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import structlog

from lingtong.floor.recording import marks, reactions, store
from lingtong.floor.recording.errors import (
    RecordingFileMissing,
    RecordingNotReady,
    RecordingNotYours,
    RecordingUnknown,
)
from lingtong.floor.recording.files import RecordingFiles, Sound, sha256_of
from lingtong.floor.recording.peaks import cached_peaks
from lingtong.floor.recording.ports import Participants
from lingtong.floor.recording.tables import RecordingRow
from lingtong.foundation.db import Database, Reading, Work
from lingtong.foundation.identity import audit
from lingtong.foundation.identity.model import Principal
from lingtong.foundation.journal import store as journal
from lingtong.foundation.journal.facts import Fact
from lingtong.interactions import RecordingEntry
from lingtong.kit import Clock

log = structlog.get_logger()
ONE_LISTENING = timedelta(minutes=10)  # ranges asked for within it are one entry in the audit
SETTLED = timedelta(seconds=3)  # the switch closes the file a moment after the recording's end
MISSING_AFTER = timedelta(minutes=10)  # the switch makes the file of its two parts after the call
ORPHAN_AFTER = timedelta(hours=1)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Files that no interaction knows, and recordings whose file was not found."""

    orphans: list[str]
    missing: list[str]


async def take_facts(work: Work, facts: Sequence[Fact]) -> None:
    mine = [fact for fact in facts if isinstance(fact, reactions.RecordingFact)]
    rows = await store.by_ids(work.session, (fact.recording_id for fact in mine))
    for fact in mine:
        row = rows.get(fact.recording_id)
        if row is None:
            row = rows[fact.recording_id] = reactions.fresh(fact)
            work.session.add(row)
        if row.tenant_id == fact.tenant_id:
            reactions.project(row, fact)


class Recordings:
    def __init__(
        self, database: Database, files: RecordingFiles, participants: Participants, clock: Clock
    ) -> None:
        self._database, self._files, self._participants, self._clock = database, files, participants, clock
        self._heard: dict[tuple[str, str, str], datetime] = {}

    async def of(self, reader: Reading, interaction_id: str) -> list[RecordingEntry]:
        rows = await store.of_interaction(reader.session, interaction_id)
        if not rows:
            return []
        facts = await journal.of_interaction(reader.session, interaction_id)
        return [
            RecordingEntry(
                id=row.id,
                started_at=row.started_at,
                duration=row.duration,
                complete=row.complete,
                marks=marks.marks_of(row, facts),
            )
            for row in rows
        ]

    async def to_play(self, who: Principal, recording_id: str) -> tuple[RecordingRow, Sound]:
        """The sound, for those who may hear it; who did stands in the audit."""
        row = await self._allowed(who, recording_id)
        sound = await self._sound(row)
        await self._note(who, row, "recording.played")
        return row, sound

    async def peaks(self, who: Principal, recording_id: str) -> bytes:
        row = await self._allowed(who, recording_id)
        sound = await self._sound(row)
        return await asyncio.to_thread(cached_peaks, sound, finished=row.checked_at is not None)

    async def is_intact(self, who: Principal, recording_id: str) -> bool | None:
        """Whether the file is still the one whose hash was taken; None before the hash."""
        row = await self._allowed(who, recording_id)
        if not row.sha256:
            return None
        sound = await self._sound(row)
        return await asyncio.to_thread(sha256_of, sound.path) == row.sha256

    async def report(self, tenant_id: str = "") -> Report:
        """Without a tenant: the whole installation's, orphans too (a file alone tells no tenant)."""
        async with (
            self._database.reading_everywhere()
            if not tenant_id
            else self._database.reading(tenant_id) as reader
        ):
            missing = await store.without_file(reader.session, 1000)
            if tenant_id:
                return Report(orphans=[], missing=missing)
            old = list(await asyncio.to_thread(self._old_files))
            known = await store.by_ids(reader.session, old)
        return Report(orphans=[name for name in old if name not in known], missing=missing)

    async def check_finished(self, at_most: int = 200) -> int:
        """Take hash, size and length of recordings that have ended; how many that were.

        One whose file is not there yet is looked at again; after a while it is noted as missing.
        """
        now, done = self._clock.now(), 0
        async with self._database.reading_everywhere() as reader:
            rows = await store.unchecked(reader.session, now - SETTLED, at_most)
        for row in rows:
            sound = await asyncio.to_thread(self._files.find, row.id, row.started_at)
            if sound is None and row.ended_at is not None and now - row.ended_at < MISSING_AFTER:
                continue
            digest = await asyncio.to_thread(sha256_of, sound.path) if sound else ""
            await self._note_check(row, sound, digest)
            done += 1
        return done

    async def run(self, every: float = 2.0) -> None:
        """Check what has finished, until cancelled."""
        while True:
            try:
                done = await self.check_finished()
            except Exception:  # a database that is away comes back; the next round finds the same rows
                log.exception("recordings.check_failed")
                done = 0
            await asyncio.sleep(0 if done else every)

    async def _note_check(self, row: RecordingRow, sound: Sound | None, digest: str) -> None:
        async with self._database.writing(row.tenant_id) as work:
            own = await work.get(RecordingRow, row.id)
            own.checked_at, own.sha256 = self._clock.now(), digest
            if sound is None:
                own.complete = False
                log.error("recording.file_missing", recording_id=row.id, interaction_id=row.interaction_id)
            else:
                own.size, own.duration = sound.length, sound.duration
                own.complete = own.complete and sound.length > 0

    async def _allowed(self, who: Principal, recording_id: str) -> RecordingRow:
        async with self._database.reading(who.tenant_id) as reader:
            row = await store.one(reader.session, recording_id)
        if row is None:
            raise RecordingUnknown("There is no such recording.")
        if who.may("recording.play"):
            return row
        agent_id = who.agent_id or ""
        if agent_id and await self._participants.took_part(who.tenant_id, row.interaction_id, agent_id):
            return row
        await self._note(who, row, "recording.refused")
        raise RecordingNotYours("Your role plays your own recordings only.")

    async def _note(self, who: Principal, row: RecordingRow, act: str) -> None:
        """In the audit, once for one listening."""
        heard, now = (who.user_id, row.id, act), self._clock.now()
        if now - self._heard.get(heard, datetime.min.replace(tzinfo=now.tzinfo)) > ONE_LISTENING:
            async with self._database.writing(who.tenant_id) as work:
                await audit.record(work, who, act, target=row.id, data={"interaction_id": row.interaction_id})
            self._remember(heard, now)

    async def _sound(self, row: RecordingRow) -> Sound:
        sound = await asyncio.to_thread(self._files.find, row.id, row.started_at)
        if sound is None and await asyncio.to_thread(self._files.is_coming, row.id, row.started_at):
            raise RecordingNotReady("The recording is still being written. Try again after the call.")
        if sound is None:
            raise RecordingFileMissing("The file of this recording is not there. Tell an administrator.")
        return sound

    def _remember(self, heard: tuple[str, str, str], now: datetime) -> None:
        if len(self._heard) > 10_000:
            self._heard = {key: at for key, at in self._heard.items() if now - at <= ONE_LISTENING}
        self._heard[heard] = now

    def _old_files(self) -> list[str]:
        return [name for name, _ in self._files.all_older_than(self._clock.now() - ORPHAN_AFTER)]
