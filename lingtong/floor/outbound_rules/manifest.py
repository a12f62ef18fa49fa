from collections.abc import Iterable, Sequence

from lingtong.floor.outbound_rules.config import OutboundRule
from lingtong.floor.outbound_rules.schemas import OutboundRuleBody
from lingtong.floor.outbound_rules.tables import OutboundRuleRow
from lingtong.foundation.catalog import Finding, Kind, Reference
from lingtong.foundation.db import Reading


def _references(rule: OutboundRule) -> Iterable[Reference]:
    for field, kind, ids in (
        ("teams", "teams", rule.teams),
        ("queues", "queues", rule.queues),
        ("trunks", "trunks", rule.trunks),
        ("calendar_id", "calendars", (rule.calendar_id,) if rule.calendar_id else ()),
    ):
        for item_id in ids:
            yield Reference(field, kind, item_id)


async def _findings(_: Reading, rule: OutboundRule) -> Sequence[Finding]:
    found = []
    if not rule.allow and "emergency" in rule.classes:
        message = "This rule keeps people from calling emergency services."
        found.append(Finding(field="classes", code="emergency_refused", message=message, severity="warning"))
    if not rule.allow and (rule.trunks or rule.caller_number):
        message = "A rule that refuses needs neither trunks nor a caller number."
        found.append(Finding(field="trunks", code="refuses_anyway", message=message, severity="warning"))
    return found


OUTBOUND_RULES = Kind(
    name="outbound-rules",
    item=OutboundRule,
    table=OutboundRuleRow,
    body=OutboundRuleBody,
    at_most=200,
    references=_references,
    findings=_findings,
)
