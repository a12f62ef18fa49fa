"""Facts become records: one function for each kind that changes a record. Facts arrive once, in order."""

from collections.abc import Callable
from typing import Any

from lingtong.interactions.events import (
    DataAttached,
    InteractionArrived,
    InteractionEnded,
    InteractionFact,
    InteractionQueued,
    NotesSaved,
    PartyJoined,
    PartyLeft,
    QueueLeft,
    RecordingStarted,
    WrapUpFinished,
    WrapUpStarted,
    WrapUpUnfinished,
)
from lingtong.interactions.tables import InteractionRow, PartRow
from lingtong.switch.numbers import e164


def fresh(fact: InteractionFact) -> InteractionRow:
    """A record that holds what any fact of it tells; its arrival fills in the rest."""
    return InteractionRow(
        id=fact.interaction_id,
        tenant_id=fact.tenant_id,
        direction="in",
        arrived_at=fact.at,
        number="",
        dialed="",
        entry_point_id="",
        language="zh",
        queue_id="",
        waited=0.0,
        talked=0.0,
        held=0.0,
        result="",
        disposition_id="",
        note="",
        has_recording=False,
        callback_of="",
        attached_data={},
        parts=[],
    )


def project(record: InteractionRow, fact: InteractionFact, region: str) -> None:
    if isinstance(fact, InteractionArrived):
        _arrived(record, fact, region)
        return
    react = _REACTIONS.get(type(fact))
    if react is not None:
        react(record, fact)


def changes_records(fact: InteractionFact) -> bool:
    return isinstance(fact, InteractionArrived) or type(fact) in _REACTIONS


def customer_number(fact: InteractionArrived, region: str = "CN") -> str:
    """The customer's number: who called in, or whom we called."""
    number = fact.ani if fact.direction == "in" else fact.dnis
    return e164(number, region) or number


def _arrived(record: InteractionRow, fact: InteractionArrived, region: str) -> None:
    record.direction = fact.direction
    record.arrived_at = fact.at
    record.number = customer_number(fact, region)
    record.dialed = fact.dnis
    record.entry_point_id = fact.entry_point_id
    record.language = fact.language
    record.queue_id = fact.queue_id or record.queue_id
    record.callback_of = fact.callback_of
    if fact.agent_id:
        _part(record, fact.agent_id, fact).took_part = True


def _attached(record: InteractionRow, fact: DataAttached) -> None:
    record.attached_data = {**record.attached_data, **fact.values}


def _queued(record: InteractionRow, fact: InteractionQueued) -> None:
    record.queue_id = fact.queue_id


def _queue_left(record: InteractionRow, fact: QueueLeft) -> None:
    record.waited += fact.waited


def _joined(record: InteractionRow, fact: PartyJoined) -> None:
    if fact.agent_id and fact.role != "supervisor":
        _part(record, fact.agent_id, fact).took_part = True


def _left(record: InteractionRow, fact: PartyLeft) -> None:
    if not fact.agent_id or fact.role == "supervisor":
        return
    part = _part(record, fact.agent_id, fact)
    part.talked += fact.talked
    part.held += fact.held
    record.talked += fact.talked
    record.held += fact.held


def _recorded(record: InteractionRow, _: RecordingStarted) -> None:
    record.has_recording = True


def _ended(record: InteractionRow, fact: InteractionEnded) -> None:
    record.ended_at = fact.at
    record.result = fact.result


def _wrap_up_started(record: InteractionRow, fact: WrapUpStarted) -> None:
    _part(record, fact.agent_id, fact)


def _notes_saved(record: InteractionRow, fact: NotesSaved) -> None:
    part = _part(record, fact.agent_id, fact)
    if fact.revision > part.notes_revision and not part.finished:
        part.notes_revision = fact.revision
        _write(part, fact.notes, fact.disposition_id, fact)


def _finished(record: InteractionRow, fact: WrapUpFinished) -> None:
    part = _part(record, fact.agent_id, fact)
    if not part.unfinished:  # the time of an unfinished wrap-up was charged when it ran out
        part.after_call_work += fact.after_call_work
    part.finished, part.unfinished = True, False
    _write(part, fact.notes, fact.disposition_id, fact)
    record.disposition_id = fact.disposition_id
    record.note = fact.notes or record.note


def _unfinished(record: InteractionRow, fact: WrapUpUnfinished) -> None:
    part = _part(record, fact.agent_id, fact)
    part.unfinished = not part.finished
    part.after_call_work += fact.after_call_work
    if fact.notes:
        _write(part, fact.notes, fact.disposition_id, fact)


def _write(part: PartRow, notes: str, disposition_id: str, fact: InteractionFact) -> None:
    part.notes, part.disposition_id, part.notes_at = notes, disposition_id, fact.at


def _part(record: InteractionRow, agent_id: str, fact: InteractionFact) -> PartRow:
    for part in record.parts:
        if part.agent_id == agent_id:
            return part
    part = PartRow(
        interaction_id=record.id,
        tenant_id=record.tenant_id,
        agent_id=agent_id,
        joined_at=fact.at,
        talked=0.0,
        held=0.0,
        after_call_work=0.0,
        took_part=False,
        unfinished=False,
        finished=False,
        notes="",
        notes_revision=0,
        disposition_id="",
    )
    record.parts.append(part)
    return part


_REACTIONS: dict[type[InteractionFact], Callable[[InteractionRow, Any], None]] = {
    DataAttached: _attached,
    InteractionQueued: _queued,
    QueueLeft: _queue_left,
    PartyJoined: _joined,
    PartyLeft: _left,
    RecordingStarted: _recorded,
    InteractionEnded: _ended,
    WrapUpStarted: _wrap_up_started,
    NotesSaved: _notes_saved,
    WrapUpFinished: _finished,
    WrapUpUnfinished: _unfinished,
}
