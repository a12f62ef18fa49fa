from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from lingtong.foundation.catalog.schemas import (
    Body,
    Code,
    ItemId,
    Level,
    Name,
    NoOrItemId,
    OtherName,
    PromptName,
    ShortNumber,
)
from lingtong.switch.numbers import DialRight


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat() if text else ""


UntilDay = Annotated[str, AfterValidator(_day)]
PhoneName = Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9-]{0,39})?$")]


class NamedBody(Body):
    name: Name
    name_en: OtherName = ""


class TeamBody(NamedBody):
    site_id: NoOrItemId = ""


class ReasonBody(NamedBody):
    """`limit` in seconds, 0 for none; `quota` in agents of one team, 0 for any number."""

    code: Code
    limit: Annotated[int, Field(ge=0, le=86_400)] = 0
    at_limit: Literal["show", "ready"] = "show"
    quota: Annotated[int, Field(ge=0, le=1000)] = 0
    approval: bool = False


class AgentBody(Body):
    """`endpoint` names the desk phone; a browser phone's account is made by itself.

    `pin` opens a shared desk phone: left out or null it stays, empty it goes. `has_pin` is given out only.
    """

    agent_number: ShortNumber
    name: Name
    phone: Literal["browser", "desk", "mobile"] = "browser"
    endpoint: PhoneName = ""
    persistent_leg: bool = False
    team_id: NoOrItemId = ""
    skills: Annotated[dict[ItemId, Level], Field(max_length=100)] = Field(default_factory=dict)
    queues: Annotated[list[ItemId], Field(max_length=200)] = Field(default_factory=list)
    dial_right: DialRight = DialRight.NATIONAL
    regions: Annotated[list[Name], Field(max_length=50)] = Field(default_factory=list)
    qualifications: Annotated[dict[Name, UntilDay], Field(max_length=50)] = Field(default_factory=dict)
    rank: Annotated[int, Field(ge=0, le=1000)] = 0
    pin: Annotated[str, StringConstraints(pattern=r"^([0-9]{4,8})?$")] | None = None
    has_pin: bool = False
    greeting: PromptName = ""
    mobile: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
