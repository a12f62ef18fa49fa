from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from lingtong.floor.live.figures import AlarmLevel

FigureName = Literal[
    "longest_wait",
    "waiting",
    "expected_wait",
    "service_level",
    "ready",
    "change",
    "silence",
    "long_talk",
    "long_not_ready",
    "long_after_call_work",
    "phone_unreachable",
    "dead_air",
    "recorder_failed",
    "disk_free",
    "trunk_use",
    "trunk_down",
    "ports_use",
    "duty_gap",
    "service_down",
    "lines_held",
    "caps",
    "center_lines",
    "center_caps",
    "faxes_waiting",
    "faxes_overdue",
    "oldest_fax",
    "messages_waiting",
    "oldest_message",
    "low_answers",
]
Delivery = Literal["screen", "sound", "mail", "webhook", "duty"]


class AlarmRule(msgspec.Struct, frozen=True, kw_only=True):
    """`limit` is in the figure's unit: seconds, a number, or a share from 0 to 1.

    `about` names the queues, agents, trunks or entry points that the rule is for; none means all. It stands
    when the figure was beyond the limit for `enter_after` seconds, and is over when it was on the good side
    of `leave_share` of the limit for `leave_after` seconds. By `duty` the officer of `duty_roster_id` who is
    on duty then gets a message at the seat, and a letter where a mail address is known.
    """

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    figure: FigureName
    about: tuple[str, ...] = ()
    limit: float
    level: AlarmLevel = "alert"
    enter_after: float = 15.0
    leave_share: float = 0.8
    leave_after: float = 30.0
    deliver: tuple[Delivery, ...] = ("screen",)
    mail_to: tuple[str, ...] = ()
    webhook: str = ""
    duty_roster_id: str = ""
    enabled: bool = True


def silences(rules: Iterable[AlarmRule], queues: Mapping[str, str]) -> dict[str, float]:
    """The shortest silence that a rule wants to know of, for each queue that one is for.

    `queues` are all, with the tenant of each. Nobody looks at the talks of other queues.
    """
    found: dict[str, float] = {}
    for rule in rules:
        if rule.figure != "dead_air" or not rule.enabled:
            continue
        for queue_id, tenant_id in queues.items():
            if tenant_id == rule.tenant_id and (not rule.about or queue_id in rule.about):
                found[queue_id] = min(found.get(queue_id, rule.limit), rule.limit)
    return found
