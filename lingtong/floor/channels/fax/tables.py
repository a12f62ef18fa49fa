from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base, OfTenant


class FaxRow(OfTenant, Base):
    """A fax that came or goes out. `number` is the other machine's; `error` why it did not get through.

    `sha256` and `size` are of its TIFF. `batch_id` joins those of one broadcast. `tries` count calls, `gone`
    pages that went over in the last. `due`: when one that waits is called, or one that came is to be done.
    `text`: what pages are still to be made of. `passed` are agents who did not take it when it was offered.
    """

    __tablename__ = "faxes"
    __table_args__ = (
        Index("ix_faxes_listed", "tenant_id", "direction", "created_at", "id"),
        Index("ix_faxes_batch", "tenant_id", "batch_id"),
        Index("ix_faxes_owner", "tenant_id", "owner", "state"),
        Index("ix_faxes_state", "direction", "state", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    direction: Mapped[str] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(String(40), default="")
    dnis: Mapped[str] = mapped_column(String(40), default="")
    remote: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    owner: Mapped[str] = mapped_column(String(36), default="")
    queue_id: Mapped[str] = mapped_column(String(36), default="")
    interaction_id: Mapped[str] = mapped_column(String(36), default="")
    reply_to: Mapped[str] = mapped_column(String(80), default="")
    batch_id: Mapped[str] = mapped_column(String(36), default="")
    asked_by: Mapped[str] = mapped_column(String(36), default="")
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    due: Mapped[datetime | None]
    pages: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    tries: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    rate: Mapped[int] = mapped_column(default=0)
    t38: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(String(200), default="")
    gone: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(Text, default="")
    taken_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    offered_to: Mapped[str] = mapped_column(String(36), default="")
    offered_until: Mapped[datetime | None]
    passed: Mapped[list[Any]] = mapped_column(default=list)
    held_by: Mapped[str] = mapped_column(String(120), default="")
    held_why: Mapped[str] = mapped_column(String(200), default="")
    removed_at: Mapped[datetime | None]


class FaxBatchRow(OfTenant, Base):
    """One document to many machines."""

    __tablename__ = "fax_batches"
    __table_args__ = (Index("ix_fax_batches_asked", "tenant_id", "asked_at", "id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(36), default="")
    count: Mapped[int] = mapped_column(default=0)


class FaxRuleRow(CatalogRow, Base):
    __tablename__ = "fax_rules"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    queues: Mapped[list[Any]]
    answer_within: Mapped[float]
    offered: Mapped[bool]
    offer_for: Mapped[float]
    at_once: Mapped[int]
    keep_days: Mapped[int]
