from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.db import Base, OfTenant


class RecordingRow(OfTenant, Base):
    """The index of recordings. `pauses` are pairs of seconds from the start; an open one ends with None.

    `complete`: nothing is known to be missing. `sha256`, `size` and `duration` are taken from the finished
    file; `checked_at` is when, also for a file that was not found.
    """

    __tablename__ = "recordings"
    __table_args__ = (
        Index("ix_recordings_interaction", "tenant_id", "interaction_id"),
        Index("ix_recordings_unchecked", "checked_at", "ended_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    interaction_id: Mapped[str] = mapped_column(String(36))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    complete: Mapped[bool] = mapped_column(default=True)
    pauses: Mapped[list[Any]]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    duration: Mapped[float | None]
    checked_at: Mapped[datetime | None]
