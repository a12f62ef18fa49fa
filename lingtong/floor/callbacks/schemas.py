from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from lingtong.foundation.catalog.schemas import Body, ItemId, NoOrItemId, printable
from lingtong.kit import Refusal
from lingtong.switch.numbers import dialable, e164

LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(printable)]


def _dialed(number: str) -> str:
    try:
        digits = dialable(number)
    except Refusal as no:
        raise ValueError(no.message) from None
    return e164(digits) or digits


class DoNotCallBody(Body):
    """`number` in any form that can be dialed; it is kept in E.164."""

    number: Annotated[str, StringConstraints(max_length=40), AfterValidator(_dialed)]
    note: LongText = ""


class CallbackAsk(BaseModel):
    """By number, or by the interaction whose customer is to be called. `due` none: as soon as possible."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    queue_id: ItemId
    number: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    interaction_id: NoOrItemId = ""
    due: AwareDatetime | None = None
    why: LongText = ""


class ListAsk(BaseModel):
    """`open`: those still to be called, in the order of asking; else the latest first."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["", "open", "done", "failed", "cancelled"] = "open"
    queue: str = Field("", max_length=36)
    since: AwareDatetime | None = Field(None, alias="from")
    at_most: int = Field(100, ge=1, le=500)


class CallbackRecord(BaseModel):
    """`number` is masked."""

    id: str
    queue_id: str
    queue_name: str
    number: str
    origin: str
    state: str
    asked_at: datetime
    due: datetime | None
    ended_at: datetime | None
    tries: int
    why: str
    agent: str
    callback_of: str
    interaction_id: str


class CallbackPage(BaseModel):
    items: list[CallbackRecord]


class MissedCall(BaseModel):
    """A caller who was not served, has not been served since and is not promised a call."""

    interaction_id: str
    number: str
    at: datetime
    queue_id: str
    queue_name: str
    waited: float
    result: str
    times: int


class MissedCalls(BaseModel):
    items: list[MissedCall]


class CallbackMade(BaseModel):
    callback_id: str
