"""What people write to each other, as the screens see it."""

from datetime import datetime
from typing import Literal

import msgspec


class MessageView(msgspec.Struct, frozen=True, kw_only=True):
    """An internal message, to one agent or to a team. `read_at` is the reader's own."""

    message_id: str
    at: datetime
    from_agent_id: str
    from_name: str
    to_agent_id: str = ""
    to_team_id: str = ""
    text: str
    read_at: datetime | None = None


class MessageNew(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="message.new"):
    """For the screens of `agent_ids`: who gets it, and who wrote it."""

    agent_ids: tuple[str, ...]
    message: MessageView


class BoardNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice to teams and to the agents of queues; to everybody where both are empty."""

    notice_id: str
    at: datetime
    by_name: str
    text: str
    level: Literal["info", "important", "urgent"]
    until: datetime
    team_ids: tuple[str, ...] = ()
    queue_ids: tuple[str, ...] = ()


class NoticeBoard(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="notice.board"):
    """A notice is on the board, or `gone` before its time, for the screens of `agent_ids`."""

    agent_ids: tuple[str, ...]
    notice: BoardNotice
    gone: bool = False
