from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base, OfTenant


class SurveyRow(CatalogRow, Base):
    __tablename__ = "surveys"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    greeting: Mapped[str] = mapped_column(String(48))
    questions: Mapped[list[Any]]
    share: Mapped[float]
    low: Mapped[int]
    box_id: Mapped[str] = mapped_column(String(36))


class SurveyAskedRow(OfTenant, Base):
    """One caller who was asked. `outcome` is empty while the survey goes on."""

    __tablename__ = "survey_asked"
    __table_args__ = (Index("ix_survey_asked_at", "tenant_id", "survey_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    interaction_id: Mapped[str] = mapped_column(String(36), index=True)
    survey_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime]
    agent_id: Mapped[str] = mapped_column(String(36), default="")
    queue_id: Mapped[str] = mapped_column(String(36), default="")
    how: Mapped[str] = mapped_column(String(12))
    outcome: Mapped[str] = mapped_column(String(8), default="")
    answers: Mapped[dict[str, Any]]
