from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.db import Base, OfTenant


class CatalogRow(OfTenant):
    """Base of a kind's table; the other columns are named as the item's fields.

    A retired item keeps its row: records name it for ever.
    """

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None] = mapped_column(default=None, index=True)


class CatalogRevisionRow(Base):
    """One row: counts every save of every tenant, and lets one save at a time through."""

    __tablename__ = "catalog_revision"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]


def unique_while_live(*columns: str) -> Index:
    """No two live items alike; a retired one gives its number back."""
    live = text("retired_at IS NULL")
    return Index(None, *columns, unique=True, sqlite_where=live, postgresql_where=live)
