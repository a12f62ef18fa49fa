"""Calls that the switch served alone while no engine answered, taken into the records afterwards.

Ids of the facts follow from the call's id, so that taking the same call in twice changes nothing.
"""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

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
from lingtong.switch.events import DegradedCall

log = structlog.get_logger()


def facts_of(call: DegradedCall, center: Center) -> list[Fact]:
    """What happened in one call; nothing when its number is no entry point any more."""
    entry = next((entry for entry in center.entry_points.values() if entry.number == call.entry), None)
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
            **about("arrived", call.started_at),  # type: ignore[arg-type]
            direction="in",
            ani=call.caller,
            dnis=call.entry,
            entry_point_id=entry.id,
            language=entry.language,
        )
    ]
    if call.recording_id:
        made.append(RecordingStarted(**about("recording", call.started_at), recording_id=call.recording_id))  # type: ignore[arg-type]
    if call.answered_at is not None:
        agent_id = next((agent.id for agent in center.agents.values() if agent.endpoint == call.phone), "")
        joined = about("joined", call.answered_at)
        made.append(PartyJoined(**joined, leg_id=f"{call.call_id}-phone", role="agent", agent_id=agent_id))  # type: ignore[arg-type]
    if call.recording_id:
        made.append(RecordingEnded(**about("recorded", call.ended_at), recording_id=call.recording_id))  # type: ignore[arg-type]
    made.append(
        InteractionEnded(
            **about("ended", call.ended_at),  # type: ignore[arg-type]
            result="degraded",
            cause="normal" if call.answered_at else "no_answer",
            clearing_party="unknown",
            lasted=(call.ended_at - call.started_at).total_seconds(),
        )
    )
    return made


def _id(call: DegradedCall, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"lingtong:degraded:{call.call_id}:{name}"))
