from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from lingtong.foundation.db import Base, OfTenant


class SimulationRow(OfTenant, Base):
    """A question and its answer, both as JSON; the list of them reads no answers."""

    __tablename__ = "simulations"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    run: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = deferred(mapped_column(Text))
