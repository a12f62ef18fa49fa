from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.db.base import Base, OfTenant


class OutgoingRow(OfTenant, Base):
    """`fact` is the JSON of a fact; it is published on `facts.{tenant}` and then forgotten."""

    __tablename__ = "outbox"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    fact: Mapped[str] = mapped_column(Text)
