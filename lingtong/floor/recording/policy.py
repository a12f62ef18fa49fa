"""Who is recorded. Pure: the same contact and the same rules always give the same answer."""

import hashlib
from collections.abc import Iterable
from typing import Literal

import msgspec

from lingtong.floor.recording.config import PLAIN, RecordingRule

Answer = Literal["", "yes", "no", "silent"]
Why = Literal["rule", "queue", "share", "consent", "by_hand", "internal"]


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules look at. `consent` is what the caller has said; `asked_for`: somebody pressed record."""

    interaction_id: str
    tenant_id: str
    direction: str
    queue_id: str = ""
    agent_id: str = ""
    team_id: str = ""
    entry_point_id: str = ""
    consent: Answer = ""
    asked_for: bool = False
    queue_records: bool = True  # the queue's own switch, where no rule fits


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    record: bool
    why: Why
    rule: RecordingRule = PLAIN


def decide(rules: Iterable[RecordingRule], contact: Contact) -> Decision:
    rule = next((rule for rule in in_order(rules) if fits(rule, contact)), None)
    if rule is None:
        if contact.direction == "internal":
            return Decision(record=False, why="internal")
        return Decision(record=contact.queue_records, why="queue")
    no = _refusal(rule, contact)
    return Decision(record=no is None, why=no or "rule", rule=rule)


def in_order(rules: Iterable[RecordingRule]) -> list[RecordingRule]:
    return sorted((rule for rule in rules if rule.enabled), key=lambda rule: (rule.order, rule.id))


def fits(rule: RecordingRule, contact: Contact) -> bool:
    wanted = (
        (rule.queues, contact.queue_id),
        (rule.teams, contact.team_id),
        (rule.agents, contact.agent_id),
        (rule.entry_points, contact.entry_point_id),
    )
    return (
        rule.tenant_id == contact.tenant_id
        and rule.direction in ("any", contact.direction)
        and (contact.direction != "internal" or rule.direction == "internal")
        and all(not among or one in among for among, one in wanted)
    )


def in_share(interaction_id: str, share: float) -> bool:
    """Whether a contact is among the `share` percent: by its id, so that everybody finds the same."""
    drawn = int.from_bytes(hashlib.sha256(interaction_id.encode()).digest()[:8]) / 2**64
    return drawn * 100 < share


def _refusal(rule: RecordingRule, contact: Contact) -> Why | None:
    """What a caller refuses nobody may ask for."""
    if not rule.record:
        return "rule"
    if rule.consent == "given" and contact.consent != "yes":
        return "consent"
    if rule.consent == "not_refused" and contact.consent == "no":
        return "consent"
    if contact.asked_for:
        return None
    if rule.begins != "automatic":
        return "by_hand"
    return None if in_share(contact.interaction_id, rule.share) else "share"
