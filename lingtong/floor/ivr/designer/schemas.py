from math import isfinite
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from lingtong.floor.ivr.schemas import FlowBody, NodeId
from lingtong.foundation.catalog.schemas import ItemId, Name, NoOrItemId, OtherName, printable

_PLAIN = AfterValidator(printable)
ShortText = Annotated[str, StringConstraints(max_length=200), _PLAIN]
Value = Annotated[str, StringConstraints(max_length=500), _PLAIN]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), _PLAIN]
Number = Annotated[str, StringConstraints(pattern=r"^\+?[0-9*#]{0,24}$")]
MOST_TESTS = 50
MOST_EVENTS = 500
DAY = 86_400
DEEPEST = 20


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list | tuple) else []


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DraftFlow(FlowBody):
    """As a flow, but it need not be whole: it may be without a start, its nodes without what they need."""

    start: NodeId = ""

    @field_validator("nodes", "layout")
    @classmethod
    def _plain(cls, things: dict[str, Any]) -> dict[str, Any]:
        """What no node has would exhaust those who write it out again, or could not be stored."""
        level: list[Any] = [things]
        for _ in range(DEEPEST):
            level = [inner for one in level for inner in _inside(one)]
            if any(isinstance(one, float) and not isfinite(one) for one in level):
                raise ValueError("have a number that is none")
        if level:
            raise ValueError(f"are nested deeper than {DEEPEST} levels")
        return things


class NewFlow(Strict):
    """`copy_of` begins with a copy of that flow: of its draft, if it has one; `template` with one of ours."""

    name: Name
    name_en: OtherName = ""
    returns: bool = False
    copy_of: NoOrItemId = ""
    template: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{0,40}$")] = ""


class DraftAsk(Strict):
    """`seen` is the revision of the draft that was changed; 0 where there was none."""

    flow: DraftFlow
    seen: Annotated[int, Field(ge=0)] = 0


class CheckAsk(Strict):
    flow: DraftFlow
    flow_id: NoOrItemId = ""


class PublishAsk(Strict):
    note: Note = ""
    at: AwareDatetime | None = None


class BackAsk(Strict):
    version: Annotated[int, Field(ge=1)]
    note: Note = ""


class ImportAsk(Strict):
    """`text` as an export gave it, or any JSON of a flow. With `into` it becomes that flow's draft."""

    text: Annotated[str, StringConstraints(min_length=2, max_length=2_000_000)]
    name: OtherName = ""
    into: NoOrItemId = ""
    seen: Annotated[int, Field(ge=0)] = 0


class EventBody(Strict):
    """One of these; `values` come with an answer."""

    wait: Annotated[float, Field(gt=0, le=DAY, allow_inf_nan=False)] | None = None
    listen: Literal[True] | None = None
    key: Annotated[str, StringConstraints(pattern=r"^[0-9*#]$")] | None = None
    hang_up: Literal[True] | None = None
    answer: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_*#-]{1,40}$")] | None = None
    values: Annotated[dict[ShortText, Value], Field(max_length=50)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [
            one for one in (self.wait, self.listen, self.key, self.hang_up, self.answer) if one is not None
        ]
        if len(given) != 1 or (self.values is not None and self.answer is None):
            raise ValueError("is exactly one of wait, listen, key, hang_up and answer")
        return self


class CallBody(Strict):
    """Who calls, when, and what the flow may learn of it. `waits`: expected seconds by queue."""

    ani: Number = ""
    dnis: Number = ""
    at: AwareDatetime | None = None
    language: Literal["zh", "en"] = "zh"
    vip: bool = False
    lists: Annotated[list[ItemId], Field(max_length=20)] = []
    waits: Annotated[
        dict[ItemId, Annotated[float, Field(ge=0, le=DAY, allow_inf_nan=False)]], Field(max_length=100)
    ] = {}
    events: Annotated[list[EventBody], Field(max_length=MOST_EVENTS)] = []

    def call(self) -> dict[str, Any]:
        return self.model_dump(
            include={"ani", "dnis", "at", "language", "vip", "lists", "waits", "events"}, exclude_none=True
        )


class TryAsk(CallBody):
    """`flow` as it stands on the screen, or `flow_id` with a `version` (0: its draft, else the live one).

    `real`: the errand that is open at the end is really run; it needs flow.publish.
    """

    flow: DraftFlow | None = None
    flow_id: NoOrItemId = ""
    version: Annotated[int, Field(ge=0)] = 0
    real: bool = False


class ExpectBody(Strict):
    kind: Literal[
        "queue", "node", "passed", "left", "said", "variable", "attached", "transfer", "ended", "holds"
    ]
    what: Value = ""
    value: Value = ""


class TestBody(CallBody):
    name: Name
    expect: Annotated[list[ExpectBody], Field(min_length=1, max_length=20)]


class TestsAsk(Strict):
    """All test cases of the flow. `seen`: the revision that was changed, 0 where there was none."""

    tests: Annotated[list[TestBody], Field(max_length=MOST_TESTS)]
    seen: Annotated[int, Field(ge=0)] = 0


class RunAsk(Strict):
    """`flow`: as it stands on the screen; without it the draft, else the live version."""

    flow: DraftFlow | None = None
