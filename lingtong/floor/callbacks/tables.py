from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base, OfTenant


class DoNotCallRow(CatalogRow, Base):
    __tablename__ = "do_not_call"
    __table_args__ = (unique_while_live("tenant_id", "number"),)

    number: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(200))


class CallbackRow(OfTenant, Base):
    """A promised call, open or over. `number` is the customer's, in E.164 where it has that form."""

    __tablename__ = "callbacks"
    __table_args__ = (
        Index("ix_callbacks_asked", "tenant_id", "asked_at", "id"),
        Index("ix_callbacks_number", "tenant_id", "number", "asked_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    queue_id: Mapped[str] = mapped_column(String(36), default="")
    number: Mapped[str] = mapped_column(String(40), default="")
    origin: Mapped[str] = mapped_column(String(12), default="line")
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    asked_at: Mapped[datetime]
    first_at: Mapped[datetime]
    due: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    why: Mapped[str] = mapped_column(String(200), default="")
    agent_id: Mapped[str] = mapped_column(String(36), default="")
    callback_of: Mapped[str] = mapped_column(String(36), default="")
    interaction_id: Mapped[str] = mapped_column(String(36), default="")
