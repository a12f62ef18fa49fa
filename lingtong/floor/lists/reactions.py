"""Facts of locks and suspicions become rows beside the entries. They arrive once, in order."""

from collections.abc import Sequence

from lingtong.floor.lists import store
from lingtong.floor.lists.events import (
    FalseReportMade,
    FalseReportTakenBack,
    LockApproved,
    LockAsked,
    LockDeclined,
    LockEnded,
    LockFact,
    SuspicionEnded,
    SuspicionFact,
)
from lingtong.floor.lists.model import LOCKED, SUSPECTED
from lingtong.floor.lists.tables import ListEntryRow
from lingtong.foundation.db import Work
from lingtong.foundation.journal.facts import Fact


async def take_facts(work: Work, facts: Sequence[Fact]) -> None:
    mine = [fact for fact in facts if isinstance(fact, LockFact | SuspicionFact)]
    rows = await store.by_ids(work.session, [_id(fact) for fact in mine]) if mine else {}
    for fact in mine:
        row = rows.get(_id(fact))
        if row is None:
            row = rows[_id(fact)] = _fresh(fact)
            work.session.add(row)
        if row.tenant_id != fact.tenant_id:
            continue
        if isinstance(fact, LockFact):
            project(row, fact)
        else:
            project_suspicion(row, fact)


def _id(fact: LockFact | SuspicionFact) -> str:
    return fact.lock_id if isinstance(fact, LockFact) else fact.suspicion_id


def _fresh(fact: LockFact | SuspicionFact) -> ListEntryRow:
    """Not `listed`: the engine itself keeps locks and suspicions."""
    return ListEntryRow(
        id=_id(fact),
        tenant_id=fact.tenant_id,
        list_id=LOCKED if isinstance(fact, LockFact) else SUSPECTED,
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


def project_suspicion(row: ListEntryRow, fact: SuspicionFact) -> None:
    match fact:
        case FalseReportMade():
            row.number, row.state, row.until = fact.number, "active", fact.until
            row.reports, row.asked_by, row.interaction_id = fact.reports, fact.agent_id, fact.interaction
        case FalseReportTakenBack():
            row.reports = fact.reports
        case SuspicionEnded():
            row.state, row.ended_at, row.approved_by = "ended", fact.at, fact.by or fact.agent_id
