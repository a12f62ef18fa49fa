from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.floor.voicemail.config import MailPolicy, Unreached
from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base, OfTenant


class BoxRow(CatalogRow, Base):
    __tablename__ = "voicemail_boxes"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    agent_id: Mapped[str] = mapped_column(String(36))
    queue_id: Mapped[str] = mapped_column(String(36))
    greeting: Mapped[str] = mapped_column(String(48))
    longest: Mapped[float]
    silence: Mapped[float]
    quota: Mapped[int]
    keep_days: Mapped[int]
    mail_to: Mapped[str] = mapped_column(String(254))
    mail: Mapped[MailPolicy] = mapped_column(String(8))
    unreached: Mapped[Unreached] = mapped_column(String(8))
    ring_for: Mapped[float]
    trash_days: Mapped[int]


class MessageRow(OfTenant, Base):
    """A message that a caller has left; its sound is the recording of the same id.

    `kept`: the sound is where recordings are. `state`: new, in_hand, done. `removed_at`: out of the list.
    """

    __tablename__ = "voicemail_messages"
    __table_args__ = (
        Index("ix_voicemail_messages_box", "tenant_id", "box_id", "left_at"),
        Index("ix_voicemail_messages_kept", "kept", "left_at"),
        Index("ix_voicemail_messages_interaction", "tenant_id", "interaction_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    box_id: Mapped[str] = mapped_column(String(36))
    interaction_id: Mapped[str] = mapped_column(String(36))
    number: Mapped[str] = mapped_column(String(40))
    queue_id: Mapped[str] = mapped_column(String(36), default="")
    language: Mapped[str] = mapped_column(String(2), default="zh")
    left_at: Mapped[datetime]
    seconds: Mapped[float] = mapped_column(default=0.0)
    ended_by: Mapped[str] = mapped_column(String(8), default="")
    kept: Mapped[bool] = mapped_column(default=False)
    lost: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(8), default="new")
    owner_id: Mapped[str] = mapped_column(String(36), default="")
    owner: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    heard_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
