from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from lingtong.floor.lists.model import prefix_of
from lingtong.floor.outbound_rules.config import NumberClass, Use
from lingtong.foundation.catalog.schemas import Body, ItemId, Name, NoOrItemId, OtherName

Ids = Annotated[list[ItemId], Field(max_length=200)]


def _begin(text: str) -> str:
    digits = text.rstrip("*")
    return prefix_of(digits, "CN") if len(digits) > 3 or digits.startswith(("+", "0", "1")) else digits


Begin = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9]{1,15}\*?$"),
    AfterValidator(_begin),
]


class OutboundRuleBody(Body):
    name: Name
    name_en: OtherName = ""
    order: Annotated[int, Field(ge=0, le=9999)] = 0
    allow: bool = True
    uses: Annotated[list[Use], Field(max_length=4)] = Field(default_factory=list)
    classes: Annotated[list[NumberClass], Field(max_length=10)] = Field(default_factory=list)
    prefixes: Annotated[list[Begin], Field(max_length=200)] = Field(default_factory=list)
    teams: Ids = Field(default_factory=list)
    roles: Ids = Field(default_factory=list)
    queues: Ids = Field(default_factory=list)
    calendar_id: NoOrItemId = ""
    trunks: Ids = Field(default_factory=list)
    caller_number: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9]{0,24}$")] = ""
    do_not_call: Literal["as_usual", "obeyed", "ignored"] = "as_usual"


class TryAsk(BaseModel):
    """As if this agent, or nobody, called the number now."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    use: Use = "manual"
    agent_id: NoOrItemId = ""
    queue_id: NoOrItemId = ""


class Tried(BaseModel):
    """`why`: allowed, rule (refuses), right (of the role or the seat), do_not_call, no_trunk.

    `rule_id` is empty where no rule fits.
    """

    allowed: bool
    why: Literal["allowed", "rule", "right", "do_not_call", "no_trunk"]
    number_class: NumberClass
    rule_id: str = ""
    rule_name: str = ""
    trunks: list[str]
    caller_number: str
