"""Which rule decides about a call, and what follows. Pure: the engine and the try-out ask the same."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from lingtong.floor.outbound_rules.classes import class_of, home_of
from lingtong.floor.outbound_rules.config import NumberClass, OutboundRule, Use
from lingtong.switch.numbers import e164

if TYPE_CHECKING:
    from lingtong.floor.center import Center


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """`number` as it is dialed. `agent_id` is empty where a flow or a rule of a queue calls."""

    tenant_id: str
    number: str
    use: Use
    agent_id: str = ""
    queue_id: str = ""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """`rule` is None where no rule fits: then the right to dial and the order of the trunks decide alone.

    `trunks` are names, the first to be tried first; empty where none leads outside.
    """

    allowed: bool
    number_class: NumberClass
    rule: OutboundRule | None = None
    trunks: tuple[str, ...] = ()
    caller_number: str = ""
    do_not_call: bool = False


def decide(center: "Center", asked: Asked, now: datetime) -> Decision:
    kind = _class(center, asked)
    rules = sorted(_rules(center, asked), key=lambda rule: (rule.order, rule.name, rule.id))
    rule = next((rule for rule in rules if _fits(center, rule, asked, kind, now)), None)
    usual = asked.use in ("callback", "fax")
    if rule is None:
        trunks = _trunks(center, asked.tenant_id, ())
        caller = _caller(center, asked.tenant_id, trunks)
        return Decision(
            allowed=True, number_class=kind, trunks=trunks, caller_number=caller, do_not_call=usual
        )
    trunks = _trunks(center, asked.tenant_id, rule.trunks)
    return Decision(
        allowed=rule.allow,
        number_class=kind,
        rule=rule,
        trunks=trunks,
        caller_number=rule.caller_number or _caller(center, asked.tenant_id, trunks),
        do_not_call=usual if rule.do_not_call == "as_usual" else rule.do_not_call == "obeyed",
    )


def _class(center: "Center", asked: Asked) -> NumberClass:
    agents = center.agents.values()
    if any(one.agent_number == asked.number and one.tenant_id == asked.tenant_id for one in agents):
        return "internal"
    region = _region(center, asked.tenant_id)
    trunks = (one for one in center.trunks.values() if one.tenant_id == asked.tenant_id)
    own = frozenset(one.caller_number for one in trunks if one.caller_number)
    return class_of(asked.number, region, home_of(own, region))


def _rules(center: "Center", asked: Asked) -> Iterable[OutboundRule]:
    return (rule for rule in center.outbound_rules.values() if rule.tenant_id == asked.tenant_id)


def _fits(center: "Center", rule: OutboundRule, asked: Asked, kind: NumberClass, now: datetime) -> bool:
    if kind == "emergency" and not rule.allow and kind not in rule.classes:
        return False
    if rule.uses and asked.use not in rule.uses:
        return False
    if rule.classes and kind not in rule.classes:
        return False
    if rule.queues and asked.queue_id not in rule.queues:
        return False
    calendar = center.calendars.get(rule.calendar_id)
    if calendar is not None and not calendar.is_open(now):
        return False
    return _begins(center, rule, asked) and _of_people(center, rule, asked.agent_id)


def _begins(center: "Center", rule: OutboundRule, asked: Asked) -> bool:
    if not rule.prefixes:
        return True
    full = e164(asked.number, _region(center, asked.tenant_id)) or asked.number
    return full.startswith(rule.prefixes) or asked.number.startswith(rule.prefixes)


def _of_people(center: "Center", rule: OutboundRule, agent_id: str) -> bool:
    agent = center.agents.get(agent_id)
    if rule.teams and (agent is None or agent.team_id not in rule.teams):
        return False
    return not rule.roles or center.roles_of_agents.get(agent_id, "") in rule.roles


def _trunks(center: "Center", tenant_id: str, chosen: tuple[str, ...]) -> tuple[str, ...]:
    usable = [
        trunk
        for trunk in center.trunks.values()
        if trunk.tenant_id == tenant_id and trunk.enabled and trunk.outbound
    ]
    if not chosen:
        return tuple(trunk.name for trunk in sorted(usable, key=lambda trunk: (trunk.order, trunk.name)))
    by_id = {trunk.id: trunk.name for trunk in usable}
    return tuple(by_id[trunk_id] for trunk_id in chosen if trunk_id in by_id)


def _caller(center: "Center", tenant_id: str, trunks: tuple[str, ...]) -> str:
    mine = {
        trunk.name: trunk.caller_number for trunk in center.trunks.values() if trunk.tenant_id == tenant_id
    }
    return mine.get(trunks[0], "") if trunks else ""


def _region(center: "Center", tenant_id: str) -> str:
    tenant = center.tenants.get(tenant_id)
    return tenant.region if tenant is not None else "CN"
