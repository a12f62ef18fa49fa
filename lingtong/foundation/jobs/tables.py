from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.db import Base


class JobRow(Base):
    """Of one tenant or of the house. `lease` names the run that has it until `leased_until`."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_due", "gave_up_at", "due_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    tenant_id: Mapped[str | None] = mapped_column(String(36), index=True)
    key: Mapped[str | None] = mapped_column(String(160), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    payload: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(String(36))
    leased_until: Mapped[datetime | None]
    gave_up_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
