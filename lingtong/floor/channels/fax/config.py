"""What is done with faxes that came, and how long faxes are kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec


class FaxRule(msgspec.Struct, frozen=True, kw_only=True):
    """For faxes of these queues; without queues for all others, and for those that were sent.

    They are to be done `answer_within` seconds after they came; 0: at any time. Where they are `offered`, a
    ready agent of the queue has `offer_for` seconds to take one, while at most `at_once` are in that agent's
    hand. Pages are removed after `keep_days`; 0: never.
    """

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    queues: tuple[str, ...] = ()
    answer_within: float = 14_400.0
    offered: bool = True
    offer_for: float = 60.0
    at_once: int = 3
    keep_days: int = 0


# Where nobody has made a rule: a list from which everybody takes, for ever.
PLAIN = FaxRule(id="", tenant_id="", name="", answer_within=0.0, offered=False)


def rule_for(rules: Iterable[FaxRule], queue_id: str) -> FaxRule:
    """That which names the queue comes before that for all; of several, the first by name."""
    best = PLAIN
    for rule in sorted(rules, key=lambda one: one.name):
        if queue_id and queue_id in rule.queues:
            return rule
        if not rule.queues and best is PLAIN:
            best = rule
    return best


def due_at(rule: FaxRule, came: datetime) -> datetime | None:
    return came + timedelta(seconds=rule.answer_within) if rule.answer_within else None
