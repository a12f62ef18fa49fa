from typing import Annotated, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from lingtong.foundation.catalog.schemas import Body, Name, NoOrItemId, OtherName
from lingtong.insight.alarms.config import Delivery, FigureName

SHARES = ("service_level", "ports_use", "disk_free", "change")
SHORTEST, LONGEST = 5.0, 600.0  # seconds of dead air: less is a breath, more is nobody's concern
_Mail = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}$")]
_About = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,36}$")]


def _address(text: str) -> str:
    """An address to post to; where it leads is looked at when it is used."""
    if not text:
        return text
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username is not None:
        raise ValueError("is no http or https address")
    return text


class AlarmRuleBody(Body):
    """Times in seconds; `limit` in the unit of the figure, shares from 0 to 1."""

    name: Name
    name_en: OtherName = ""
    figure: Annotated[str, Field(json_schema_extra={"enum": list(get_args(FigureName))})]
    about: Annotated[list[_About], Field(max_length=200)] = Field(default_factory=list)
    limit: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
    level: Literal["alarm", "alert", "notice"] = "alert"
    enter_after: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] = 15.0
    leave_share: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 0.8
    leave_after: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] = 30.0
    deliver: Annotated[list[Delivery], Field(max_length=5)] = ["screen"]
    mail_to: Annotated[list[_Mail], Field(max_length=20)] = Field(default_factory=list)
    webhook: Annotated[str, StringConstraints(max_length=500), AfterValidator(_address)] = ""
    duty_roster_id: NoOrItemId = ""
    enabled: bool = True

    @model_validator(mode="after")
    def _fits(self) -> "AlarmRuleBody":
        if self.figure not in get_args(FigureName):
            raise ValueError("figure: there is no such figure")
        if self.figure in ("service_level", "ports_use", "disk_free") and not 0 < self.limit <= 1:
            raise ValueError("limit: a share lies between 0 and 1")
        if self.figure == "dead_air" and not SHORTEST <= self.limit <= LONGEST:
            raise ValueError(f"limit: between {SHORTEST:.0f} and {LONGEST:.0f} seconds")
        if "mail" in self.deliver and not self.mail_to:
            raise ValueError("mail_to: say who gets the mail")
        if "webhook" in self.deliver and not self.webhook:
            raise ValueError("webhook: say where to post")
        if "duty" in self.deliver and not self.duty_roster_id:
            raise ValueError("duty_roster_id: say whose officer is told")
        if "sound" in self.deliver and self.level != "alarm":
            raise ValueError("deliver: only the top level sounds")
        return self


class ShelveBody(BaseModel):
    """`minutes`: 5, 15 or 60."""

    minutes: Literal[5, 15, 60]
    why: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class WebhookSecret(BaseModel):
    secret: str
