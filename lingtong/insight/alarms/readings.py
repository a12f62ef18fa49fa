"""What the figures of rules are now. Pure."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Literal, TypeVar

import msgspec

from lingtong.floor.live.figures import (
    AgentFigures,
    AnswersNow,
    FaxesNow,
    FiguresChanged,
    MessagesNow,
    QueueFigures,
    SurgeNow,
)
from lingtong.insight.alarms.config import AlarmRule

AboutKind = Literal["queue", "agent", "trunk", "entry_point", "roster", "service", "center"]
LEAST_CONTACTS = 10  # a share of fewer is no reason for an alarm
UNDER = frozenset(
    {"service_level", "ready", "duty_gap", "disk_free"}
)  # figures that are bad when they are low
SHARES = frozenset({"service_level", "ports_use", "disk_free"})  # figures that end at 1


AT_ONCE = frozenset({"dead_air", "recorder_failed"})  # begin and end with what they tell of


class Reading(msgspec.Struct, frozen=True):
    """`within` is what a rule names where that is not the thing itself: the queue of an agent's talk."""

    kind: AboutKind
    id: str
    name: str
    name_en: str
    value: float
    within: str = ""


def readings(rule: AlarmRule, view: FiguresChanged, now: datetime) -> Iterator[Reading]:
    """One for each thing that the rule is for and that has the figure now."""
    for reading in _ALL[rule.figure](view, now):
        if not rule.about or (reading.within or reading.id) in rule.about:
            yield reading


def _seconds(since: datetime | None, now: datetime) -> float | None:
    return (now - since).total_seconds() if since is not None else None


Read = Callable[[FiguresChanged, datetime], Iterator[Reading]]


def _of_queues(value: Callable[[QueueFigures, datetime], float | None]) -> Read:
    def read(view: FiguresChanged, now: datetime) -> Iterator[Reading]:
        for queue in view.queues:
            found = value(queue, now)
            if found is not None:
                yield Reading("queue", queue.queue_id, queue.name, queue.name_en, found)

    return read


def _of_agents(value: Callable[[AgentFigures, datetime], float | None]) -> Read:
    def read(view: FiguresChanged, now: datetime) -> Iterator[Reading]:
        for agent in view.agents:
            found = value(agent, now)
            if found is not None:
                name = f"{agent.agent_number} {agent.name}"
                yield Reading("agent", agent.agent_id, name, name, found)

    return read


def _in_state(state: str) -> Read:
    return _of_agents(lambda agent, now: _seconds(agent.since, now) if agent.state == state else None)


def _service_level(queue: QueueFigures, _: datetime) -> float | None:
    counted = queue.interval
    base = counted.answered + counted.abandoned - counted.short_abandoned
    return counted.service_level if base >= LEAST_CONTACTS else None


def _unreachable(agent: AgentFigures, now: datetime) -> float | None:
    if agent.state == "logged_out" or agent.phone_reachable:
        return None
    return _seconds(agent.phone_since, now)


def _dead_air(view: FiguresChanged, now: datetime) -> Iterator[Reading]:
    for agent in view.agents:
        quiet = _seconds(agent.quiet_since, now)
        if quiet is not None:
            name = f"{agent.agent_number} {agent.name}"
            yield Reading("agent", agent.agent_id, name, name, quiet, within=agent.queue_id)


def _recorder_failed(view: FiguresChanged, _: datetime) -> Iterator[Reading]:
    if view.ports is not None:
        yield Reading("center", "", "", "", float(view.ports.unrecorded))


def _disk_free(view: FiguresChanged, _: datetime) -> Iterator[Reading]:
    if view.disk_free is not None:
        yield Reading("center", "", "", "", view.disk_free)


def _silence(view: FiguresChanged, now: datetime) -> Iterator[Reading]:
    for point in view.entry_points:
        quiet = _seconds(point.last_arrived_at, now)
        if quiet is not None:
            yield Reading("entry_point", point.entry_point_id, point.name, point.name_en, quiet)


def _trunk_use(view: FiguresChanged, _: datetime) -> Iterator[Reading]:
    for trunk in view.trunks:
        in_use = float(trunk.incoming + trunk.outgoing)
        yield Reading("trunk", trunk.trunk_id, trunk.name, trunk.name, in_use)


def _trunk_down(view: FiguresChanged, now: datetime) -> Iterator[Reading]:
    for trunk in view.trunks:
        down = _seconds(trunk.since, now) if trunk.up is False else None
        if down is not None:
            yield Reading("trunk", trunk.trunk_id, trunk.name, trunk.name, down)


