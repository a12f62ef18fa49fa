from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base


class DecisionTableRow(CatalogRow, Base):
    __tablename__ = "decision_tables"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    xml: Mapped[str] = mapped_column(Text)
    compiled: Mapped[dict[str, Any]]
