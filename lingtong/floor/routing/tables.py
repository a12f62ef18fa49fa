from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base


class DispositionRow(CatalogRow, Base):
    __tablename__ = "dispositions"
    __table_args__ = (unique_while_live("tenant_id", "code"),)

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    group: Mapped[str] = mapped_column(String(80))
    group_en: Mapped[str] = mapped_column(String(80))


class SiteRow(CatalogRow, Base):
    __tablename__ = "sites"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    overflow_queue: Mapped[str] = mapped_column(String(36))
    number: Mapped[str] = mapped_column(String(40))
    unreached_to_box: Mapped[bool]
    open_messages: Mapped[bool]


class QueueRow(CatalogRow, Base):
    """Times in seconds."""

    __tablename__ = "queues"
    __table_args__ = (
        unique_while_live("tenant_id", "number"),
        unique_while_live("tenant_id", "name"),
    )

    number: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    skills: Mapped[dict[str, Any]]
    priority: Mapped[int]
    ring_for: Mapped[float]
    after_call_work: Mapped[float]
    extend_by: Mapped[float]
    announce_every: Mapped[float]
    announce_place: Mapped[bool]
    announce_wait: Mapped[bool]
    music: Mapped[str] = mapped_column(String(48))
    goal_seconds: Mapped[float]
    goal_share: Mapped[float]
    short_abandoned: Mapped[float]
    max_wait: Mapped[float]
    max_waiting: Mapped[int]
    overflow_queue: Mapped[str] = mapped_column(String(36))
    calendar_id: Mapped[str] = mapped_column(String(36))
    recorded: Mapped[bool]
    dispositions: Mapped[list[Any]]
    choice: Mapped[str] = mapped_column(String(20))
    preferred: Mapped[dict[str, Any]]
    rings: Mapped[list[Any]]
    lend_while_waiting: Mapped[int]
    aging: Mapped[float]
    weight: Mapped[int]
    last_agent: Mapped[bool]
    last_agent_days: Mapped[int]
    hold_for: Mapped[float]
    by_region: Mapped[bool]
    qualification: Mapped[str] = mapped_column(String(80))
    declined: Mapped[str] = mapped_column(String(10))
    unanswered: Mapped[str] = mapped_column(String(10))
    busy: Mapped[str] = mapped_column(String(10))
    unreachable: Mapped[str] = mapped_column(String(10))
    max_expected_wait: Mapped[float]
    no_agents: Mapped[str] = mapped_column(String(10))
    no_agents_number: Mapped[str] = mapped_column(String(40))
    after_wait: Mapped[list[Any]]
    heavy_load_wait: Mapped[float]
    callback: Mapped[str] = mapped_column(String(16))
    callback_after: Mapped[float]
    callback_key: Mapped[str] = mapped_column(String(1))
    callback_tries: Mapped[int]
    callback_again: Mapped[float]
    callback_calendar_id: Mapped[str] = mapped_column(String(36))
    callback_idle: Mapped[bool]
    pick_up_abandoned: Mapped[bool]
    say_agent_number: Mapped[bool]
    message_key: Mapped[str] = mapped_column(String(1))
    survey_id: Mapped[str] = mapped_column(String(36))
    whisper_queue: Mapped[bool]
    whisper_prompt: Mapped[str] = mapped_column(String(48))
    site_id: Mapped[str] = mapped_column(String(36))
