from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from lingtong.foundation.db import Reading, Work
from lingtong.foundation.identity.audit import store
from lingtong.foundation.identity.audit.model import START, Entry, canonical, hash_of
from lingtong.foundation.identity.model import Principal
from lingtong.foundation.identity.tables import AuditHeadRow, AuditRow
from lingtong.kit import Ids, SystemClock

PAGE = 500
STEP = 10_000
_ids = Ids()


class Broken(msgspec.Struct, frozen=True):
    """The first entry that is not as it was written."""

    sequence: int
    why: str


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Entries up to `checked` are as they were written; the chain went to `until` when it was looked at."""

    checked: int
    until: int
    broken: Broken | None = None


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


async def check(reader: Reading, after: int = 0, at_most: int = STEP) -> Step:
    """One bounded step of the walk, from just behind an entry that an earlier step has checked.

    Newest entry, end and entries are read in this order: what is appended meanwhile is no damage.
    """
    newest = await store.newest_sequence(reader.session)
    until, last = await store.end(reader.session)
    previous = await store.hash_at(reader.session, after) if after else START
    if previous is None:
        return Step(checked=after - 1, until=until, broken=Broken(after, "an entry is missing"))
    checked, goal = after, min(until, after + at_most)
    while checked < goal:
        rows = await store.between(reader.session, checked, goal, PAGE)
        if not rows:
            break
        for entry, kept in rows:
            broken = _damage(reader.tenant_id, checked + 1, previous, entry, kept)
            if broken:
                return Step(checked=checked, until=until, broken=broken)
            previous, checked = kept, entry.sequence
    does_not_end_there = checked == until and (previous != last or newest > until)
    if checked < goal or does_not_end_there:
        return Step(
            checked=checked, until=until, broken=Broken(checked + 1, "the end of the chain is missing")
        )
    return Step(checked=checked, until=until)


async def verify(reader: Reading) -> Broken | None:
    """Walk the tenant's whole chain; the first break, or None."""
    step = await check(reader)
    while not step.broken and step.checked < step.until:
        step = await check(reader, step.checked)
    return step.broken


def _damage(tenant_id: str, sequence: int, previous: str, entry: Entry, kept: str) -> Broken | None:
    if entry.sequence != sequence:
        return Broken(sequence, "an entry is missing")
    if entry.previous != previous or kept != hash_of(tenant_id, entry):
        return Broken(sequence, "the entry does not fit its hash")
    return None
