from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.db import Base, OfTenant


class MessageRow(OfTenant, Base):
    """To one agent or to one team; who gets it stands in `MessageReaderRow` from the moment of sending."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_sender", "tenant_id", "from_agent_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime]
    from_agent_id: Mapped[str] = mapped_column(String(36))
    to_agent_id: Mapped[str] = mapped_column(String(36), default="")
    to_team_id: Mapped[str] = mapped_column(String(36), default="")
    text: Mapped[str] = mapped_column(Text)


class MessageReaderRow(OfTenant, Base):
    __tablename__ = "message_readers"
    __table_args__ = (Index("ix_message_readers_unread", "tenant_id", "agent_id", "read_at"),)

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    read_at: Mapped[datetime | None]


class NoticeRow(OfTenant, Base):
    """`by` is the user who put it up. Both lists empty: for everybody."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_until", "tenant_id", "until"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(36))
    by_name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(String(10))
    until: Mapped[datetime]
    team_ids: Mapped[list[Any]]
    queue_ids: Mapped[list[Any]]


class NoticeReadRow(OfTenant, Base):
    __tablename__ = "notice_reads"

    notice_id: Mapped[str] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime]
