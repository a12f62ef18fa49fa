import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import msgspec

START = "0" * 64


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """`data` is canonical JSON."""

    sequence: int
    at: datetime
    actor: str
    agent_number: str | None
    act: str
    target: str
    data: str
    previous: str


def canonical(data: Any) -> str:
    """One text for one value: sorted keys, no spaces, no NaN."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def hash_of(tenant_id: str, entry: Entry) -> str:
    """SHA-256 over the canonical JSON of the entry, which holds the hash before it."""
    body = {
        "tenant_id": tenant_id,
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "agent_number": entry.agent_number,
        "act": entry.act,
        "target": entry.target,
        "data": entry.data,
        "previous": entry.previous,
    }
    return hashlib.sha256(canonical(body).encode()).hexdigest()
