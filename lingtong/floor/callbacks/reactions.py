"""Facts become records of callbacks. They arrive once, in order."""

from lingtong.floor.callbacks.events import (
    CallbackAsked,
    CallbackAskedAgain,
    CallbackDelayed,
    CallbackEnded,
    CallbackFact,
    CallbackStarted,
)
from lingtong.floor.callbacks.tables import CallbackRow


def fresh(fact: CallbackFact) -> CallbackRow:
    return CallbackRow(
        id=fact.callback_id,
        tenant_id=fact.tenant_id,
        queue_id="",
        number="",
        origin="line",
        state="waiting",
        asked_at=fact.at,
        first_at=fact.at,
        tries=0,
        why="",
        agent_id="",
        callback_of="",
        interaction_id="",
    )


def project(row: CallbackRow, fact: CallbackFact) -> None:
    match fact:
        case CallbackAsked():
            row.queue_id, row.number, row.origin = fact.queue_id, fact.number, fact.origin
            row.asked_at, row.first_at, row.due = fact.at, fact.first_at, fact.due
            row.callback_of, row.agent_id, row.why = fact.callback_of, fact.agent_id, fact.why
            row.state = "scheduled" if fact.due is not None else "waiting"
        case CallbackAskedAgain(due=due):
            row.due = due if row.state == "scheduled" else row.due
        case CallbackStarted(interaction=interaction_id, agent_id=agent_id, tries=tries):
            row.state, row.due, row.tries = "calling", None, tries
            row.interaction_id, row.agent_id = interaction_id, agent_id or row.agent_id
        case CallbackDelayed(due=due, cause=cause):
            row.state, row.due, row.why = "scheduled", due, cause
        case CallbackEnded(outcome=outcome, why=why):
            row.state, row.why, row.ended_at, row.due = outcome, why, fact.at, None
            row.interaction_id = fact.interaction or row.interaction_id