def _ports_use(view: FiguresChanged, _: datetime) -> Iterator[Reading]:
    ports = view.ports
    if ports is not None and ports.most:
        yield Reading("center", "", "", "", ports.in_use / ports.most)


def _surge_of_entries(value: Callable[[SurgeNow], float]) -> Read:
    def read(view: FiguresChanged, _: datetime) -> Iterator[Reading]:
        names = {point.entry_point_id: point for point in view.entry_points}
        for one in view.surge:
            if one.kind == "entry_point" and one.id in names:
                point = names[one.id]
                yield Reading("entry_point", one.id, point.name, point.name_en, value(one))

    return read


def _surge_of_center(value: Callable[[SurgeNow], float]) -> Read:
    def read(view: FiguresChanged, _: datetime) -> Iterator[Reading]:
        for one in view.surge:
            if one.kind == "center":
                yield Reading("center", "", "", "", value(one))

    return read


def _duty_gap(view: FiguresChanged, now: datetime) -> Iterator[Reading]:
    """Seconds until nobody is on duty; 0 while it is so."""
    for roster in view.duty:
        if roster.gap_at is not None:
            ahead = max((roster.gap_at - now).total_seconds(), 0.0)
            yield Reading("roster", roster.roster_id, roster.name, roster.name_en, ahead)


def _service_down(view: FiguresChanged, now: datetime) -> Iterator[Reading]:
    for one in view.services:
        yield Reading("service", one.id, one.name, one.name_en, (now - one.since).total_seconds())


Waiting = TypeVar("Waiting", FaxesNow, MessagesNow, AnswersNow)


def _by_queue(
    of: Callable[[FiguresChanged], tuple[Waiting, ...]], value: Callable[[Waiting, datetime], float | None]
) -> Read:
    """Those of no queue are the center's."""

    def read(view: FiguresChanged, now: datetime) -> Iterator[Reading]:
        names = {queue.queue_id: queue for queue in view.queues}
        for one in of(view):
            found, queue = value(one, now), names.get(one.queue_id)
            if found is not None and queue is not None:
                yield Reading("queue", one.queue_id, queue.name, queue.name_en, found)
            elif found is not None and not one.queue_id:
                yield Reading("center", "", "", "", found)

    return read


def _of_faxes(value: Callable[[FaxesNow, datetime], float | None]) -> Read:
    return _by_queue(lambda view: view.faxes, value)


def _of_messages(value: Callable[[MessagesNow, datetime], float | None]) -> Read:
    return _by_queue(lambda view: view.messages, value)


_ALL: dict[str, Read] = {
    "longest_wait": _of_queues(lambda queue, now: _seconds(queue.oldest_queued_at, now)),
    "waiting": _of_queues(lambda queue, _: float(queue.waiting)),
    "expected_wait": _of_queues(lambda queue, _: queue.expected_wait),
    "service_level": _of_queues(_service_level),
    "ready": _of_queues(lambda queue, _: float(queue.ready) if queue.logged_in or queue.waiting else None),
    "change": _of_queues(lambda queue, _: queue.change),
    "silence": _silence,
    "long_talk": _in_state("talking"),
    "long_not_ready": _in_state("not_ready"),
    "long_after_call_work": _in_state("after_call_work"),
    "phone_unreachable": _of_agents(_unreachable),
    "dead_air": _dead_air,
    "recorder_failed": _recorder_failed,
    "disk_free": _disk_free,
    "trunk_use": _trunk_use,
    "trunk_down": _trunk_down,
    "ports_use": _ports_use,
    "duty_gap": _duty_gap,
    "service_down": _service_down,
    "lines_held": _surge_of_entries(lambda one: float(one.lines)),
    "caps": _surge_of_entries(lambda one: float(one.caps)),
    "center_lines": _surge_of_center(lambda one: float(one.lines)),
    "faxes_waiting": _of_faxes(lambda one, _: float(one.new)),
    "faxes_overdue": _of_faxes(lambda one, _: float(one.overdue)),
    "oldest_fax": _of_faxes(lambda one, now: _seconds(one.oldest_at, now)),
    "messages_waiting": _of_messages(lambda one, _: float(one.new)),
    "oldest_message": _of_messages(lambda one, now: _seconds(one.oldest_at, now)),
    "low_answers": _by_queue(lambda view: view.answers, lambda one, _: float(one.low)),
    "center_caps": _surge_of_center(lambda one: float(one.caps)),
}
