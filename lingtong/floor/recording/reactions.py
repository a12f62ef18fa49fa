from datetime import datetime

from lingtong.floor.recording.tables import RecordingRow
from lingtong.interactions.events import RecordingEnded, RecordingPaused, RecordingStarted

RecordingFact = RecordingStarted | RecordingPaused | RecordingEnded


def fresh(fact: RecordingFact, serial: int) -> RecordingRow:
    return RecordingRow(
        id=fact.recording_id,
        serial=serial,
        tenant_id=fact.tenant_id,
        interaction_id=fact.interaction_id,
        started_at=fact.at,
        complete=True,
        pauses=[],
        sha256="",
        size=0,
        segments=[],
        silenced=[],
        altered=[],
    )


def project(recording: RecordingRow, fact: RecordingFact) -> None:
    match fact:
        case RecordingPaused(on=on):
            _paused(recording, _seconds(recording, fact.at), on=on)
        case RecordingEnded(complete=complete):
            recording.ended_at = fact.at
            recording.complete = complete
            _paused(recording, _seconds(recording, fact.at), on=False)
        case RecordingStarted():
            recording.started_at = fact.at
            recording.rule_id, recording.why = fact.rule_id, fact.why


def _paused(recording: RecordingRow, at: float, *, on: bool) -> None:
    pauses: list[list[float | None]] = [list(pause) for pause in recording.pauses]
    is_open = bool(pauses) and pauses[-1][1] is None
    if on and not is_open:
        pauses.append([at, None])
    elif not on and is_open:
        pauses[-1][1] = at
    recording.pauses, recording.was_paused = pauses, bool(pauses)


def _seconds(recording: RecordingRow, at: datetime) -> float:
    return max(0.0, (at - recording.started_at).total_seconds())
