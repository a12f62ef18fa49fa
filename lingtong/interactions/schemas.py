from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from lingtong.interactions.ports import Names, RecordingEntry
from lingtong.interactions.service import Whole
from lingtong.interactions.tables import InteractionRow, PartRow
from lingtong.interactions.timeline import Line
from lingtong.switch.numbers import masked, place_of

LONGEST_NOTES = 20_000


class ListAsk(BaseModel):
    """`like` an interaction: all with the same customer number. `from` and `to` bound the arrival."""

    model_config = ConfigDict(extra="forbid")

    like: str = Field("", max_length=36)
    mine: bool = False
    unfinished: bool = False
    queue: str = Field("", max_length=36)
    agent: str = Field("", max_length=36)
    since: AwareDatetime | None = Field(None, alias="from")
    until: AwareDatetime | None = Field(None, alias="to")
    direction: Literal["", "in", "out", "internal"] = ""
    result: str = Field("", max_length=24)
    cursor: str = Field("", max_length=200)
    at_most: int = Field(50, ge=1, le=200)


class Record(BaseModel):
    """Durations in seconds; `number` is masked; `unfinished` names the agents whose wrap-up waits."""

    id: str
    direction: str
    arrived_at: datetime
    ended_at: datetime | None
    number: str
    place: str
    entry_point: str
    queue_id: str
    queue_name: str
    agent_ids: list[str]
    agents: list[str]
    waited: float
    talked: float
    held: float
    result: str
    disposition_id: str
    note: str
    has_recording: bool
    callback_of: str
    unfinished: list[str]
    attached_data: dict[str, Any]


class Note(BaseModel):
    agent_id: str
    name: str
    at: datetime
    text: str
    disposition_id: str


class TimelineLine(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    at: datetime
    kind: str
    agent_id: str
    agent_name: str
    text: str
    data: dict[str, Any]


class MarkView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    at: float
    kind: str
    until: float | None
    agent_id: str


class RecordingEntryView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    started_at: datetime
    duration: float | None
    complete: bool
    marks: list[MarkView]


class WholeRecord(Record):
    timeline: list[TimelineLine]
    notes: list[Note]
    recordings: list[RecordingEntryView]


class Page(BaseModel):
    items: list[Record]
    next: str | None


class WrapUpAsk(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    disposition_id: str = Field(min_length=1, max_length=36)
    notes: str = Field("", max_length=LONGEST_NOTES)


class ClearNumber(BaseModel):
    number: str


def record_of(row: InteractionRow, names: Names, language: str) -> Record:
    return Record(**_shared(row, names, language))


def whole_of(whole: Whole, names: Names, language: str) -> WholeRecord:
    return WholeRecord(
        **_shared(whole.record, names, language),
        timeline=[_line(line) for line in whole.timeline],
        notes=[_note(part, names) for part in whole.record.parts if part.notes or part.finished],
        recordings=[_recording(entry) for entry in whole.recordings],
    )


def _shared(row: InteractionRow, names: Names, language: str) -> dict[str, Any]:
    present = [part.agent_id for part in row.parts if part.took_part]
    region = names.region(row.tenant_id)
    return {
        "id": row.id,
        "direction": row.direction,
        "arrived_at": row.arrived_at,
        "ended_at": row.ended_at,
        "number": masked(row.number),
        "place": place_of(row.number, language, region)[0] if row.number else "",
        "entry_point": names.entry_point(row.entry_point_id),
        "queue_id": row.queue_id,
        "queue_name": names.queue(row.queue_id),
        "agent_ids": present,
        "agents": [names.agent(agent_id) for agent_id in present],
        "waited": row.waited,
        "talked": row.talked,
        "held": row.held,
        "result": row.result,
        "disposition_id": row.disposition_id,
        "note": row.note,
        "has_recording": row.has_recording,
        "callback_of": row.callback_of,
        "unfinished": [part.agent_id for part in row.parts if part.unfinished],
        "attached_data": row.attached_data,
    }


def _line(line: Line) -> TimelineLine:
    return TimelineLine.model_validate(line)


def _recording(entry: RecordingEntry) -> RecordingEntryView:
    return RecordingEntryView.model_validate(entry)


def _note(part: PartRow, names: Names) -> Note:
    return Note(
        agent_id=part.agent_id,
        name=names.agent(part.agent_id),
        at=part.notes_at or part.joined_at,
        text=part.notes,
        disposition_id=part.disposition_id,
    )
