from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lingtong.foundation.catalog.schemas import Body, ItemId, Name, OtherName

Text = Annotated[str, StringConstraints(max_length=20_000)]
Short = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
Number = Annotated[str, StringConstraints(max_length=40, strip_whitespace=True)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FaxRuleBody(Body):
    name: Name
    name_en: OtherName = ""
    queues: Annotated[list[ItemId], Field(max_length=500)] = Field(default_factory=list)
    answer_within: Annotated[float, Field(ge=0, le=30 * 86_400, allow_inf_nan=False)] = 14_400.0
    offered: bool = True
    offer_for: Annotated[float, Field(ge=10, le=3600, allow_inf_nan=False)] = 60.0
    at_once: Annotated[int, Field(ge=1, le=100)] = 3
    keep_days: Annotated[int, Field(ge=0, le=36_500)] = 0


class FaxRecord(BaseModel):
    """`error` is empty where it went well: a cause of the network, or the fax machine's own words.

    `gone`: pages that went over the line so far. `mine`: offered to whoever asks, until `offered_until`.
    """

    id: str
    direction: Literal["in", "out"]
    state: str
    number: str
    remote: str
    title: str
    note: str
    owner: str
    owner_name: str
    queue_id: str
    queue_name: str
    interaction_id: str
    reply_to: str
    batch_id: str
    created_at: datetime
    ended_at: datetime | None
    due: datetime | None
    pages: int
    size: int
    sha256: str
    tries: int
    seconds: float
    t38: bool
    error: str
    gone: int
    rate: int
    taken_at: datetime | None
    settled_at: datetime | None
    mine: bool
    offered_name: str
    offered_until: datetime | None
    held_by: str
    held_why: str
    removed_at: datetime | None


class FaxPage(BaseModel):
    items: list[FaxRecord]


class SendText(_Body):
    """A letter that is written here; a tab parts a label from its value at the right of the page.

    `reply_to` is a fax that came: its number is called.
    """

    title: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
    text: Text
    number: Number = ""
    reply_to: Annotated[str, StringConstraints(max_length=80)] = ""


class Change(_Body):
    """`act`: take it in hand, finish it, give it back, say no to an offer, or hand it on to `agent_id` or to
    the queue `queue_id`.
    """

    act: Literal["take", "finish", "release", "decline", "forward", "note"]
    agent_id: Annotated[str, StringConstraints(max_length=36)] = ""
    queue_id: Annotated[str, StringConstraints(max_length=36)] = ""
    note: Annotated[str, StringConstraints(max_length=5000)] = ""


class Work(BaseModel):
    """What waits for whoever asks: of the own queues, or all for a supervisor. `new` and `overdue` are in
    nobody's hand; `oldest` is when the first of these came.
    """

    offered: int
    new: int
    overdue: int
    in_hand: int
    oldest: datetime | None


class SendOn(_Body):
    number: Number
    title: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)] = ""


class MailOn(_Body):
    to: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}$")]
    note: Annotated[str, StringConstraints(max_length=2000)] = ""


class Why(_Body):
    why: Annotated[str, StringConstraints(min_length=2, max_length=200, strip_whitespace=True)]


class Sent(BaseModel):
    fax_id: str
    pages: int


class BatchMade(BaseModel):
    """`refused`: rows of the list that hold no number that can be called, the heading being row 1."""

    batch_id: str
    count: int
    pages: int
    refused: list[int]


class Batch(BaseModel):
    id: str
    title: str
    asked_at: datetime
    count: int
    states: dict[str, int]
    again: int
    pages: int
    gone: int


class DayFigures(BaseModel):
    day: date
    received: int = 0
    sent: int = 0
    failed: int = 0
    pages: int = 0


class EntryFigures(BaseModel):
    """By the number that was called; `name` is that of the entry point that has it now."""

    number: str
    name: str
    received: int
    pages: int
    failed: int


class Figures(BaseModel):
    """Of faxes that ended in the time. `failed_by` counts those that did not get through by their cause.

    `done` of those that came were settled in the time, `in_time` of these before they were due: the service
    level is their share among those that had to be done by a time. `waiting` and `overdue` are of now.
    """

    received: int
    sent: int
    pages_received: int
    pages_sent: int
    failed: int
    failed_by: dict[str, int] = Field(default_factory=dict)
    minutes: float
    mean_minutes: float
    done: int
    in_time: int
    service_level: float | None
    waiting: int
    overdue: int
    days: list[DayFigures] = Field(default_factory=list)
    entry_points: list[EntryFigures] = Field(default_factory=list)
