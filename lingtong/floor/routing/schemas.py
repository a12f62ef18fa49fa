from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lingtong.floor.routing.config import AfterMiss, AfterTrouble, Choice
from lingtong.foundation.catalog.schemas import (
    Body,
    Code,
    ItemId,
    Level,
    Name,
    NoOrItemId,
    OtherName,
    Seconds,
    ShortNumber,
)


class DispositionBody(Body):
    """`group` is the first of two levels."""

    code: Code
    name: Name
    name_en: OtherName = ""
    group: OtherName = ""
    group_en: OtherName = ""


Levels = Annotated[dict[ItemId, Level], Field(max_length=50)]


class RingBody(BaseModel):
    """`after` in seconds waited."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
    skills: Levels = Field(default_factory=dict)
    borrow: Annotated[list[ItemId], Field(max_length=20)] = Field(default_factory=list)


class QueueBody(Body):
    """Times in seconds; `max_wait` and `max_waiting` of 0 mean no limit."""

    number: ShortNumber
    name: Name
    name_en: OtherName = ""
    skills: Levels = Field(default_factory=dict)
    priority: Annotated[int, Field(ge=0, le=100)] = 0
    ring_for: Annotated[float, Field(ge=3, le=120, allow_inf_nan=False)] = 15.0
    after_call_work: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] = 45.0
    extend_by: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] = 30.0
    announce_every: Annotated[float, Field(ge=10, le=3600, allow_inf_nan=False)] = 30.0
    announce_place: bool = True
    announce_wait: bool = True
    music: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")] = "default"
    goal_seconds: Annotated[float, Field(ge=1, le=3600, allow_inf_nan=False)] = 20.0
    goal_share: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 0.8
    short_abandoned: Annotated[float, Field(ge=0, le=60, allow_inf_nan=False)] = 5.0
    max_wait: Seconds = 0.0
    max_waiting: Annotated[int, Field(ge=0, le=10_000)] = 0
    overflow_queue: NoOrItemId = ""
    calendar_id: NoOrItemId = ""
    recorded: bool = True
    dispositions: Annotated[list[ItemId], Field(max_length=200)] = Field(default_factory=list)
    choice: Choice = "longest_idle"
    preferred: Levels = Field(default_factory=dict)
    rings: Annotated[list[RingBody], Field(max_length=10)] = Field(default_factory=list)
    lend_while_waiting: Annotated[int, Field(ge=0, le=10_000)] = 0
    aging: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = 0.0
    weight: Annotated[int, Field(ge=1, le=100)] = 1
    last_agent: bool = False
    last_agent_days: Annotated[int, Field(ge=1, le=365)] = 30
    hold_for: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] = 0.0
    by_region: bool = False
    qualification: OtherName = ""
    declined: AfterMiss = "not_ready"
    unanswered: AfterMiss = "not_ready"
    busy: AfterTrouble = "pause"
    unreachable: AfterTrouble = "pause"
