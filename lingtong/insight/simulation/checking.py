"""What is wrong with a change, all of it at once: unknown names, impossible values, rules that contradict."""

from collections.abc import Mapping
from typing import Any

import msgspec

from lingtong.floor.center import Center
from lingtong.floor.routing.config import QueueConfig
from lingtong.insight.simulation.errors import ChangeRefused

# What a rule may be changed to. Rules about known customers are left out: a simulated caller has no past.
RULES = frozenset(
    """
    after_wait aging callback callback_after choice goal_seconds goal_share lend_while_waiting
    max_expected_wait max_wait max_waiting no_agents overflow_queue preferred priority ring_for rings
    short_abandoned skills unanswered weight
    """.split()
)
LEVELS = range(1, 11)
MOST = 86_400  # seconds, points or callers


class Check:
    """Collects what is wrong, each with its field, so that all is said at once."""

    def __init__(self, center: Center) -> None:
        self.center = center
        self.errors: list[dict[str, object]] = []
        self._queues = {queue.number: queue.id for queue in center.queues.values()}
        self._agents = {agent.agent_number: agent.id for agent in center.agents.values()}
        self._skills = {skill.name: skill.id for skill in center.skills.values()}

    def wrong(self, field: str, code: str, message: str, **params: object) -> None:
        self.errors.append({"field": field, "code": code, "message": message, "params": params})

    def queue(self, key: str, field: str) -> str:
        found = key if key in self.center.queues else self._queues.get(key, "")
        if not found:
            self.wrong(field, "unknown_queue", f"There is no queue {key}.", name=key)
        return found

    def agent(self, key: str, field: str) -> str:
        found = key if key in self.center.agents else self._agents.get(key, "")
        if not found:
            self.wrong(field, "unknown_agent", f"There is no agent {key}.", name=key)
        return found

    def levels(self, given: Mapping[str, int], field: str) -> dict[str, int]:
        found = {}
        for name, level in given.items():
            skill_id = name if name in self.center.skills else self._skills.get(name, "")
            if not skill_id:
                self.wrong(f"{field}.{name}", "unknown_skill", f"There is no skill {name}.", name=name)
            elif level not in LEVELS:
                self.wrong(
                    f"{field}.{name}", "level", f"The level of {name} must be from 1 to 10.", name=name
                )
            else:
                found[skill_id] = level
        return found

    def done(self) -> None:
        if self.errors:
            raise ChangeRefused(self.errors)


def with_rules(queue: QueueConfig, rules: Mapping[str, Any], check: Check) -> QueueConfig:
    field = f"queues.{queue.number}.rules"
    for name in sorted(set(rules) - RULES):
        check.wrong(f"{field}.{name}", "unknown_rule", f"{name} is no rule that can be tried.", name=name)
    values = {name: value for name, value in rules.items() if name in RULES}
    for name in ("skills", "preferred"):
        if isinstance(values.get(name), dict):
            values[name] = check.levels(values[name], f"{field}.{name}")
    if values.get("overflow_queue"):
        values["overflow_queue"] = check.queue(str(values["overflow_queue"]), f"{field}.overflow_queue")
    if isinstance(values.get("rings"), list | tuple):
        values["rings"] = [
            _ring(ring, f"{field}.rings.{place}", check) for place, ring in enumerate(values["rings"])
        ]
    if isinstance(values.get("after_wait"), list | tuple):
        values["after_wait"] = [
            _after_wait(rule, f"{field}.after_wait.{place}", check)
            for place, rule in enumerate(values["after_wait"])
        ]
    try:
        found = msgspec.convert({**msgspec.to_builtins(queue), **values}, QueueConfig)
    except msgspec.ValidationError as error:
        check.wrong(field, "form", f"The rules of {queue.number} cannot be read: {error}.", name=queue.number)
        return queue
    _check_rules(found, field, check)
    return found


def _ring(ring: Any, field: str, check: Check) -> Any:
    """With ids in the place of names; what is no ring at all is refused by its form."""
    if not isinstance(ring, dict):
        return ring
    found = dict(ring)
    if isinstance(ring.get("skills"), dict):
        found["skills"] = check.levels(ring["skills"], f"{field}.skills")
    if isinstance(ring.get("borrow"), list | tuple):
        found["borrow"] = [check.queue(str(key), f"{field}.borrow") for key in ring["borrow"]]
    return found


def _after_wait(rule: Any, field: str, check: Check) -> Any:
    if not isinstance(rule, dict) or rule.get("do") != "queue":
        return rule
    return {**rule, "target": check.queue(str(rule.get("target", "")), f"{field}.target")}


def _check_rules(queue: QueueConfig, field: str, check: Check) -> None:
    for name in ("aging", "max_wait", "max_waiting", "max_expected_wait", "lend_while_waiting", "priority"):
        if not 0 <= getattr(queue, name) <= MOST:
            check.wrong(f"{field}.{name}", "range", f"{name} must be from 0 to {MOST}.", most=MOST)
    if not 0 < queue.goal_share <= 1 or not 0 < queue.goal_seconds <= MOST:
        check.wrong(f"{field}.goal_share", "range", "The goal is a share up to 1 within some seconds.")
    if queue.weight < 1 or not 0 < queue.ring_for <= MOST:
        check.wrong(f"{field}.weight", "range", "weight and ring_for must be above 0.")
    if queue.overflow_queue == queue.id:
        check.wrong(f"{field}.overflow_queue", "circle", f"{queue.number} cannot overflow to itself.")
    after = 0.0
    for place, rule in enumerate(queue.after_wait):
        if not after < rule.after <= MOST:
            message = f"Rule {place + 1} after a wait must come after the one before it."
            check.wrong(f"{field}.after_wait.{place}", "rule_order", message, number=place + 1)
        after = rule.after
    _check_rings(queue, field, check)


def _check_rings(queue: QueueConfig, field: str, check: Check) -> None:
    asked, after = dict(queue.skills), 0.0
    for place, ring in enumerate(queue.rings):
        here = f"{field}.rings.{place}"
        if not after < ring.after <= MOST:
            message = f"Ring {place + 1} must begin after the ring before it, and after 0 seconds."
            check.wrong(here, "ring_order", message, number=place + 1)
        after = ring.after
        if ring.skills and all(ring.skills.get(skill, 0) >= level for skill, level in asked.items()):
            message = f"Ring {place + 1} asks for no less than the ring before it, so it adds nobody."
            check.wrong(here, "ring_adds_nobody", message, number=place + 1)
        asked = dict(ring.skills) or asked
        if queue.id in ring.borrow:
            message = f"Ring {place + 1} borrows from its own queue."
            check.wrong(here, "borrows_itself", message, number=place + 1)


def goes_in_a_circle(queue: QueueConfig, center: Center) -> bool:
    here, seen = queue.overflow_queue, set[str]()
    while here in center.queues and here not in seen and here != queue.id:
        seen.add(here)
        here = center.queues[here].overflow_queue
    return here == queue.id
