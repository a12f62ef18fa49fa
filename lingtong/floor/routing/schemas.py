from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from lingtong.floor.routing.config import AfterMiss, AfterTrouble, CallbackStyle, Choice, NoAgents
from lingtong.foundation.catalog.schemas import (
    Body,
    Code,
    ItemId,
    Level,
    Name,
    NoOrItemId,
    OtherName,
    PromptName,
    Seconds,
    ShortNumber,
    printable,
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


class AfterWaitBody(BaseModel):
    """`target` is the id of a queue or a site, a telephone number or a prompt; a callback needs none."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
    do: Literal["queue", "site", "number", "callback", "message", "hang_up"]
    target: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=48), AfterValidator(printable)
    ] = ""


NumberText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=40), AfterValidator(printable)
]


class SiteBody(Body):
    """`overflow_queue` takes who is sent there; without one, the telephone `number`."""

    name: Name
    name_en: OtherName = ""
    overflow_queue: NoOrItemId = ""
    number: NumberText = ""
    unreached_to_box: bool = True
    open_messages: bool = True


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
    music: PromptName = ""
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
    max_expected_wait: Seconds = 0.0
    no_agents: NoAgents = "wait"
    no_agents_number: NumberText = ""
    after_wait: Annotated[list[AfterWaitBody], Field(max_length=10)] = Field(default_factory=list)
    heavy_load_wait: Seconds = 0.0
    callback: CallbackStyle = "no"
    callback_after: Seconds = 60.0
    callback_key: Annotated[str, StringConstraints(pattern=r"^[0-9*#]$")] = "1"
    callback_tries: Annotated[int, Field(ge=1, le=20)] = 3
    callback_again: Annotated[float, Field(ge=30, le=86_400, allow_inf_nan=False)] = 900.0
    callback_calendar_id: NoOrItemId = ""
    callback_idle: bool = False
    pick_up_abandoned: bool = False
    say_agent_number: bool = False
    message_key: Annotated[str, StringConstraints(pattern=r"^[0-9*#]?$")] = ""
    survey_id: NoOrItemId = ""
    whisper_queue: bool = False
    whisper_prompt: PromptName = ""
    site_id: NoOrItemId = ""
