"""Facts of locks become rows beside the entries. They arrive once, in order."""

from collections.abc import Sequence

from lingtong.floor.lists import store
from lingtong.floor.lists.events import LockApproved, LockAsked, LockDeclined, LockEnded, LockFact
from lingtong.floor.lists.model import LOCKED
from lingtong.floor.lists.tables import ListEntryRow
from lingtong.foundation.db import Work
from lingtong.foundation.journal.facts import Fact


async def take_facts(work: Work, facts: Sequence[Fact]) -> None:
    mine = [fact for fact in facts if isinstance(fact, LockFact)]
    rows = await store.by_ids(work.session, [fact.lock_id for fact in mine]) if mine else {}
    for fact in mine:
        row = rows.get(fact.lock_id)
        if row is None:
            row = rows[fact.lock_id] = _fresh(fact)
            work.session.add(row)
        if row.tenant_id == fact.tenant_id:
            project(row, fact)


def _fresh(fact: LockFact) -> ListEntryRow:
    """Not `listed`: the engine itself keeps locks."""
    return ListEntryRow(
        id=fact.lock_id,
        tenant_id=fact.tenant_id,
        list_id=LOCKED,
        number="",
        is_prefix=False,
        state="asked",
        listed=False,
        why="",
        since=fact.at,
        asked_by="",
        approved_by="",
        interaction_id="",
        import_id="",
    )


def project(row: ListEntryRow, fact: LockFact) -> None:
    match fact:
        case LockAsked():
            row.number, row.why, row.since = fact.number, fact.why, fact.at
            row.asked_by, row.interaction_id = fact.agent_id, fact.interaction
        case LockApproved(until=until):
            row.state, row.until, row.approved_by = "active", until, fact.by or fact.agent_id
        case LockDeclined():
            row.state, row.ended_at, row.approved_by = "declined", fact.at, fact.by or fact.agent_id
        case LockEnded():
            row.state, row.ended_at = "ended", fact.at
