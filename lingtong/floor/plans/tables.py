from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base


class PlanRow(CatalogRow, Base):
    __tablename__ = "plans"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    overflow: Mapped[dict[str, Any]]
    flows: Mapped[dict[str, Any]]
    heavy_load: Mapped[list[Any]]
    callbacks_only: Mapped[list[Any]]
    most_hours: Mapped[float]
