"""A line of the log out of each fact and each entry of the audit. Pure."""

from datetime import datetime
from typing import Any, Literal

import msgspec

Kind = Literal["session", "state", "contact", "watching", "admin"]
KINDS: tuple[Kind, ...] = ("session", "state", "contact", "watching", "admin")

# Facts that the log shows, by what they are about. All others are the floor's own bookkeeping.
SHOWN: dict[str, Kind] = {
    "agent.logged_in": "session",
    "agent.logged_out": "session",
    "agent.phone_chosen": "session",
    "agent.phone_reachability_changed": "session",
    "agent.desk_log_in_refused": "session",
    "agent.state_changed": "state",
    "agent.reason_overrun": "state",
    "agent.approval_asked": "state",
    "agent.approval_ended": "state",
    "agent.locked": "state",
    "agent.help_requested": "state",
    "agent.help_ended": "state",
    "offer.ended": "contact",
    "party.left": "contact",
    "wrap_up.finished": "contact",
    "wrap_up.unfinished": "contact",
    "supervision.started": "watching",
    "supervision.changed": "watching",
    "supervision.ended": "watching",
    "call.taken_over": "watching",
    "call.force_cleared": "watching",
}
# What a line says of its fact; ids become names on the way out.
_SAID = frozenset(
    {
        "state",
        "before",
        "lasted",
        "reason_id",
        "cause",
        "by",
        "why",
        "reachable",
        "endpoint",
        "limit",
        "outcome",
    }
    | {"waited", "on", "queue_id", "talked", "held", "mode", "target_id", "agent_id", "rang", "text"}
    | {"after_call_work"}
)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """`code` is the fact's or the act's own word. `actor` is who did it, where that is another."""

    at: datetime
    kind: Kind
    code: str
    actor: str = ""
    interaction_id: str = ""
    said: dict[str, Any] = {}


def of_fact(kind: str, at: datetime, body: dict[str, Any], agent_id: str) -> Line:
    """Of whoever watched: `actor` of a watched agent's line; of a watching one's, `target_id` stays."""
    actor = str(body.get("by", ""))
    if SHOWN[kind] == "watching" and body.get("agent_id") != agent_id:
        actor = str(body.get("agent_id", ""))
    said = {name: value for name, value in body.items() if name in _SAID and value not in ("", None)}
    return Line(
        at=at,
        kind=SHOWN[kind],
        code=kind,
        actor=actor if actor != agent_id else "",
        interaction_id=str(body.get("interaction_id", "")),
        said=said,
    )
