from collections.abc import Iterable, Sequence

from lingtong.floor.recording.config import RecordingRule
from lingtong.floor.recording.schemas import RecordingRuleBody
from lingtong.floor.recording.tables import RecordingRuleRow
from lingtong.floor.recording.weakening import weakens
from lingtong.foundation.catalog import Finding, Kind, Reference
from lingtong.foundation.db import Reading

FEWEST_DAYS = 365  # what an emergency center must keep
_KINDS = (("queues", "queues"), ("teams", "teams"), ("agents", "agents"), ("entry_points", "entry-points"))


def _references(rule: RecordingRule) -> Iterable[Reference]:
    for field, kind in _KINDS:
        for item_id in getattr(rule, field):
            yield Reference(field, kind, item_id)


async def _findings(_: Reading, rule: RecordingRule) -> Sequence[Finding]:
    found = []
    if rule.keep_days and rule.archive_after_days >= rule.keep_days:
        message = "archive_after_days: the file is removed before it would move to the archive."
        found.append(Finding(field="archive_after_days", code="archive_too_late", message=message))
    if 0 < rule.keep_days < FEWEST_DAYS:
        message = f"keep_days: less than {FEWEST_DAYS} days; some trades must keep recordings for a year."
        found.append(Finding(field="keep_days", code="kept_shortly", message=message, severity="warning"))
    if rule.record and rule.share == 0:
        message = "share: 0 percent records nobody."
        found.append(Finding(field="share", code="share_of_none", message=message, severity="warning"))
    return found


RECORDING_RULES = Kind(
    name="recording-rules",
    item=RecordingRule,
    table=RecordingRuleRow,
    body=RecordingRuleBody,
    at_most=200,
    references=_references,
    findings=_findings,
    weakens=weakens,
)
