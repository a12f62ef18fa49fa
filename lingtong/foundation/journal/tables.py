from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.db import Base, OfTenant


class FactRow(OfTenant, Base):
    """A fact as it was shipped out of the journal. `sequence` grows in the journal's order, with gaps."""

    __tablename__ = "facts"
    __table_args__ = (
        Index("ix_facts_interaction", "tenant_id", "interaction_id"),
        Index("ix_facts_at", "tenant_id", "at"),
    )

    sequence: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    id: Mapped[str] = mapped_column(String(36), unique=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(60))
    interaction_id: Mapped[str] = mapped_column(String(36), default="")
    agent_id: Mapped[str] = mapped_column(String(36), default="")
    body: Mapped[str] = mapped_column(Text)
