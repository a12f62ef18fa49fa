"""The tenant's chain of hashes over its recordings: what each file was when it was kept."""

import hashlib
from datetime import datetime

import msgspec

from lingtong.floor.recording import store
from lingtong.floor.recording.tables import RecordingLinkRow, RecordingRow
from lingtong.foundation.db import Reading, Work

START = "0" * 64
PAGE = 1000


class Broken(msgspec.Struct, frozen=True):
    """The first link that is not as it was made."""

    sequence: int
    why: str


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a link pins: the sound as it was recorded, the file as it was kept, and each second of that."""

    recording_id: str
    interaction_id: str
    serial: int
    started_at: datetime
    sha256: str
    size: int
    form: str
    kept_sha256: str
    kept_size: int
    seconds_sha256: str


def content_of(row: RecordingRow, digests: bytes) -> str:
    content = Content(
        recording_id=row.id,
        interaction_id=row.interaction_id,
        serial=row.serial,
        started_at=row.started_at,
        sha256=row.sha256,
        size=row.size,
        form=row.form,
        kept_sha256=row.kept_sha256,
        kept_size=row.kept_size,
        seconds_sha256=hashlib.sha256(digests).hexdigest(),
    )
    return msgspec.json.encode(content, order="deterministic").decode()


async def add(work: Work, row: RecordingRow, digests: bytes, at: datetime) -> None:
    """One after the other: the caller holds the write lock of its database."""
    last = await store.last_link(work.session)
    sequence, previous = (last.sequence + 1, last.hash) if last is not None else (1, START)
    content = content_of(row, digests)
    work.session.add(
        RecordingLinkRow(
            recording_id=row.id,
            sequence=sequence,
            at=at,
            content=content,
            previous=previous,
            hash=_hash(row.tenant_id, sequence, content, previous),
        )
    )
    await work.session.flush()


async def verify(reader: Reading) -> Broken | None:
    """Walk the whole chain; the first break, or None."""
    previous, sequence = START, 0
    while links := await store.links_after(reader.session, sequence, PAGE):
        for link in links:
            if link.sequence != sequence + 1:
                return Broken(sequence + 1, "a link is missing")
            wanted = _hash(reader.tenant_id, link.sequence, link.content, link.previous)
            if link.previous != previous or link.hash != wanted:
                return Broken(link.sequence, "the link does not fit its hash")
            previous, sequence = link.hash, link.sequence
        reader.session.expunge_all()
    return None


def _hash(tenant_id: str, sequence: int, content: str, previous: str) -> str:
    return hashlib.sha256(f"{tenant_id}\n{sequence}\n{previous}\n{content}".encode()).hexdigest()
