"""A day that nobody has seen yet: traffic by expectation, agents by number."""

from datetime import datetime

import msgspec

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center
from lingtong.floor.routing import Acd
from lingtong.floor.routing.config import QueueConfig
from lingtong.insight.simulation.checking import Check
from lingtong.insight.simulation.model import ENDLESS, INTERVAL, Generated, Scenario, Shift, Volume

ANY = "*"  # a queue of its own, which no center has
HOURS = 24
MOST_CALLS = 300_000  # of a day
MOST_AGENTS = 20_000


class QueueTraffic(msgspec.Struct, frozen=True, kw_only=True):
    """`calls` in an hour: one number or 24, from `begins` to `ends`, half hours of the day. Means in seconds;
    `patience` of 0: nobody hangs up. `agents`: so many for this queue alone, in these hours; None: those of
    the center who serve it.
    """

    calls: float | tuple[float, ...]
    handling: float
    begins: float = 0.0
    ends: float = 24.0
    spread: float = 0.8
    exponential: bool = False
    after_call_work: float = 0.0
    patience: float = 0.0
    agents: int | None = None

    def volume(self, queue_id: str) -> Volume:
        by_hour = self.calls if isinstance(self.calls, tuple) else (self.calls,) * HOURS
        halves = [
            by_hour[half // 2] / 2 if self.begins <= half / 2 < self.ends else 0.0
            for half in range(2 * HOURS)
        ]
        return Volume(
            queue_id=queue_id,
            calls=tuple(halves),
            handling=self.handling,
            spread=self.spread,
            shape="exponential" if self.exponential else "log_normal",
            after_call_work=self.after_call_work,
            patience=self.patience or ENDLESS,
        )


class Traffic(msgspec.Struct, frozen=True, kw_only=True):
    """Keys are ids or numbers of queues; `*` is a queue of its own, for a size to be tried."""

    queues: dict[str, QueueTraffic]
    goal_seconds: float = 20.0
    goal_share: float = 0.8
    unanswered: float = 0.0
    answer_after: float = 0.0
    callbacks: float = 0.0


def planned(traffic: Traffic, center: Center, start: datetime, tenant_id: str) -> Scenario:
    """Refused with `ChangeRefused` where a queue is unknown, or hours and numbers make no sense."""
    check = Check(center)
    if sum(given.agents or 0 for given in traffic.queues.values()) > MOST_AGENTS:
        message = f"More than {MOST_AGENTS} agents are too many to play."
        check.wrong("traffic", "too_many_agents", message, most=MOST_AGENTS)
        check.done()
    queues, agents = dict(center.queues), dict(center.agents)
    shifts: dict[str, tuple[Shift, ...]] = {}
    volumes = []
    acd = Acd(center)
    for key, given in traffic.queues.items():
        queue = _own_queue(traffic, tenant_id) if key == ANY else center.queues.get(check.queue(key, key))
        _check(given, key, check)
        if queue is None or check.errors:
            continue
        queues[queue.id] = queue
        volumes.append(given.volume(queue.id))
        shift = Shift(given.begins * 3600.0, given.ends * 3600.0)
        if given.agents is None:
            there = [agent_id for agent_id in center.agents if queue.id in acd.able(agent_id)]
            shifts.update((agent_id, (*shifts.get(agent_id, ()), shift)) for agent_id in there)
        for number in range(1, (given.agents or 0) + 1):
            agent = _agent(queue, number)
            agents[agent.id], shifts[agent.id] = agent, (shift,)
    if sum(sum(volume.calls) for volume in volumes) > MOST_CALLS:
        check.wrong("traffic", "too_much", f"More than {MOST_CALLS} calls in a day are too many to play.")
    check.done()
    return Scenario(
        center=msgspec.structs.replace(center, queues=queues, agents=agents),
        start=start,
        length=float(HOURS * 2 * INTERVAL),
        source=Generated(volumes=tuple(volumes)),
        shifts={agent_id: _merged(own) for agent_id, own in shifts.items()},
        answer_after=traffic.answer_after,
        unanswered=traffic.unanswered,
        callbacks=traffic.callbacks,
    )


def _check(given: QueueTraffic, key: str, check: Check) -> None:
    if isinstance(given.calls, tuple) and len(given.calls) != HOURS:
        check.wrong(f"{key}.calls", "hours", "Give the calls of one hour, or of all 24.")
    if not 0 <= given.begins < given.ends <= HOURS or (given.begins * 2) % 1 or (given.ends * 2) % 1:
        check.wrong(f"{key}.begins", "hours", "Half hours of the day, the first before the last.")


def _own_queue(traffic: Traffic, tenant_id: str) -> QueueConfig:
    return QueueConfig(
        id=ANY,
        tenant_id=tenant_id,
        number=ANY,
        name=ANY,
        goal_seconds=traffic.goal_seconds,
        goal_share=traffic.goal_share,
        short_abandoned=0.0,
    )


def _agent(queue: QueueConfig, number: int) -> AgentConfig:
    return AgentConfig(
        id=f"planned-{queue.number}-{number}",
        tenant_id=queue.tenant_id,
        agent_number="",
        name="",
        endpoint="",
        skills=dict(queue.skills),
        queues=(queue.id,),
        qualifications={queue.qualification: ""} if queue.qualification else {},
    )


def _merged(shifts: tuple[Shift, ...]) -> tuple[Shift, ...]:
    """Of an agent who serves several of the queues."""
    found: list[Shift] = []
    for shift in sorted(shifts, key=lambda one: one.begins):
        if found and shift.begins <= found[-1].ends:
            found[-1] = Shift(found[-1].begins, max(found[-1].ends, shift.ends))
        else:
            found.append(shift)
    return tuple(found)
