import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lingtong.foundation.db import Work
from lingtong.foundation.jobs import store
from lingtong.foundation.jobs.tables import JobRow
from lingtong.kit import Ids, SystemClock

_ids, _clock = Ids(), SystemClock()


async def enqueue(
    work: Work,
    name: str,
    payload: Mapping[str, Any],
    *,
    due: datetime | None = None,
    key: str | None = None,
) -> str:
    """The job's id. `payload` is JSON. With a `key` there is at most one: asking again finds the first."""
    if key is not None:
        known = await store.by_key(work.session, key)
        if known is not None:
            return known.id
    now = _clock.now()
    row = JobRow(
        id=_ids.new(),
        tenant_id=work.tenant_id or None,
        key=key,
        name=name,
        payload=json.dumps(payload, ensure_ascii=False, allow_nan=False),
        due_at=due or now,
        created_at=now,
    )
    work.session.add(row)
    await work.session.flush()
    return row.id
