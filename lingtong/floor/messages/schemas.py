from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from lingtong.floor.live.note_views import BoardNotice, MessageView

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
NoticeText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Id = Annotated[str, Field(max_length=36)]


class MessageAsk(BaseModel):
    """To an agent, or to a team: one of the two."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    text: Text
    to_agent_id: Id = ""
    to_team_id: Id = ""

    @model_validator(mode="after")
    def _one_of_two(self) -> "MessageAsk":
        if bool(self.to_agent_id) == bool(self.to_team_id):
            raise ValueError("choose an agent or a team")
        return self


class ReadAsk(BaseModel):
    model_config = ConfigDict(extra="forbid")

    message_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]


class MessageBody(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    message_id: str
    at: datetime
    from_agent_id: str
    from_name: str
    to_agent_id: str
    to_team_id: str
    text: str
    read_at: datetime | None


class MessagePage(BaseModel):
    """Newest first; `next` goes into `cursor` for older ones."""

    items: list[MessageBody]
    unread: int
    next: str | None


class Unread(BaseModel):
    unread: int


class Reader(BaseModel):
    agent_id: str
    name: str
    at: datetime | None


class Readers(BaseModel):
    readers: list[Reader]


class NoticeAsk(BaseModel):
    """Both lists empty: for everybody."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    text: NoticeText
    level: Literal["info", "important", "urgent"] = "info"
    until: AwareDatetime
    team_ids: Annotated[list[Id], Field(max_length=200)] = Field(default_factory=list)
    queue_ids: Annotated[list[Id], Field(max_length=200)] = Field(default_factory=list)


class NoticeBody(BaseModel):
    """`confirmed_at` is the reader's own."""

    notice_id: str
    at: datetime
    by_name: str
    text: str
    level: str
    until: datetime
    team_ids: list[str]
    queue_ids: list[str]
    confirmed_at: datetime | None = None


class Board(BaseModel):
    notices: list[NoticeBody]


def message_body(view: MessageView) -> MessageBody:
    return MessageBody.model_validate(view)


def notice_body(notice: BoardNotice, confirmed_at: datetime | None = None) -> NoticeBody:
    return NoticeBody(
        notice_id=notice.notice_id,
        at=notice.at,
        by_name=notice.by_name,
        text=notice.text,
        level=notice.level,
        until=notice.until,
        team_ids=list(notice.team_ids),
        queue_ids=list(notice.queue_ids),
        confirmed_at=confirmed_at,
    )
