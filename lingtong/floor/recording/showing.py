"""Rows as people see them: names for ids, numbers masked, times from the start of the recording."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from lingtong.floor.recording import store
from lingtong.floor.recording.forms import MEDIA
from lingtong.floor.recording.pausing import Proof
from lingtong.floor.recording.schemas import NoteView, PauseView, RecordingView, SegmentView, WholeView
from lingtong.floor.recording.tables import RecordingNoteRow, RecordingRow
from lingtong.foundation.db import Database
from lingtong.foundation.identity.model import Principal
from lingtong.interactions.ports import Names
from lingtong.kit import Clock
from lingtong.switch.numbers import masked


class Views:
    def __init__(self, database: Database, names: Names, clock: Clock) -> None:
        self._database, self._names, self._clock = database, names, clock

    def line(self, row: RecordingRow, agent_ids: Sequence[str]) -> RecordingView:
        return RecordingView(**self._line(row, agent_ids))

    async def whole(self, who: Principal, row: RecordingRow, notes: Sequence[RecordingNoteRow]) -> WholeView:
        async with self._database.reading(who.tenant_id) as reader:
            agents = await store.agents_of(reader.session, [row.id])
        return WholeView(
            **self._line(row, agents.get(row.id, [])),
            media=MEDIA[cast(Any, row.form)] if row.form else MEDIA["wav"],
            sha256=row.sha256,
            kept_sha256=row.kept_sha256,
            segments=[self._segment(row, one) for one in row.segments],
            pauses=_pauses(row),
            notes=[self.note(who, note) for note in notes],
        )

    def note(self, who: Principal, note: RecordingNoteRow) -> NoteView:
        return NoteView(
            id=note.id,
            at=note.at,
            text=note.text,
            by=note.by,
            written_at=note.written_at,
            mine=note.user_id == who.user_id,
        )

    def _segment(self, row: RecordingRow, given: dict[str, Any]) -> SegmentView:
        def seconds(text: str) -> float:
            return round((datetime.fromisoformat(text) - row.started_at).total_seconds(), 3)

        return SegmentView(
            at=seconds(given["at"]),
            until=seconds(given["until"]),
            kind=given["kind"],
            agent=self._names.agent(given["agent_id"]) if given["agent_id"] else "",
            queue=self._names.queue(given["queue_id"]) if given["queue_id"] else "",
        )

    def _line(self, row: RecordingRow, agent_ids: Sequence[str]) -> dict[str, Any]:
        return {
            "id": row.id,
            "serial": row.serial,
            "interaction_id": row.interaction_id,
            "started_at": row.started_at,
            "duration": row.duration,
            "direction": row.direction,
            "number": masked(row.number),
            "dialed": row.dialed if row.direction == "in" else masked(row.dialed),
            "queue_id": row.queue_id,
            "queue_name": self._names.queue(row.queue_id),
            "agents": [self._names.agent(agent_id) for agent_id in agent_ids],
            "rule_id": row.rule_id,
            "why": row.why,
            "complete": row.complete,
            "kept": _kept(row),
            "form": row.form or "wav",
            "size": row.kept_size or row.size,
            "encrypted": bool(row.key_number),
            "silent": row.silent,
            "held_why": row.held_why,
            "keep_until": row.keep_until,
            "altered": [(span[0], span[1]) for span in row.altered],
            "looked_at": row.looked_at,
            "trouble": row.trouble,
        }


def _kept(row: RecordingRow) -> str:
    if row.removed_at is not None:
        return "removed"
    if row.checked_at is None:
        return "recorder"
    return row.tier if row.sha256 else "missing"


def _pauses(row: RecordingRow) -> list[PauseView]:
    proofs = {proof["at"]: proof for proof in row.silenced}
    found = []
    for at, until in row.pauses:
        proof: Proof | dict[str, Any] | None = proofs.get(at)
        shown = proof if isinstance(proof, dict) else {}
        found.append(
            PauseView(
                at=at,
                until=until if until is not None else shown.get("until"),
                silent_from=shown.get("silent_from"),
                silent_until=shown.get("silent_until"),
                silenced=bool(shown.get("silenced")),
            )
        )
    return found
