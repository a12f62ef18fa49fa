"""Calls that the switch served alone while no engine answered, taken into the records afterwards.

The dialplan writes one line a call, tab-separated: the unique id of Asterisk, dialed number, caller, start,
answer, end (seconds since 1970), phone, recording. Ids of the facts follow from the unique id, so that taking
the same line in twice changes nothing.
"""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

import msgspec
import structlog

from lingtong.floor.center import Center
from lingtong.foundation.journal.facts import Fact
from lingtong.interactions.events import (
    InteractionArrived,
    InteractionEnded,
    PartyJoined,
    RecordingEnded,
    RecordingStarted,
)

log = structlog.get_logger()


class DegradedCall(msgspec.Struct, frozen=True, kw_only=True):
    unique_id: str
    dialed: str
    caller: str
    started: datetime
    answered: datetime | None
    ended: datetime
    phone: str
    recording_id: str


def read(text: str) -> list[DegradedCall]:
    """The calls of a file; a line that cannot be read is logged and left out."""
    calls = []
    for row, line in enumerate(text.splitlines(), 1):
        fields = line.split("\t")
        try:
            calls.append(_call(fields))
        except (ValueError, OverflowError) as error:
            log.error("degraded.line_unreadable", row=row, error=str(error))
    return calls


def facts_of(call: DegradedCall, center: Center) -> list[Fact]:
    """What happened in one call; nothing when its number is no entry point any more."""
    entry = next((entry for entry in center.entry_points.values() if entry.number == call.dialed), None)
    if entry is None:
        log.error("degraded.entry_point_gone")
        return []
    interaction_id = _id(call, "interaction")

    def about(name: str, at: datetime) -> dict[str, object]:
        return {
            "id": _id(call, name),
            "tenant_id": entry.tenant_id,
            "at": at,
            "interaction_id": interaction_id,
        }

    made: list[Fact] = [
        InteractionArrived(
            **about("arrived", call.started),  # type: ignore[arg-type]
            direction="in",
            ani=call.caller,
            dnis=call.dialed,
            entry_point_id=entry.id,
            language=entry.language,
        )
    ]
    if call.recording_id:
        made.append(RecordingStarted(**about("recording", call.started), recording_id=call.recording_id))  # type: ignore[arg-type]
    if call.answered is not None:
        agent_id = next((agent.id for agent in center.agents.values() if agent.endpoint == call.phone), "")
        joined = about("joined", call.answered)
        made.append(PartyJoined(**joined, leg_id=f"{call.unique_id}-phone", role="agent", agent_id=agent_id))  # type: ignore[arg-type]
    if call.recording_id:
        made.append(RecordingEnded(**about("recorded", call.ended), recording_id=call.recording_id))  # type: ignore[arg-type]
    made.append(
        InteractionEnded(
            **about("ended", call.ended),  # type: ignore[arg-type]
            result="degraded",
            cause="normal" if call.answered else "no_answer",
            clearing_party="unknown",
            lasted=(call.ended - call.started).total_seconds(),
        )
    )
    return made


def _call(fields: list[str]) -> DegradedCall:
    unique_id, dialed, caller, started, answered, ended, phone, recording_id = fields
    return DegradedCall(
        unique_id=unique_id,
        dialed=dialed,
        caller=caller,
        started=_time(started),
        answered=_time(answered) if answered else None,
        ended=_time(ended),
        phone=phone,
        recording_id=recording_id,
    )


def _time(text: str) -> datetime:
    return datetime.fromtimestamp(float(text), UTC)


def _id(call: DegradedCall, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"lingtong:degraded:{call.unique_id}:{name}"))
