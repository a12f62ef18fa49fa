from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(max_length=20_000)]
Short = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
Number = Annotated[str, StringConstraints(max_length=40, strip_whitespace=True)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FaxRecord(BaseModel):
    """`error` is empty where it went well: a cause of the network, or the fax machine's own words."""

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
    """`act`: take it in hand, finish it, give it back, or hand it to `agent_id`."""

    act: Literal["take", "finish", "release", "forward", "note"]
    agent_id: Annotated[str, StringConstraints(max_length=36)] = ""
    note: Annotated[str, StringConstraints(max_length=5000)] = ""


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


class Figures(BaseModel):
    """Of faxes that ended in the time. `failed_by` counts those that did not get through by their cause."""

    received: int
    sent: int
    pages_received: int
    pages_sent: int
    failed: int
    failed_by: dict[str, int] = Field(default_factory=dict)
    minutes: float
