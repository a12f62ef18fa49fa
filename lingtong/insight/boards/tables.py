from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base, OfTenant


class BoardRow(CatalogRow, Base):
    """Kept like an administrator's item; it is edited in the wallboard's own editor."""

    __tablename__ = "boards"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    theme: Mapped[str] = mapped_column(String(10))
    diagonal: Mapped[float]
    distance: Mapped[float]
    rotate: Mapped[int]
    pages: Mapped[list[Any]]


class BoardMessageRow(OfTenant, Base):
    """The line for all walls; one row for each tenant that ever had one."""

    __tablename__ = "board_messages"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    text: Mapped[str] = mapped_column(String(120))
    level: Mapped[str] = mapped_column(String(10))
    until: Mapped[datetime | None] = mapped_column(default=None)
    by: Mapped[str] = mapped_column(String(80))
