from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from lingtong.foundation.catalog.schemas import (
    Body,
    ItemId,
    Name,
    NoOrItemId,
    OtherName,
    printable,
    printable_lines,
)
from lingtong.kit import Refusal
from lingtong.switch.numbers import dialable

LONGEST = 24
Note = Annotated[str, StringConstraints(max_length=2000), AfterValidator(printable_lines)]
NodeId = Annotated[str, StringConstraints(max_length=60), AfterValidator(printable)]


def _dialed(number: str) -> str:
    try:
        digits = dialable(number)
    except Refusal as no:
        raise ValueError(no.message) from None
    if len(digits) > LONGEST:
        raise ValueError(f"has more than {LONGEST} digits")
    return digits


class Variable(BaseModel):
    model_config = ConfigDict(extra="forbid")

    type: Literal["text", "number", "money", "date", "time", "digits", "yes_no"] = "text"
    start: Annotated[str, StringConstraints(max_length=500), AfterValidator(printable)] = ""
    secret: bool = False


class FlowBody(Body):
    """`nodes` by id; each has a `type` and that type's fields. `version` is counted by us."""

    name: Name
    name_en: OtherName = ""
    version: int | None = None
    start: NodeId
    nodes: Annotated[dict[NodeId, dict[str, Any]], Field(max_length=500), AfterValidator(printable_lines)]
    idle_release: Annotated[float, Field(ge=10, le=600, allow_inf_nan=False)] = 60.0
    returns: bool = False
    variables: Annotated[dict[str, Variable], Field(max_length=100)] = {}
    otherwise: NodeId = ""
    star: NodeId = ""
    zero: NodeId = ""
    layout: Annotated[dict[NodeId, tuple[float, float]], Field(max_length=500)] = {}
    notes: Annotated[dict[NodeId, Note], Field(max_length=100)] = {}


class EntryPointBody(Body):
    """`browser` lets the customer page call it. `max_lines` at a time, `max_caps` a second; 0 is no limit.

    `screening`: who must press a key named at random before the flow begins; with `screening_silence` agent
    whoever presses nothing goes on. `lock_after` judgments of agents within `suspect_days` ask for a lock.
    """

    number: Annotated[str, StringConstraints(max_length=40), AfterValidator(_dialed)]
    name: Name
    name_en: OtherName = ""
    flow_id: ItemId
    media: OtherName = ""
    language: Literal["zh", "en"] = "zh"
    browser: bool = False
    enabled: bool = True
    max_lines: Annotated[int, Field(ge=0, le=100_000)] = 0
    max_caps: Annotated[int, Field(ge=0, le=10_000)] = 0
    fax_queue_id: NoOrItemId = ""
    screening: Literal["off", "suspects", "all"] = "off"
    screening_silence: Literal["agent", "end"] = "agent"
    suspect_days: Annotated[int, Field(ge=1, le=365)] = 30
    lock_after: Annotated[int, Field(ge=0, le=100)] = 3
