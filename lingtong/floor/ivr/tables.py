from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base, OfTenant


class FlowRow(CatalogRow, Base):
    __tablename__ = "flows"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    start: Mapped[str] = mapped_column(String(40))
    nodes: Mapped[dict[str, Any]]
    idle_release: Mapped[float]
    returns: Mapped[bool]
    variables: Mapped[dict[str, Any]]
    otherwise: Mapped[str] = mapped_column(String(40))
    star: Mapped[str] = mapped_column(String(40))
    zero: Mapped[str] = mapped_column(String(40))
    layout: Mapped[dict[str, Any]]
    notes: Mapped[dict[str, Any]]


class EntryPointRow(CatalogRow, Base):
    """Numbers are unique among all tenants: a dialed number is all that the network tells of the tenant."""

    __tablename__ = "entry_points"
    __table_args__ = (unique_while_live("number"),)

    number: Mapped[str] = mapped_column(String(25))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    flow_id: Mapped[str] = mapped_column(String(36))
    media: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(5))
    browser: Mapped[bool]
    enabled: Mapped[bool]
    max_lines: Mapped[int]
    max_caps: Mapped[int]
    fax_queue_id: Mapped[str] = mapped_column(String(36))
    screening: Mapped[str] = mapped_column(String(8))
    screening_silence: Mapped[str] = mapped_column(String(5))
    suspect_days: Mapped[int]
    lock_after: Mapped[int]


class OwnPromptRow(OfTenant, Base):
    """The own recording that a tenant's callers hear: one of its versions, whose files are in the library."""

    __tablename__ = "own_prompts"
    __table_args__ = (UniqueConstraint("tenant_id", "language", "name"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    language: Mapped[str] = mapped_column(String(5))
    name: Mapped[str] = mapped_column(String(48))
    text: Mapped[str] = mapped_column(Text)
    seconds: Mapped[float]
    version: Mapped[int]
    source: Mapped[str] = mapped_column(String(12))
    changed_at: Mapped[datetime]
