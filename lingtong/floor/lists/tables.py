from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base, OfTenant


class NumberListRow(CatalogRow, Base):
    __tablename__ = "number_lists"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(8))
    priority: Mapped[int]
    prompt: Mapped[str] = mapped_column(String(48))
    whisper: Mapped[bool]


class ListEntryRow(OfTenant, Base):
    """An entry of a list, a lock (`list_id` is "locked") or a suspicion ("suspected"); kept when it is over.

    `listed` is true while it counts: state active. Its end by `until` needs no change of the row.
    """

    __tablename__ = "list_entries"
    __table_args__ = (
        Index("ix_list_entries_live", "tenant_id", "listed", "list_id", "number", "is_prefix"),
        Index("ix_list_entries_page", "listed", "id"),
        Index("ix_list_entries_import", "tenant_id", "import_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    list_id: Mapped[str] = mapped_column(String(36))
    number: Mapped[str] = mapped_column(String(40), default="")
    is_prefix: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(8), default="active")
    listed: Mapped[bool] = mapped_column(default=True)
    why: Mapped[str] = mapped_column(String(200), default="")
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    asked_by: Mapped[str] = mapped_column(String(80), default="")
    approved_by: Mapped[str] = mapped_column(String(80), default="")
    interaction_id: Mapped[str] = mapped_column(String(36), default="")
    import_id: Mapped[str] = mapped_column(String(36), default="")
    reports: Mapped[int] = mapped_column(default=0)


class ListImportRow(OfTenant, Base):
    """A file of entries, taken in whole."""

    __tablename__ = "list_imports"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    list_id: Mapped[str] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(80))
    entries: Mapped[int]
    undone_at: Mapped[datetime | None]


class ListRevisionRow(Base):
    """One row: counts every change of entries, and lets one change at a time through."""

    __tablename__ = "list_revision"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]
