from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base


class SkillRow(CatalogRow, Base):
    __tablename__ = "skills"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))


class TeamRow(CatalogRow, Base):
    __tablename__ = "teams"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    site_id: Mapped[str] = mapped_column(String(36))


class ReasonRow(CatalogRow, Base):
    __tablename__ = "reasons"
    __table_args__ = (unique_while_live("tenant_id", "code"),)

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    limit: Mapped[int]
    at_limit: Mapped[str] = mapped_column(String(10))
    quota: Mapped[int]
    approval: Mapped[bool]


class AgentRow(CatalogRow, Base):
    __tablename__ = "agents"
    __table_args__ = (
        unique_while_live("tenant_id", "agent_number"),
        unique_while_live("endpoint"),
    )

    agent_number: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(80))
    endpoint: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(10))
    persistent_leg: Mapped[bool]
    team_id: Mapped[str] = mapped_column(String(36))
    skills: Mapped[dict[str, Any]]
    queues: Mapped[list[Any]]
    dial_right: Mapped[str] = mapped_column(String(20))
    regions: Mapped[list[Any]]
    qualifications: Mapped[dict[str, Any]]
    rank: Mapped[int]
    pin_hash: Mapped[str] = mapped_column(String(200))
    greeting: Mapped[str] = mapped_column(String(48))
    mobile: Mapped[str] = mapped_column(String(40))
