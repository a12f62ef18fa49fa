from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.floor.recording.config import Begins, Consent, Form, Silence
from lingtong.foundation.catalog.tables import CatalogRow, unique_while_live
from lingtong.foundation.db import Base, OfTenant


class RecordingRow(OfTenant, Base):
    """The index of recordings. `pauses` are pairs of seconds from the start; an open one ends with None.

    `complete`: nothing is known to be missing. `sha256`, `size` and `duration` are of the sound as the switch
    wrote it; `checked_at` is when they were taken, also for a file that was not found. What describes the
    contact (`number` to `segments`) follows when it is over.

    `form` is empty while the file lies as the switch wrote it; then `name` says where in its `tier`, with
    `kept_sha256` and `kept_size` of that file. `key_number` of 0: not encrypted. `silenced`: spans of pauses
    in which sound was found and made silent before anything was kept. `altered`: spans that the last look
    found changed, an empty list: none.
    """

    __tablename__ = "recordings"
    __table_args__ = (
        Index("ix_recordings_interaction", "tenant_id", "interaction_id"),
        Index("ix_recordings_unchecked", "checked_at", "ended_at"),
        Index("ix_recordings_started", "tenant_id", "started_at", "id"),
        Index("ix_recordings_number", "tenant_id", "number"),
        Index("ix_recordings_serial", "tenant_id", "serial", unique=True),
        Index("ix_recordings_keep_until", "keep_until"),
        Index("ix_recordings_archive_at", "archive_at"),
        Index("ix_recordings_key_number", "tenant_id", "key_number"),
        Index("ix_recordings_looked_at", "looked_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    serial: Mapped[int] = mapped_column(BigInteger)
    interaction_id: Mapped[str] = mapped_column(String(36))
    rule_id: Mapped[str] = mapped_column(String(36), default="")
    why: Mapped[str] = mapped_column(String(16), default="")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    complete: Mapped[bool] = mapped_column(default=True)
    pauses: Mapped[list[Any]]
    was_paused: Mapped[bool] = mapped_column(default=False)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    duration: Mapped[float | None]
    checked_at: Mapped[datetime | None]

    direction: Mapped[str] = mapped_column(String(8), default="")
    number: Mapped[str] = mapped_column(String(40), default="")
    dialed: Mapped[str] = mapped_column(String(40), default="")
    entry_point_id: Mapped[str] = mapped_column(String(36), default="")
    queue_id: Mapped[str] = mapped_column(String(36), default="")
    segments: Mapped[list[Any]] = mapped_column(default=list)

    form: Mapped[str] = mapped_column(String(8), default="")
    tier: Mapped[str] = mapped_column(String(8), default="local")
    name: Mapped[str] = mapped_column(String(160), default="")
    kept_sha256: Mapped[str] = mapped_column(String(64), default="")
    kept_size: Mapped[int] = mapped_column(BigInteger, default=0)
    kept_at: Mapped[datetime | None]
    key_number: Mapped[int] = mapped_column(default=0)
    wrapped_key: Mapped[str] = mapped_column(String(120), default="")
    silenced: Mapped[list[Any]] = mapped_column(default=list)
    silent: Mapped[bool] = mapped_column(default=False)
    keep_until: Mapped[datetime | None]
    archive_at: Mapped[datetime | None]
    held_by: Mapped[str] = mapped_column(String(120), default="")
    held_why: Mapped[str] = mapped_column(String(200), default="")
    removed_at: Mapped[datetime | None]
    removed_why: Mapped[str] = mapped_column(String(16), default="")
    looked_at: Mapped[datetime | None]
    altered: Mapped[list[Any]] = mapped_column(default=list)
    trouble: Mapped[str] = mapped_column(String(200), default="")


class RecordingPartyRow(OfTenant, Base):
    """Who is heard beside the customer."""

    __tablename__ = "recording_parties"
    __table_args__ = (Index("ix_recording_parties_agent", "tenant_id", "agent_id"),)

    recording_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(36), primary_key=True)


class RecordingWordRow(OfTenant, Base):
    """Words of the notes and data of a contact that has recordings."""

    __tablename__ = "recording_words"
    __table_args__ = (Index("ix_recording_words_word", "tenant_id", "word"),)

    interaction_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    word: Mapped[str] = mapped_column(String(40), primary_key=True)


class RecordingAccountRow(OfTenant, Base):
    """Every second of talk of one contact: recorded, or why not. `settled`: computed from all its facts."""

    __tablename__ = "recording_accounts"
    __table_args__ = (
        Index("ix_recording_accounts_at", "tenant_id", "at"),
        Index("ix_recording_accounts_settled", "settled", "at"),
        Index("ix_recording_accounts_unknown", "tenant_id", "unknown", "at"),
    )

    interaction_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime]
    settled: Mapped[bool] = mapped_column(default=False)
    talked: Mapped[float] = mapped_column(default=0.0)
    recorded: Mapped[float] = mapped_column(default=0.0)
    unknown: Mapped[float] = mapped_column(default=0.0)
    gaps: Mapped[list[Any]]


