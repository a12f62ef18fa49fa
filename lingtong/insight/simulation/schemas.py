from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from lingtong.foundation.catalog.schemas import printable

Key = Annotated[str, Field(min_length=1, max_length=80)]
Factor = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]
Hour = Annotated[float, Field(ge=0, le=24, allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
Calls = Annotated[float, Field(ge=0, le=200_000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class QueueChangeBody(_Closed):
    """`agents`: so many more or fewer. `begins`, `ends`: hours in which those who are added are there.

    `rules`: fields of the queue, such as `priority`, `rings`, `skills`, `choice`. The others are factors.
    """

    agents: Annotated[int, Field(ge=-2000, le=2000)] = 0
    begins: Hour | None = None
    ends: Hour | None = None
    volume: Factor = 1.0
    handling: Factor = 1.0
    patience: Factor = 1.0
    rules: Annotated[dict[str, Any], Field(max_length=30)] = Field(default_factory=dict)


class AgentChangeBody(_Closed):
    absent: bool = False
    skills: Annotated[dict[Key, int], Field(max_length=50)] | None = None
    queues: Annotated[list[Key], Field(max_length=1000)] | None = None


class ChangesBody(_Closed):
    """Keys are ids or numbers."""

    queues: Annotated[dict[Key, QueueChangeBody], Field(max_length=200)] = Field(default_factory=dict)
    agents: Annotated[dict[Key, AgentChangeBody], Field(max_length=2000)] = Field(default_factory=dict)
    unanswered: Share | None = None
    callbacks: Share | None = None


class QueueTrafficBody(_Closed):
    """`calls` in an hour: one number or 24. Means in seconds. `agents`: none for those of the center."""

    calls: Calls | Annotated[list[Calls], Field(min_length=24, max_length=24)]
    handling: Annotated[float, Field(ge=1, le=86_400, allow_inf_nan=False)]
    begins: Hour = 0.0
    ends: Hour = 24.0
    spread: Annotated[float, Field(ge=0, le=5, allow_inf_nan=False)] = 0.8
    exponential: bool = False
    after_call_work: Seconds = 0.0
    patience: Seconds = 0.0
    agents: Annotated[int, Field(ge=0, le=5000)] | None = None


class TrafficBody(_Closed):
    """Keys are ids or numbers of queues; `*` is a queue of its own."""

    queues: Annotated[dict[Key, QueueTrafficBody], Field(min_length=1, max_length=200)]
    goal_seconds: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)] = 20.0
    goal_share: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 0.8
    unanswered: Share = 0.0
    callbacks: Share = 0.0
    answer_after: Annotated[float, Field(ge=0, le=60, allow_inf_nan=False)] = 0.0


class QuestionBody(_Closed):
    """Either a recorded `day` or `traffic`."""

    day: Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))] | None = None
    traffic: TrafficBody | None = None
    changes: ChangesBody = Field(default_factory=ChangesBody)

    @model_validator(mode="after")
    def _one_of_two(self) -> "QuestionBody":
        if (self.day is None) == (self.traffic is None):
            raise ValueError("give either a day or traffic")
        printable(self.changes.model_dump())
        return self


class RefusedView(BaseModel):
    code: str
    message: str
    params: dict[str, Any]
    errors: list[dict[str, Any]]


class RunView(BaseModel):
    """`answer` is there once `state` is done: figures by half hour, as `[mean, low, high]` over the seeds."""

    id: str
    asked_by: str
    asked_at: datetime
    day: str
    changes: dict[str, Any]
    traffic: dict[str, Any] | None
    state: Literal["running", "done", "failed", "stopped"]
    step: str
    progress: float
    refused: RefusedView | None
    answer: dict[str, Any] | None = None


class RunsView(BaseModel):
    """`days`: on which calls were recorded, newest first."""

    days: list[str]
    runs: list[RunView]


Positive = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Handling = Annotated[float, Field(ge=1, le=86_400, allow_inf_nan=False)]


class DemandQuery(_Closed):
    """`calls` in an hour; times in seconds; `patience` of 0: nobody hangs up."""

    calls: Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]
    handling: Handling
    goal_share: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)] = 0.8
    goal_seconds: Seconds = 20.0
    patience: Seconds = 0.0
    occupancy_at_most: Positive = 1.0
    shrinkage: Annotated[float, Field(ge=0, le=0.9, allow_inf_nan=False)] = 0.0


class SeatsQuery(_Closed):
    """`asking`: share of the people who ask for a person in a day; `busy_share`: of them in the busiest hour;
    `seat_load`: share of the hour in which a seat handles.
    """

    people: Annotated[float, Field(gt=0, le=2e9, allow_inf_nan=False)]
    asking: Positive
    busy_share: Positive
    handling: Handling
    seat_load: Positive


class ChoiceView(BaseModel):
    """What callers meet with so many agents; `asa` is none where the line would only grow."""

    agents: int
    service_level: float
    asa: float | None
    waits: float
    abandoned: float
    occupancy: float


class SizeView(BaseModel):
    """`formula`: C where nobody hangs up, else A. `paid`: with shrinkage. `lines`: 1 call in 1,000 lost."""

    load: float
    formula: Literal["A", "C"]
    agents: int
    paid: int
    lines: int
    choices: list[ChoiceView]


class LinesView(BaseModel):
    """Erlang B."""

    lines: int
    loss: float


class SeatsView(BaseModel):
    """By the customary rule, `exact` and to the nearest seat; `erlang` by Erlang C, 80 % in 20 s."""

    exact: float
    seats: int
    load: float
    erlang: int
