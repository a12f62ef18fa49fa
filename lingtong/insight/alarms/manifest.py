from collections.abc import Iterable

from lingtong.foundation.catalog import Kind, Reference
from lingtong.insight.alarms.config import AlarmRule
from lingtong.insight.alarms.schemas import AlarmRuleBody
from lingtong.insight.alarms.tables import AlarmRuleRow

KIND_OF = {
    "longest_wait": "queues",
    "waiting": "queues",
    "expected_wait": "queues",
    "service_level": "queues",
    "ready": "queues",
    "change": "queues",
    "messages_waiting": "queues",
    "oldest_message": "queues",
    "low_answers": "queues",
    "silence": "entry-points",
    "lines_held": "entry-points",
    "caps": "entry-points",
    "long_talk": "agents",
    "long_not_ready": "agents",
    "long_after_call_work": "agents",
    "phone_unreachable": "agents",
    "dead_air": "queues",
    "trunk_use": "trunks",
    "trunk_down": "trunks",
    "duty_gap": "duty-rosters",
}


def _references(rule: AlarmRule) -> Iterable[Reference]:
    kind = KIND_OF.get(rule.figure)
    if kind is not None:
        yield from (Reference(f"about.{at}", kind, thing) for at, thing in enumerate(rule.about))
    if rule.duty_roster_id:
        yield Reference("duty_roster_id", "duty-rosters", rule.duty_roster_id)


ALARM_RULES = Kind(
    name="alarm-rules",
    item=AlarmRule,
    table=AlarmRuleRow,
    body=AlarmRuleBody,
    at_most=200,
    references=_references,
)
