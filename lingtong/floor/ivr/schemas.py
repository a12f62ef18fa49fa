from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from lingtong.foundation.catalog.schemas import Body, ItemId, Name, OtherName, printable
from lingtong.kit import Refusal
from lingtong.switch.numbers import dialable

LONGEST = 24
NodeId = Annotated[str, StringConstraints(max_length=60), AfterValidator(printable)]


def _dialed(number: str) -> str:
    try:
        digits = dialable(number)
    except Refusal as no:
        raise ValueError(no.message) from None
    if len(digits) > LONGEST:
        raise ValueError(f"has more than {LONGEST} digits")
    return digits


class FlowBody(Body):
    """`nodes` by id; each has a `type` and that type's fields. `version` is counted by us."""

    name: Name
    name_en: OtherName = ""
    version: int | None = None
    start: NodeId
    nodes: Annotated[dict[NodeId, dict[str, Any]], Field(max_length=500), AfterValidator(printable)]
    idle_release: Annotated[float, Field(ge=10, le=600, allow_inf_nan=False)] = 60.0
    returns: bool = False


class EntryPointBody(Body):
    """`browser` lets the customer page call it."""

    number: Annotated[str, StringConstraints(max_length=40), AfterValidator(_dialed)]
    name: Name
    name_en: OtherName = ""
    flow_id: ItemId
    media: OtherName = ""
    language: Literal["zh", "en"] = "zh"
    browser: bool = False
    enabled: bool = True


class PromptView(BaseModel):
    """`generated` speech is a demonstration's. `spoken` differs from `language` where a text is missing.

    `seconds` is 0 while the file has not been made.
    """

    name: str
    language: Literal["zh", "en"]
    seconds: float
    text: str
    generated: bool
    spoken: Literal["zh", "en"]
