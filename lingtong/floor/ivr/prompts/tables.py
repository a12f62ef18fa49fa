from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base, OfTenant


class PromptVersionRow(OfTenant, Base):
    """One recording of one prompt in one language; its files lie in the library under its id.

    `import_id`: the bulk import that brought it.
    """

    __tablename__ = "prompt_versions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "language", "name", "version"),
        Index(None, "tenant_id", "import_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    language: Mapped[str] = mapped_column(String(5))
    name: Mapped[str] = mapped_column(String(48))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    seconds: Mapped[float]
    source: Mapped[str] = mapped_column(String(12))
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime]
    import_id: Mapped[str] = mapped_column(String(36))


class SpeechServiceRow(CatalogRow, Base):
    """What speaks texts or recognizes speech."""

    __tablename__ = "speech_services"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    does: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(12))
    enabled: Mapped[bool]
    place: Mapped[int]
    url: Mapped[str] = mapped_column(String(500))
    inside: Mapped[bool]
    headers: Mapped[list[Any]]
    body: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(String(120))
    voice_zh: Mapped[str] = mapped_column(String(80))
    voice_en: Mapped[str] = mapped_column(String(80))
    program: Mapped[str] = mapped_column(String(40))
    within: Mapped[float]
    sealed_key: Mapped[str] = mapped_column(Text)