class RecordingSecondsRow(OfTenant, Base):
    """A digest of each second."""

    __tablename__ = "recording_seconds"

    recording_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digests: Mapped[bytes] = mapped_column(LargeBinary)


class RecordingLinkRow(OfTenant, Base):
    """One link of the tenant's chain of hashes over its recordings."""

    __tablename__ = "recording_links"
    __table_args__ = (Index("ix_recording_links_sequence", "tenant_id", "sequence", unique=True),)

    recording_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    content: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class RecordingNoteRow(OfTenant, Base):
    """A mark at a second, or with `at` of None a comment on the whole."""

    __tablename__ = "recording_notes"
    __table_args__ = (Index("ix_recording_notes_recording", "tenant_id", "recording_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    recording_id: Mapped[str] = mapped_column(String(36))
    at: Mapped[float | None]
    text: Mapped[str] = mapped_column(String(500))
    user_id: Mapped[str] = mapped_column(String(36))
    by: Mapped[str] = mapped_column(String(120))
    written_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class RecordingExportRow(OfTenant, Base):
    """Many recordings in one archive. `wanted` are their ids; `state`: waiting, ready, failed, gone."""

    __tablename__ = "recording_exports"
    __table_args__ = (Index("ix_recording_exports_asked", "tenant_id", "asked_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(36))
    by: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(200))
    wanted: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    missing: Mapped[list[Any]]
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    ready_at: Mapped[datetime | None]


class RecordingTokenRow(OfTenant, Base):
    """Lets a program pause and resume recordings. Only the hash of the token is kept."""

    __tablename__ = "recording_tokens"
    __table_args__ = (Index("ix_recording_tokens_hash", "hash", unique=True),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    label: Mapped[str] = mapped_column(String(80))
    hash: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


class RecordingRuleRow(CatalogRow, Base):
    __tablename__ = "recording_rules"
    __table_args__ = (unique_while_live("tenant_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    order: Mapped[int]
    enabled: Mapped[bool]
    queues: Mapped[list[Any]]
    teams: Mapped[list[Any]]
    agents: Mapped[list[Any]]
    entry_points: Mapped[list[Any]]
    direction: Mapped[str] = mapped_column(String(8))
    record: Mapped[bool]
    share: Mapped[float]
    begins: Mapped[Begins] = mapped_column(String(12))
    consent: Mapped[Consent] = mapped_column(String(12))
    beep_every: Mapped[float]
    silence: Mapped[Silence] = mapped_column(String(8))
    form: Mapped[Form] = mapped_column(String(8))
    level: Mapped[int]
    encrypted: Mapped[bool]
    keep_days: Mapped[int]
    archive_after_days: Mapped[int]
    unknown_waits: Mapped[bool]
