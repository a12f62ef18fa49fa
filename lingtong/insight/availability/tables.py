from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.db import Base, OfTenant


class OutageRow(OfTenant, Base):
    """`began_at` lies `lasted` seconds before `ended_at`, whatever the clocks showed then."""

    __tablename__ = "outages"
    __table_args__ = (Index("ix_outages_ended", "tenant_id", "ended_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    lasted: Mapped[float]
    why: Mapped[str] = mapped_column(String(12))
    ended_by: Mapped[str] = mapped_column(String(12))
    node: Mapped[str] = mapped_column(String(80))


class CountedRow(OfTenant, Base):
    """From when on outages are recorded. A journal that begins anew begins the count anew."""

    __tablename__ = "outages_counted"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    since: Mapped[datetime]
