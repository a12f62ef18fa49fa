from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base, OfTenant


class TrunkRow(CatalogRow, Base):
    """Names are unique among all tenants: the switch tells of a trunk by its name."""

    __tablename__ = "trunks"
    __table_args__ = (unique_while_live("name"),)

    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    host: Mapped[str] = mapped_column(String(255))
    port: Mapped[int]
    transport: Mapped[str] = mapped_column(String(10))
    username: Mapped[str] = mapped_column(String(120))
    sealed_password: Mapped[str] = mapped_column(String(600))
    allowed_ips: Mapped[list[Any]]
    order: Mapped[int]
    enabled: Mapped[bool]
    outbound: Mapped[bool]
    caller_number: Mapped[str] = mapped_column(String(25))
    t38: Mapped[bool]


class DeskPhoneRow(CatalogRow, Base):
    __tablename__ = "desk_phones"
    __table_args__ = (unique_while_live("name"),)

    name: Mapped[str] = mapped_column(String(40))
    display_name: Mapped[str] = mapped_column(String(80))
    sealed_secret: Mapped[str] = mapped_column(String(600))


class BrowserPhoneRow(OfTenant, Base):
    """The account of one agent's browser phone. It outlives a change to a desk phone and back."""

    __tablename__ = "browser_phones"

    agent_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    sealed_secret: Mapped[str] = mapped_column(String(600))
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
