from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base, OfTenant


class DutyRosterRow(CatalogRow, Base):
    __tablename__ = "duty_rosters"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    timezone: Mapped[str] = mapped_column(String(60))
    calendar_id: Mapped[str] = mapped_column(String(36))
    covers: Mapped[str] = mapped_column(String(10))
    weeks: Mapped[int]
    starts: Mapped[str] = mapped_column(String(10))
    officers: Mapped[list[Any]]
    shifts: Mapped[list[Any]]
    dated: Mapped[list[Any]]


class DutyNoteRow(OfTenant, Base):
    """What an officer leaves to the next one; never changed, never taken away."""

    __tablename__ = "duty_notes"
    __table_args__ = (Index("ix_duty_notes_roster", "tenant_id", "roster_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    roster_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime]
    user_id: Mapped[str] = mapped_column(String(36))
    by: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    read_by: Mapped[str] = mapped_column(String(80), default="")
