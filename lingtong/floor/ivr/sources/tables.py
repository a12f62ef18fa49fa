from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base, OfTenant


class HttpServiceRow(CatalogRow, Base):
    __tablename__ = "http_services"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    base_url: Mapped[str] = mapped_column(String(500))
    private: Mapped[bool]
    auth: Mapped[str] = mapped_column(String(10))
    username: Mapped[str] = mapped_column(String(255))
    key_name: Mapped[str] = mapped_column(String(60))
    sealed_secret: Mapped[str] = mapped_column(String(3000))
    within: Mapped[float]
    retries: Mapped[int]
    enabled: Mapped[bool]
    requests: Mapped[list[Any]]


class DataSourceRow(CatalogRow, Base):
    __tablename__ = "data_sources"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    columns: Mapped[list[Any]]
    host: Mapped[str] = mapped_column(String(255))
    port: Mapped[int]
    database: Mapped[str] = mapped_column(String(255))
    username: Mapped[str] = mapped_column(String(255))
    sealed_password: Mapped[str] = mapped_column(String(3000))
    private: Mapped[bool]
    encrypted: Mapped[bool]
    file: Mapped[str] = mapped_column(String(100))
    within: Mapped[float]
    enabled: Mapped[bool]
    queries: Mapped[list[Any]]


class DataRowRow(OfTenant, Base):
    """A row of a table of our own. `key` is the value of its first column."""

    __tablename__ = "data_rows"
    __table_args__ = (Index(None, "source_id", "key"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source_id: Mapped[str] = mapped_column(String(36))
    key: Mapped[str] = mapped_column(String(200))
    cells: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]


class SourceWriteRow(OfTenant, Base):
    """An errand that has written to a table of ours: it is not written again."""

    __tablename__ = "source_writes"

    errand_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class CallerPinRow(OfTenant, Base):
    """The account as the flow names it; of the PIN a hash alone."""

    __tablename__ = "caller_pins"
    __table_args__ = (UniqueConstraint("tenant_id", "account"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    account: Mapped[str] = mapped_column(String(120))
    hashed: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PinTryRow(OfTenant, Base):
    """Wrong PINs of one account, or from one number, since `began_at`. `what` is a keyed hash of which."""

    __tablename__ = "pin_tries"

    what: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int]
    began_at: Mapped[datetime] = mapped_column(index=True)
