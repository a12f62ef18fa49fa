"""Facts of faxes become their records, and jobs for what is to be done next."""

from collections.abc import Sequence

from lingtong.floor.channels.fax import store
from lingtong.floor.channels.fax.events import FaxBegun, FaxFact, FaxOver, FaxPaged
from lingtong.floor.channels.fax.model import MOVES, Cue, State, next_try
from lingtong.floor.channels.fax.tables import FaxRow
from lingtong.foundation.db import Work
from lingtong.foundation.jobs import enqueue
from lingtong.foundation.journal.facts import Fact
from lingtong.kit import step

TAKE_IN, SEND, MAIL = "fax.take_in", "fax.send", "fax.mail"


async def take_facts(work: Work, facts: Sequence[Fact]) -> None:
    """New facts only, in order, in the transaction that stores them."""
    mine = [fact for fact in facts if isinstance(fact, FaxFact)]
    rows = await store.by_ids(work.session, (fact.fax_id for fact in mine)) if mine else {}
    for fact in mine:
        row = rows.get(fact.fax_id)
        if row is None:
            row = rows[fact.fax_id] = fresh(fact)
            work.session.add(row)
        if row.tenant_id == fact.tenant_id:
            await _project(work, row, fact)


def fresh(fact: FaxFact) -> FaxRow:
    return store.new_row(
        id=fact.fax_id,
        tenant_id=fact.tenant_id,
        direction=fact.direction,
        state=State.RECEIVING if fact.direction == "in" else State.SENDING,
        number=fact.number,
        queue_id=fact.queue_id,
        interaction_id=fact.interaction,
        created_at=fact.at,
    )


async def _project(work: Work, row: FaxRow, fact: FaxFact) -> None:
    match fact:
        case FaxBegun(dnis=dnis, title=title):
            row.dnis, row.title = dnis or row.dnis, row.title or title
            row.interaction_id = fact.interaction or row.interaction_id
            row.gone = 0
            if State(row.state) is State.WAITING:
                row.state = step(MOVES, State(row.state), Cue.DIALED)
        case FaxPaged():
            row.gone, row.rate = max(row.gone, fact.pages), fact.rate
        case FaxOver():
            row.gone = fact.pages
            row.rate, row.t38, row.error = fact.rate, fact.t38, fact.error[:200]
            row.remote, row.seconds = fact.remote[:40], row.seconds + fact.seconds
            if fact.direction == "out":
                row.tries += 1
                await _sent(work, row, fact)
            payload = {"fax_id": row.id, "tenant_id": row.tenant_id}
            await enqueue(work, TAKE_IN, payload, key=f"{TAKE_IN}:{row.id}:{row.tries}")


async def _sent(work: Work, row: FaxRow, fact: FaxOver) -> None:
    """Sent, or once more later. One that went to a caller's own machine is over with the call."""
    state = State(row.state)
    if state not in (State.WAITING, State.SENDING):
        return
    if fact.ok:
        row.state, row.pages = step(MOVES, state, Cue.DELIVERED), row.pages or fact.pages
        row.ended_at, row.due = fact.at, None
        return
    again = None if row.interaction_id else next_try(fact.error, row.tries, fact.at)
    row.state = step(MOVES, state, Cue.GIVEN_UP if again is None else Cue.DELAYED)
    row.due, row.ended_at = again, fact.at if again is None else None
    if again is not None:
        payload = {"fax_id": row.id, "tenant_id": row.tenant_id}
        await enqueue(work, SEND, payload, due=again)
