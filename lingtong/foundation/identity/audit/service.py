from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from lingtong.foundation.db import Reading, Work
from lingtong.foundation.identity.audit import store
from lingtong.foundation.identity.audit.model import START, Entry, canonical, hash_of
from lingtong.foundation.identity.model import Principal
from lingtong.foundation.identity.tables import AuditHeadRow, AuditRow
from lingtong.kit import Ids, SystemClock

PAGE = 1000
_ids = Ids()


class Broken(msgspec.Struct, frozen=True):
    """The first entry that is not as it was written."""

    sequence: int
    why: str


async def record(
    work: Work, who: Principal, act: str, target: str = "", data: Mapping[str, Any] | None = None
) -> None:
    """Append in the transaction of the act. `data` holds no secret and no customer's number in clear text."""
    await record_by(work, who.login, who.agent_number, act, target, data)


async def record_by(
    work: Work,
    actor: str,
    agent_number: str | None,
    act: str,
    target: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """For what no signed-in person did: a log-in that failed, a command line, a job."""
    if not work.tenant_id:
        raise ValueError("an audit entry belongs to a tenant: write in the tenant's own session")
    end = await store.locked_head(work.session)
    if end is None:
        end = AuditHeadRow(id=_ids.new(), sequence=0, hash=START)
        work.session.add(end)
    entry = Entry(
        sequence=end.sequence + 1,
        at=SystemClock().now(),
        actor=actor,
        agent_number=agent_number,
        act=act,
        target=target,
        data=canonical(data or {}),
        previous=end.hash,
    )
    end.sequence, end.hash = entry.sequence, hash_of(work.tenant_id, entry)
    work.session.add(AuditRow(id=_ids.new(), hash=end.hash, **msgspec.structs.asdict(entry)))
    await work.session.flush()


async def newest(reader: Reading, before: int | None, at_most: int) -> Sequence[AuditRow]:
    """Newest first, from just before a sequence number."""
    return await store.before(reader.session, before, at_most)


async def verify(reader: Reading) -> Broken | None:
    """Walk the tenant's whole chain; the first break, or None."""
    previous, sequence = START, 0
    while rows := await store.after(reader.session, sequence, PAGE):
        for row in rows:
            if row.sequence != sequence + 1:
                return Broken(sequence + 1, "an entry is missing")
            if row.previous != previous or row.hash != hash_of(reader.tenant_id, _entry(row)):
                return Broken(row.sequence, "the entry does not fit its hash")
            previous, sequence = row.hash, row.sequence
        reader.session.expunge_all()
    end = await store.head(reader.session)
    if end is None and sequence == 0:
        return None
    if end is None or (end.sequence, end.hash) != (sequence, previous):
        return Broken(sequence + 1, "the end of the chain is missing")
    return None


def _entry(row: AuditRow) -> Entry:
    return Entry(
        sequence=row.sequence,
        at=row.at,
        actor=row.actor,
        agent_number=row.agent_number,
        act=row.act,
        target=row.target,
        data=row.data,
        previous=row.previous,
    )
