from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from lingtong.floor.recording.config import Begins, Consent, Form, Silence
from lingtong.foundation.catalog.schemas import Body, ItemId, Name, OtherName

Ids = Annotated[list[ItemId], Field(max_length=500)]
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class RecordingRuleBody(Body):
    """`share` in percent; `beep_every` in seconds; of `level` 0 the file is largest, of 10 smallest."""

    name: Name
    name_en: OtherName = ""
    order: Annotated[int, Field(ge=0, le=9999)] = 100
    enabled: bool = True
    queues: Ids = Field(default_factory=list)
    teams: Ids = Field(default_factory=list)
    agents: Ids = Field(default_factory=list)
    entry_points: Ids = Field(default_factory=list)
    direction: Literal["any", "in", "out", "internal"] = "any"
    record: bool = True
    share: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = 100.0
    begins: Begins = "automatic"
    consent: Consent = "not_needed"
    beep_every: Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)] = 0.0
    silence: Silence = "keep"
    form: Form = "flac"
    level: Annotated[int, Field(ge=0, le=10)] = 5
    encrypted: bool = True
    keep_days: Annotated[int, Field(ge=0, le=36_500)] = 400
    archive_after_days: Annotated[int, Field(ge=0, le=36_500)] = 0
    unknown_waits: bool = True


class PeaksView(BaseModel):
    """`rate` is values a second; `channels`: the customer, and what the customer hears; from 0 to 1."""

    duration: float
    rate: float
    channels: list[list[float]]


class Integrity(BaseModel):
    """None until the hash was taken. `altered`: spans of changed seconds, where they are known."""

    intact: bool | None
    why: str = ""
    altered: list[tuple[float, float]] = []


class ReportView(BaseModel):
    """Recordings whose file was not found, and files that no interaction knows."""

    missing: list[str]
    orphans: list[str] = []


class SearchAsk(BaseModel):
    """All that is given must fit; what is empty does not filter.

    `number` and `dialed` may be parts, with `*` for any digits. `text` is looked for in notes, attached data
    and marks. `serial` is that of a recording. It comes as a body, so that no number stands in an address.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    serial: Annotated[int, Field(ge=1)] | None = None
    number: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    dialed: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    queue: Annotated[str, Field(max_length=36)] = ""
    agent: Annotated[str, Field(max_length=36)] = ""
    entry_point: Annotated[str, Field(max_length=36)] = ""
    rule: Annotated[str, Field(max_length=36)] = ""
    direction: Literal["", "in", "out", "internal"] = ""
    state: Literal["", "held", "altered", "incomplete", "removed", "paused", "silent", "noted"] = ""
    shortest: Annotated[float, Field(ge=0, le=86_400)] = 0
    longest: Annotated[float, Field(ge=0, le=86_400)] = 0
    mine: bool = False
    cursor: Annotated[str, Field(max_length=200)] = ""
    at_most: Annotated[int, Field(ge=1, le=200)] = 50


class RecordingView(BaseModel):
    """`number` is masked; `kept` says where the file lies: recorder, local, archive, removed, missing."""

    id: str
    serial: int
    interaction_id: str
    started_at: datetime
    duration: float | None
    direction: str
    number: str
    dialed: str
    queue_id: str
    queue_name: str
    agents: list[str]
    rule_id: str
    why: str
    complete: bool
    kept: str
    form: str
    size: int
    encrypted: bool
    silent: bool
    held_why: str
    keep_until: datetime | None
    altered: list[tuple[float, float]]
    looked_at: datetime | None
    trouble: str


class FoundView(BaseModel):
    items: list[RecordingView]
    next: str | None


class NoteView(BaseModel):
    """`at` in seconds from the start; without it a comment on the whole."""

    id: str
    at: float | None
    text: str
    by: str
    written_at: datetime
    mine: bool


class SegmentView(BaseModel):
    """`at` and `until` in seconds from the start of the recording; what was before it is negative."""

    model_config = ConfigDict(from_attributes=True)

    at: float
    until: float
    kind: str
    agent: str = ""
    queue: str = ""


class PauseView(BaseModel):
    """A pause as asked for, and the silence found in the file: the proof."""

    at: float
    until: float | None
    silent_from: float | None = None
    silent_until: float | None = None
    silenced: bool = False


class WholeView(RecordingView):
    media: str
    sha256: str
    kept_sha256: str
    segments: list[SegmentView]
    pauses: list[PauseView]
    notes: list[NoteView]


class NoteAsk(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    at: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] | None = None
    text: Text


class WhyAsk(BaseModel):
    model_config = ConfigDict(extra="forbid")

    why: Why


class ExportAsk(WhyAsk):
    """The recordings by id."""

    recordings: Annotated[list[ItemId], Field(min_length=1, max_length=5000)]


class ExportView(BaseModel):
    id: str
    asked_at: datetime
    by: str
    why: str
    state: str
    done: int
    count: int
    missing: int
    size: int
    sha256: str


class FigureView(BaseModel):
    """`key` is a day, a queue's id or an agent's id; `name` what people call it."""

    key: str
    name: str
    files: int
    seconds: float
    bytes: int
    removed: int
    failed: int
    incomplete: int


class UncoveredView(BaseModel):
    """A contact with seconds of talk of which nobody knows why no file has them."""

    interaction_id: str
    at: datetime
    talked: float
    recorded: float
    unknown: float
    gaps: list[dict[str, Any]]


class CoverageView(BaseModel):
    """Seconds of talk: in a file, or by why they are in none."""

    talked: float
    recorded: float
    why_not: dict[str, float]
    uncovered: list[UncoveredView]


class StorageView(BaseModel):
    """`room`: well, short, very_short. `archive`: none, well, away. `days_left` at today's pace."""

    total: int
    free: int
    room: str
    days_left: float | None
    waiting: int
    archive: str
    key_number: int
    troubles: int
    chain: int
    chain_broken_at: int | None
    clock_in_step: bool
    clock_error: float | None


class TokenView(BaseModel):
    id: str
    label: str
    made_by: str
    made_at: datetime
    used_at: datetime | None


class TokenAsk(BaseModel):
    model_config = ConfigDict(extra="forbid")

    label: Name


class NewTokenView(TokenView):
    token: str


class ControlAsk(BaseModel):
    """Whose call: the interaction, or the number of the agent who is in it."""

    model_config = ConfigDict(extra="forbid")

    interaction_id: Annotated[str, Field(max_length=36)] = ""
    agent_number: Annotated[str, Field(max_length=12)] = ""
    paused: bool


class ControlDone(BaseModel):
    interaction_id: str
    paused: bool
