import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import structlog

from lingtong.floor.recording import marks, reactions, store
from lingtong.floor.recording.errors import (
    RecordingHeld,
    RecordingNotYours,
    RecordingUnknown,
    WhyMissing,
)
from lingtong.floor.recording.exports.service import Exports
from lingtong.floor.recording.files import Sound
from lingtong.floor.recording.forms import decoded
from lingtong.floor.recording.keeping import Keeping, peaks_name
from lingtong.floor.recording.looking import Looking, Verdict
from lingtong.floor.recording.opening import Opened, Places
from lingtong.floor.recording.peaks import cached_peaks
from lingtong.floor.recording.ports import Participants
from lingtong.floor.recording.settling import Settling, note_ends
from lingtong.floor.recording.sweeping import Sweeping
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
ORPHAN_AFTER = timedelta(hours=1)
SWEEP_EVERY = 60.0  # seconds
SHORTEST_WHY = 3


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Files that no interaction knows, and recordings whose file was not found."""

    orphans: list[str]
    missing: list[str]


async def take_facts(work: Work, facts: Sequence[Fact]) -> None:
    mine = [fact for fact in facts if isinstance(fact, reactions.RecordingFact)]
    rows = await store.by_ids(work.session, (fact.recording_id for fact in mine))
    serials: dict[str, int] = {}
    for fact in mine:
        row = rows.get(fact.recording_id)
        if row is None:
            if fact.tenant_id not in serials:
                serials[fact.tenant_id] = await store.last_serial(work.session, fact.tenant_id)
            serials[fact.tenant_id] += 1
            row = rows[fact.recording_id] = reactions.fresh(fact, serials[fact.tenant_id])
            work.session.add(row)
        if row.tenant_id == fact.tenant_id:
            reactions.project(row, fact)
    await note_ends(work, facts)


class Recordings:
    def __init__(self, database: Database, places: Places, participants: Participants, clock: Clock) -> None:
        self._database, self.places, self._participants, self._clock = database, places, participants, clock
        self.looking = Looking(database, places, clock)
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

    async def to_play(self, who: Principal, recording_id: str, by: str = "") -> tuple[RecordingRow, Opened]:
        """The sound, for those who may hear it; who did, and `by` what, stands in the audit."""
        row = await self.allowed(who, recording_id)
        opened = await self.places.open(row)
        await self._note_listening(who, row, "recording.played", by)
        return row, opened

    async def with_serial(self, who: Principal, serial: int) -> str:
        """Its id."""
        async with self._database.reading(who.tenant_id) as reader:
            row = await store.by_serial(reader.session, serial)
        if row is None:
            raise RecordingUnknown("There is no such recording.")
        return row.id

    async def to_download(self, who: Principal, recording_id: str, why: str) -> tuple[RecordingRow, Opened]:
        """A copy leaves the house: each one, and what for, is an entry in the audit."""
        if len(why.strip()) < SHORTEST_WHY:
            raise WhyMissing("Say what the copy is for. It stands in the audit trail.")
        row = await self.allowed(who, recording_id)
        opened = await self.places.open(row)
        await self._note(who, row, "recording.downloaded", {"why": why.strip()[:200]})
        return row, opened

    async def peaks(self, who: Principal, recording_id: str) -> bytes:
        row = await self.allowed(who, recording_id)
        if row.name:
            kept = self.places.local.path(peaks_name(row.name))
            if await asyncio.to_thread(kept.is_file):
                return await asyncio.to_thread(kept.read_bytes)
            return await self._peaks_anew(row)
        sound = await self.places.sound(row)
        return await asyncio.to_thread(cached_peaks, sound, finished=row.checked_at is not None)

    async def look(self, who: Principal, recording_id: str) -> Verdict | None:
        """Whether the file is still the one whose hash was taken; None before the hash."""
        row = await self.allowed(who, recording_id)
        return await self.looking.look(row) if row.sha256 and row.removed_at is None else None

    async def hold(self, who: Principal, recording_id: str, why: str) -> None:
        """Kept whatever the rules say, until somebody lifts the hold."""
        async with self._database.writing(who.tenant_id) as work:
            row = await self._known(work, recording_id)
            if row.removed_at is not None:
                raise RecordingHeld("This recording was removed already.")
            row.held_by, row.held_why = who.login, why
            data = {"interaction_id": row.interaction_id, "why": why}
            await audit.record(work, who, "recording.held", target=row.id, data=data)

    async def lift(self, who: Principal, recording_id: str, why: str) -> None:
        async with self._database.writing(who.tenant_id) as work:
            row = await self._known(work, recording_id)
            row.held_by = row.held_why = ""
            data = {"interaction_id": row.interaction_id, "why": why}
            await audit.record(work, who, "recording.hold_lifted", target=row.id, data=data)

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

    async def allowed(self, who: Principal, recording_id: str) -> RecordingRow:
        async with self._database.reading(who.tenant_id) as reader:
            row = await self._known(reader, recording_id)
        if who.may("recording.play"):
            return row
        agent_id = who.agent_id or ""
        if agent_id and await self._participants.took_part(who.tenant_id, row.interaction_id, agent_id):
            return row
        await self._note_listening(who, row, "recording.refused")
        raise RecordingNotYours("Your role plays your own recordings only.")

    async def _known(self, reader: Reading, recording_id: str) -> RecordingRow:
        row = await store.one(reader.session, recording_id)
        if row is None:
            raise RecordingUnknown("There is no such recording.")
        return row

    async def _peaks_anew(self, row: RecordingRow) -> bytes:
        """The picture is lost; the sound is not."""
        async with self.places.in_clear(row) as path:
            raw = path.with_suffix(".raw")
            await asyncio.to_thread(_to_raw, path, raw)
            sound = Sound(raw, raw.stat().st_size)
            return await asyncio.to_thread(cached_peaks, sound, finished=False)

    async def _note_listening(self, who: Principal, row: RecordingRow, act: str, by: str = "") -> None:
        """In the audit, once for one listening."""
        heard, now = (who.user_id, row.id, act + by), self._clock.now()
        if now - self._heard.get(heard, datetime.min.replace(tzinfo=now.tzinfo)) > ONE_LISTENING:
            await self._note(who, row, act, {"by": by} if by else None)
            self._remember(heard, now)

    async def _note(
        self, who: Principal, row: RecordingRow, act: str, data: dict[str, str] | None = None
    ) -> None:
        async with self._database.writing(who.tenant_id) as work:
            about = {"interaction_id": row.interaction_id, **(data or {})}
            await audit.record(work, who, act, target=row.id, data=about)

    def _remember(self, heard: tuple[str, str, str], now: datetime) -> None:
        if len(self._heard) > 10_000:
            self._heard = {key: at for key, at in self._heard.items() if now - at <= ONE_LISTENING}
        self._heard[heard] = now

    def _old_files(self) -> list[str]:
        files = self.places.files
        return [name for name, _ in files.all_older_than(self._clock.now() - ORPHAN_AFTER)]


Part = Callable[[], Awaitable[object]]


class Upkeep:
    """What follows each recording, by itself and for ever."""

    def __init__(
        self,
        keeping: Keeping,
        settling: Settling,
        sweeping: Sweeping,
        exports: Exports,
        more: Sequence[Part] = (),
    ) -> None:
        self.keeping, self.settling = keeping, settling
        self.sweeping, self.exports = sweeping, exports
        self._swept: tuple[Part, ...] = (sweeping.sweep, exports.tidy, *more)

    async def run(self, every: float = 2.0) -> None:
        """Until cancelled. A database that is away comes back; the next round finds the same rows."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow(every))
            group.create_task(self._sweep())

    async def _follow(self, every: float) -> None:
        while True:
            done = 0
            for part in (self.keeping.keep_finished, self.settling.settle_ended):
                try:
                    done += await part()
                except Exception:
                    log.exception("recordings.upkeep_failed")
            await asyncio.sleep(0 if done else every)

    async def _sweep(self) -> None:
        while True:
            for part in self._swept:
                try:
                    await part()
                except Exception:
                    log.exception("recordings.sweep_failed")
            await asyncio.sleep(SWEEP_EVERY)


def _to_raw(path: Path, raw: Path) -> None:
    with raw.open("wb") as out:
        for second in decoded(path):
            out.write(second.tobytes())
