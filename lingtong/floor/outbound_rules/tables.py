from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base


class OutboundRuleRow(CatalogRow, Base):
    __tablename__ = "outbound_rules"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    order: Mapped[int]
    allow: Mapped[bool]
    uses: Mapped[list[Any]]
    classes: Mapped[list[Any]]
    prefixes: Mapped[list[Any]]
    teams: Mapped[list[Any]]
    roles: Mapped[list[Any]]
    queues: Mapped[list[Any]]
    calendar_id: Mapped[str] = mapped_column(String(36))
    trunks: Mapped[list[Any]]
    caller_number: Mapped[str] = mapped_column(String(25))
    do_not_call: Mapped[str] = mapped_column(String(10))
