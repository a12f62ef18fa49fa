from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.db import Base, OfTenant


class FlowDraftRow(OfTenant, Base):
    """One draft a flow. Before the first publication the flow is its draft alone.

    `errors` and `warnings`: what the check found when it was saved.
    """

    __tablename__ = "flow_drafts"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    base_version: Mapped[int]
    flow: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(80))
    errors: Mapped[int]
    warnings: Mapped[int]


class FlowVersionRow(OfTenant, Base):
    """What was ever published, for ever: records and figures name it. `back_to`: it repeats this version."""

    __tablename__ = "flow_versions"
    __table_args__ = (Index("ix_flow_versions_replaced", "replaced_at"),)

    flow_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    flow: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(String(500), default="")
    back_to: Mapped[int] = mapped_column(default=0)
    replaced_at: Mapped[datetime | None]


class FlowTestsRow(OfTenant, Base):
    """The test cases of one flow."""

    __tablename__ = "flow_test_cases"

    flow_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    tests: Mapped[list[Any]]
    changed_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(80))


class FlowScheduleRow(OfTenant, Base):
    """A publication to come, with the flow as it was then. The job that bears `ticket` does it."""

    __tablename__ = "flow_schedules"

    flow_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    flow: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(80))
    login: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(String(500), default="")
    ticket: Mapped[str] = mapped_column(String(36))
    failed: Mapped[str] = mapped_column(String(60), default="")
