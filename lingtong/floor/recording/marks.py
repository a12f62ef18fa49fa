"""What happened while the recording ran, as marks on its waveform."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from lingtong.floor.recording.tables import RecordingRow
from lingtong.interactions import Mark
from lingtong.interactions.events import (
    AnyInteractionFact,
    CallTransferred,
    ConsultEnded,
    ConsultStarted,
    HoldEnded,
    HoldStarted,
    LinkLost,
    LinkRestored,
    PartyJoined,
)

_decoder: msgspec.json.Decoder[AnyInteractionFact] = msgspec.json.Decoder(AnyInteractionFact)
_BEGINS: dict[type, str] = {HoldStarted: "hold", ConsultStarted: "consult", LinkLost: "link_lost"}
_ENDS: dict[type, str] = {HoldEnded: "hold", ConsultEnded: "consult", LinkRestored: "link_lost"}


def marks_of(row: RecordingRow, bodies: Iterable[str]) -> tuple[Mark, ...]:
    marks = [Mark(at=at, kind="paused", until=until) for at, until in row.pauses]
    begun: dict[tuple[str, str], float] = {}
    for fact in (_decoder.decode(body) for body in bodies):
        at, agent_id = _seconds(row, fact.at), getattr(fact, "agent_id", "")
        if type(fact) in _BEGINS:
            begun[_BEGINS[type(fact)], agent_id] = at
        elif type(fact) in _ENDS:
            kind = _ENDS[type(fact)]
            marks.append(Mark(at=begun.pop((kind, agent_id), at), kind=kind, until=at, agent_id=agent_id))
        elif isinstance(fact, CallTransferred) or (isinstance(fact, PartyJoined) and agent_id):
            kind = "joined" if isinstance(fact, PartyJoined) else "transferred"
            marks.append(Mark(at=at, kind=kind, agent_id=agent_id))
    marks += [Mark(at=at, kind=kind, agent_id=agent_id) for (kind, agent_id), at in begun.items()]
    return tuple(sorted(marks, key=lambda mark: mark.at))


def _seconds(row: RecordingRow, at: datetime) -> float:
    return max(0.0, (at - row.started_at).total_seconds())
