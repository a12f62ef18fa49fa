from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.db import Base, OfTenant


class AttendanceRow(OfTenant, Base):
    """One agent on one day of the tenant's time zone. `seconds` by state, `reasons` by not-ready reason.

    Counts what has ended; what still runs stands in `SeatNowRow`.
    """

    __tablename__ = "attendance"
    __table_args__ = (Index("ix_attendance_day", "tenant_id", "day"),)

    agent_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    first_in: Mapped[datetime]
    last_out: Mapped[datetime]
    sessions: Mapped[int] = mapped_column(default=0)
    overruns: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[dict[str, Any]]
    reasons: Mapped[dict[str, Any]]


class SeatNowRow(OfTenant, Base):
    """The state in which an agent's seat is since its last fact."""

    __tablename__ = "attendance_now"

    agent_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    reason_id: Mapped[str] = mapped_column(String(36))
    since: Mapped[datetime]
