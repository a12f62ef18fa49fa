from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base, OfTenant


class AlarmRuleRow(CatalogRow, Base):
    __tablename__ = "alarm_rules"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    figure: Mapped[str] = mapped_column(String(30))
    about: Mapped[list[Any]]
    limit: Mapped[float]
    level: Mapped[str] = mapped_column(String(10))
    enter_after: Mapped[float]
    leave_share: Mapped[float]
    leave_after: Mapped[float]
    deliver: Mapped[list[Any]]
    mail_to: Mapped[list[Any]]
    webhook: Mapped[str] = mapped_column(String(500))
    duty_roster_id: Mapped[str] = mapped_column(String(36))
    enabled: Mapped[bool]


class AlarmRow(OfTenant, Base):
    """Once `left_at` is set it is history. While it is not, there is one of a rule and a thing."""

    __tablename__ = "alarms"
    __table_args__ = (
        Index(
            None,
            "tenant_id",
            "rule_id",
            "about_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(36))
    level: Mapped[str] = mapped_column(String(10))
    about_kind: Mapped[str] = mapped_column(String(20))
    about_id: Mapped[str] = mapped_column(String(36))
    about: Mapped[str] = mapped_column(String(80))
    about_en: Mapped[str] = mapped_column(String(80))
    value: Mapped[float]
    began_at: Mapped[datetime] = mapped_column(index=True)
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    owner_id: Mapped[str] = mapped_column(String(36), default="")
    owner: Mapped[str] = mapped_column(String(80), default="")
    shelved_until: Mapped[datetime | None] = mapped_column(default=None)
    shelved_why: Mapped[str] = mapped_column(String(200), default="")
