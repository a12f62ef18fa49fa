from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from lingtong.foundation.catalog.schemas import (
    Body,
    ItemId,
    Name,
    NoOrItemId,
    OtherName,
    PromptName,
    printable,
)

Mail = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190})?$")]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(printable)]
State = Literal["new", "in_hand", "done"]


class BoxBody(Body):
    name: Name
    name_en: OtherName = ""
    agent_id: NoOrItemId = ""
    queue_id: NoOrItemId = ""
    greeting: PromptName = ""
    longest: Annotated[float, Field(ge=5, le=600, allow_inf_nan=False)] = 120.0
    silence: Annotated[float, Field(ge=0, le=60, allow_inf_nan=False)] = 6.0
    quota: Annotated[int, Field(ge=1, le=10_000)] = 200
    keep_days: Annotated[int, Field(ge=0, le=3650)] = 180
    mail_to: Mail = ""
    mail: Literal["notice", "sound"] = "notice"
    unreached: Literal["site", "yes", "no"] = "site"
    ring_for: Annotated[float, Field(ge=5, le=120, allow_inf_nan=False)] = 20.0
    trash_days: Annotated[int, Field(ge=0, le=365)] = 30


class BoxView(BaseModel):
    """With what waits in it. `oldest` is when the first of the new ones was left."""

    id: str
    name: str
    name_en: str
    agent_id: str
    queue_id: str
    mine: bool
    new: int
    in_hand: int
    oldest: datetime | None


class MessageView(BaseModel):
    """`number` with its middle hidden. `ready`: can be heard; `lost`: its sound was not found."""

    id: str
    box_id: str
    interaction_id: str
    number: str
    queue_id: str
    left_at: datetime
    seconds: float
    ready: bool
    lost: bool
    state: State
    owner_id: str
    owner: str
    note: str
    heard_at: datetime | None


class MessagesView(BaseModel):
    items: list[MessageView]
    next: str | None


class ChangeAsk(BaseModel):
    model_config = ConfigDict(extra="forbid")

    state: State
    note: Note | None = None


class ForwardAsk(BaseModel):
    model_config = ConfigDict(extra="forbid")

    box_id: ItemId


class CalledView(BaseModel):
    interaction_id: str
