from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lingtong.foundation.db import Base, OfTenant


class InteractionRow(OfTenant, Base):
    """`number` is the customer's, in E.164 where it has that form. Durations are in seconds.

    `note` and `disposition_id` are those of the latest finished wrap-up.
    """

    __tablename__ = "interactions"
    __table_args__ = (
        Index("ix_interactions_number", "tenant_id", "number", "arrived_at"),
        Index("ix_interactions_arrived", "tenant_id", "arrived_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    direction: Mapped[str] = mapped_column(String(8))
    arrived_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    number: Mapped[str] = mapped_column(String(40), default="")
    dialed: Mapped[str] = mapped_column(String(40), default="")
    entry_point_id: Mapped[str] = mapped_column(String(36), default="")
    language: Mapped[str] = mapped_column(String(5), default="zh")
    queue_id: Mapped[str] = mapped_column(String(36), default="")
    waited: Mapped[float] = mapped_column(default=0.0)
    talked: Mapped[float] = mapped_column(default=0.0)
    held: Mapped[float] = mapped_column(default=0.0)
    result: Mapped[str] = mapped_column(String(24), default="")
    disposition_id: Mapped[str] = mapped_column(String(36), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    has_recording: Mapped[bool] = mapped_column(default=False)
    callback_of: Mapped[str] = mapped_column(String(36), default="")
    attached_data: Mapped[dict[str, Any]]
    parts: Mapped[list["PartRow"]] = relationship(lazy="selectin", order_by="PartRow.joined_at")


class PartRow(OfTenant, Base):
    """One agent's part in an interaction: time, note and wrap-up. A note's older revision never wins.

    `unfinished`: the wrap-up ran out of time and waits for its agent.
    """

    __tablename__ = "interaction_parts"
    __table_args__ = (
        Index("ix_interaction_parts_agent", "tenant_id", "agent_id", "joined_at"),
        Index("ix_interaction_parts_unfinished", "tenant_id", "agent_id", "unfinished"),
    )

    interaction_id: Mapped[str] = mapped_column(ForeignKey("interactions.id"), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    joined_at: Mapped[datetime]
    talked: Mapped[float] = mapped_column(default=0.0)
    held: Mapped[float] = mapped_column(default=0.0)
    after_call_work: Mapped[float] = mapped_column(default=0.0)
    took_part: Mapped[bool] = mapped_column(default=False)
    unfinished: Mapped[bool] = mapped_column(default=False)
    finished: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(Text, default="")
    notes_revision: Mapped[int] = mapped_column(default=0)
    notes_at: Mapped[datetime | None]
    disposition_id: Mapped[str] = mapped_column(String(36), default="")
