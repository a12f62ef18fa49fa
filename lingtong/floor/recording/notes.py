"""Marks and comments that people leave on a recording."""

from collections.abc import Sequence

from lingtong.floor.recording import store
from lingtong.floor.recording.errors import MarkUnknown
from lingtong.floor.recording.tables import RecordingNoteRow, RecordingRow
from lingtong.foundation.db import Database
from lingtong.foundation.identity import audit
from lingtong.foundation.identity.model import Principal
from lingtong.kit import Clock, Ids


class Notes:
    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database, self._clock, self._ids = database, clock, ids

    async def of(self, tenant_id: str, recording_id: str) -> Sequence[RecordingNoteRow]:
        async with self._database.reading(tenant_id) as reader:
            return await store.notes(reader.session, recording_id)

    async def add(self, who: Principal, row: RecordingRow, at: float | None, text: str) -> RecordingNoteRow:
        note = RecordingNoteRow(
            id=self._ids.new(),
            recording_id=row.id,
            at=at,
            text=text,
            user_id=who.user_id,
            by=who.name,
            written_at=self._clock.now(),
        )
        async with self._database.writing(who.tenant_id) as work:
            work.session.add(note)
            await store.unsettle(work.session, row.interaction_id)
        return note

    async def remove(self, who: Principal, row: RecordingRow, note_id: str) -> None:
        """One's own; who keeps the audit removes those of others, and it is told there."""
        async with self._database.writing(who.tenant_id) as work:
            note = await store.note(work.session, note_id)
            foreign = note is not None and note.user_id != who.user_id
            if note is None or note.recording_id != row.id or (foreign and not who.may("admin.audit")):
                raise MarkUnknown("There is no such mark of yours.")
            note.removed_at = self._clock.now()
            await store.unsettle(work.session, row.interaction_id)
            if foreign:
                data = {"by": note.by}
                await audit.record(work, who, "recording.note_removed", target=row.id, data=data)
