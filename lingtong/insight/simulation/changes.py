"""What if: a change is checked against the center as it is, then made to a copy of the day."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center
from lingtong.floor.routing import Acd
from lingtong.insight.simulation.checking import Check, goes_in_a_circle, with_rules
from lingtong.insight.simulation.model import Factor, Scenario, Shift

MOST_EXTRA = 2_000
MOST_AGENTS = 20_000  # more, in all queues together
MOST_TIMES = 10.0


class QueueChange(msgspec.Struct, frozen=True, kw_only=True):
    """`agents`: so many more, or fewer; those who are added have what the queue asks for, from `begins` to
    `ends` (hours of the day) or as long as any agent of the queue. `rules`: fields of the queue's
    configuration; a queue is named by its id or its number, a skill by its id or its name. The others are
    factors.
    """

    agents: int = 0
    begins: float | None = None
    ends: float | None = None
    volume: float = 1.0
    handling: float = 1.0
    patience: float = 1.0
    rules: dict[str, Any] = {}


class AgentChange(msgspec.Struct, frozen=True, kw_only=True):
    absent: bool = False
    skills: dict[str, int] | None = None
    queues: tuple[str, ...] | None = None


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """Keys are ids or numbers of queues and agents."""

    queues: dict[str, QueueChange] = {}
    agents: dict[str, AgentChange] = {}
    unanswered: float | None = None
    callbacks: float | None = None

    @property
    def is_empty(self) -> bool:
        return self == Changes()


def apply(changes: Changes, scenario: Scenario) -> Scenario:
    """The same day with other rules, agents and traffic. Refused like `changed_center`."""
    center = changed_center(changes, scenario.center)
    check = Check(scenario.center)
    shifts = dict(scenario.shifts)
    for agent_id, change in _agents(changes, check):
        if change.absent:
            shifts.pop(agent_id, None)
    agents, factors = dict(center.agents), dict(scenario.factors)
    for queue_id, queue_change in _queues(changes, check):
        factors[queue_id] = Factor(
            volume=queue_change.volume, handling=queue_change.handling, patience=queue_change.patience
        )
        if queue_change.agents > 0:
            _add_agents(center, queue_id, queue_change, agents, shifts, check)
        elif queue_change.agents < 0:
            _take_agents(center, queue_id, queue_change, shifts, check)
    check.done()
    return msgspec.structs.replace(
        scenario,
        center=msgspec.structs.replace(center, agents=agents),
        shifts=shifts,
        factors=factors,
        unanswered=scenario.unanswered if changes.unanswered is None else changes.unanswered,
        callbacks=scenario.callbacks if changes.callbacks is None else changes.callbacks,
    )


def changed_center(changes: Changes, center: Center) -> Center:
    """Refused with `ChangeRefused`: unknown names, rules that contradict each other, nobody left to serve."""
    check = Check(center)
    queues, agents = dict(center.queues), dict(center.agents)
    for queue_id, change in _queues(changes, check):
        _check_numbers(change, queue_id, check)
        queues[queue_id] = with_rules(center.queues[queue_id], change.rules, check)
    for agent_id, agent_change in _agents(changes, check):
        agents[agent_id] = _with_skills(center.agents[agent_id], agent_change, check)
    if changes.unanswered is not None and not 0 <= changes.unanswered < 1:
        check.wrong("unanswered", "range", "The share of unanswered offers must be from 0 to below 1.")
    if changes.callbacks is not None and not 0 <= changes.callbacks < 1:
        check.wrong("callbacks", "range", "The share of callbacks must be from 0 to below 1.")
    check.done()
    after = msgspec.structs.replace(center, queues=queues, agents=agents)
    _check_whole(changes, center, after, check)
    if sum(change.agents for _, change in _queues(changes, check) if change.agents > 0) > MOST_AGENTS:
        message = f"More than {MOST_AGENTS} agents are too many to play."
        check.wrong("queues", "too_many_agents", message, most=MOST_AGENTS)
    check.done()
    return after


def _queues(changes: Changes, check: Check) -> Iterator[tuple[str, QueueChange]]:
    yield from _named(changes.queues.items(), check.queue, "queues", check)


def _agents(changes: Changes, check: Check) -> Iterator[tuple[str, AgentChange]]:
    yield from _named(changes.agents.items(), check.agent, "agents", check)


def _named(items: Iterable[tuple[str, Any]], find: Any, kind: str, check: Check) -> Iterator[tuple[str, Any]]:
    seen = set()
    for key, change in items:
        found = find(key, f"{kind}.{key}")
        if found in seen:
            check.wrong(f"{kind}.{key}", "twice", f"{key} is changed twice.", name=key)
        elif found:
            seen.add(found)
            yield found, change


def _check_numbers(change: QueueChange, queue_id: str, check: Check) -> None:
    field = f"queues.{queue_id}"
    for name in ("volume", "handling", "patience"):
        least = 0.0 if name == "volume" else 0.01
        if not least <= getattr(change, name) <= MOST_TIMES:
            check.wrong(
                f"{field}.{name}", "range", f"{name}: a factor up to {MOST_TIMES:g}, 1 for no change."
            )
    if abs(change.agents) > MOST_EXTRA:
        check.wrong(f"{field}.agents", "range", f"agents: at most {MOST_EXTRA} more.")
    if change.begins is not None and change.ends is not None and not 0 <= change.begins < change.ends <= 24:
        check.wrong(f"{field}.begins", "hours", "The added agents must come before they go, within the day.")


def _with_skills(agent: AgentConfig, change: AgentChange, check: Check) -> AgentConfig:
    field = f"agents.{agent.agent_number}"
    if change.absent and (change.skills is not None or change.queues is not None):
        message = f"{agent.agent_number} cannot be absent and have other skills."
        check.wrong(field, "absent_and_changed", message, name=agent.agent_number)
    skills, queues = agent.skills, agent.queues
    if change.skills is not None:
        skills = check.levels(change.skills, f"{field}.skills")
    if change.queues is not None:
        queues = tuple(check.queue(key, f"{field}.queues") for key in change.queues)
    return msgspec.structs.replace(agent, skills=skills, queues=queues)


def _check_whole(changes: Changes, before: Center, after: Center, check: Check) -> None:
    for queue in after.queues.values():
        if goes_in_a_circle(queue, after):
            message = f"Callers who overflow from {queue.number} come back to it."
            check.wrong(f"queues.{queue.number}.rules.overflow_queue", "circle", message, name=queue.number)
    absent = {agent_id for agent_id, change in _agents(changes, check) if change.absent}
    had, have = _served(before, set()), _served(after, absent)
    added = {queue_id for queue_id, change in _queues(changes, check) if change.agents > 0}
    for queue_id in sorted(had - have - added):
        queue = after.queues[queue_id]
        message = f"Nobody could serve {queue.number} after this change."
        check.wrong(f"queues.{queue.number}", "nobody_serves", message, name=queue.number)


def _served(center: Center, absent: set[str]) -> set[str]:
    acd = Acd(center)
    return {
        queue_id for agent_id in center.agents if agent_id not in absent for queue_id in acd.able(agent_id)
    }


def _add_agents(
    center: Center,
    queue_id: str,
    change: QueueChange,
    agents: dict[str, AgentConfig],
    shifts: dict[str, tuple[Shift, ...]],
    check: Check,
) -> None:
    queue = center.queues[queue_id]
    acd = Acd(center)
    spans = [shift for agent_id, own in shifts.items() if queue_id in acd.able(agent_id) for shift in own]
    begins = min((shift.begins for shift in spans), default=0.0)
    ends = max((shift.ends for shift in spans), default=86_400.0)
    shift = Shift(
        begins if change.begins is None else change.begins * 3600.0,
        ends if change.ends is None else change.ends * 3600.0,
    )
    if shift.begins >= shift.ends:
        message = "The added agents must come before they go, within the day."
        return check.wrong(f"queues.{queue.number}.begins", "hours", message)
    for number in range(1, change.agents + 1):
        agent_id = f"added-{queue.number}-{number}"
        agents[agent_id] = AgentConfig(
            id=agent_id,
            tenant_id=queue.tenant_id,
            agent_number="",
            name=agent_id,
            endpoint="",
            skills=dict(queue.skills),
            queues=(queue.id,),
            qualifications={queue.qualification: ""} if queue.qualification else {},
        )
        shifts[agent_id] = (shift,)


def _take_agents(
    center: Center,
    queue_id: str,
    change: QueueChange,
    shifts: dict[str, tuple[Shift, ...]],
    check: Check,
) -> None:
    """Those leave who serve the fewest other queues; of these, who is there for the longest time."""
    acd, queue = Acd(center), center.queues[queue_id]
    there = [agent_id for agent_id in shifts if queue_id in acd.able(agent_id)]
    if len(there) < -change.agents:
        message = f"{queue.number} had only {len(there)} agents on this day."
        field = f"queues.{queue.number}.agents"
        return check.wrong(field, "too_few_agents", message, name=queue.number, count=len(there))
    there.sort(key=lambda agent_id: (len(acd.able(agent_id)), -_time_of(shifts[agent_id]), agent_id))
    for agent_id in there[: -change.agents]:
        del shifts[agent_id]


def _time_of(shifts: tuple[Shift, ...]) -> float:
    return sum(shift.ends - shift.begins for shift in shifts)
