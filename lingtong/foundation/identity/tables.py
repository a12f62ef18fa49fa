from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.db import Base, OfTenant

ID = String(36)


class TenantRow(Base):
    """`code` is what people type at log-in."""

    __tablename__ = "tenants"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    region: Mapped[str] = mapped_column(String(2), default="CN")
    timezone: Mapped[str] = mapped_column(String(60), default="Asia/Shanghai")
    language: Mapped[str] = mapped_column(String(5), default="zh")
    created_at: Mapped[datetime]


class RoleRow(OfTenant, Base):
    __tablename__ = "roles"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name"),
        CheckConstraint("dial_right IN ('internal', 'national', 'international')", name="dial_right"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    permissions: Mapped[list[Any]]
    dial_right: Mapped[str] = mapped_column(String(20))


class UserRow(OfTenant, Base):
    """A retired user keeps the row and the login: what they did stays theirs."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("tenant_id", "login"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    login: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(80))
    role_id: Mapped[str] = mapped_column(ForeignKey("roles.id"), index=True)
    language: Mapped[str] = mapped_column(String(5), default="zh")
    password_hash: Mapped[str] = mapped_column(String(255))
    locked: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]
    agent_id: Mapped[str | None] = mapped_column(ID, unique=True)
    agent_number: Mapped[str | None] = mapped_column(String(20))
    totp_secret: Mapped[str | None] = mapped_column(String(255))
    totp_pending: Mapped[str | None] = mapped_column(String(255))
    totp_step: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class SessionRow(OfTenant, Base):
    """Tokens are kept as SHA-256. The previous one is good until a little after the new one came."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    previous_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    previous_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    rotated_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]  # the password was given once more


class ThrottleRow(Base):
    """Failed log-ins by SHA-256 of a login or of an address: of no tenant, because nobody is known yet."""

    __tablename__ = "log_in_throttle"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int]
    began_at: Mapped[datetime] = mapped_column(index=True)


class AuditRow(OfTenant, Base):
    """`data` is canonical JSON text, so that the hash is over the very bytes that are kept."""

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("tenant_id", "sequence"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    sequence: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    agent_number: Mapped[str | None] = mapped_column(String(20))
    act: Mapped[str] = mapped_column(String(80), index=True)
    target: Mapped[str] = mapped_column(String(120))
    data: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHeadRow(OfTenant, Base):
    """The end of each tenant's chain: appending locks it, and a chain cut short no longer reaches it."""

    __tablename__ = "audit_heads"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
