"""Who may be asked for which queue, and how far out: computed once for a configuration and a day."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.routing.model import has_levels, is_qualified, levels_met

if TYPE_CHECKING:
    from lingtong.floor.center import Center


class Serves(NamedTuple):
    """`ring` 0 is the queue's own rule; `lender`: the queue that lends the agent; `met` is of `preferred`."""

    agent_id: str
    ring: int
    lender: str
    met: int


class Serving:
    def __init__(self, center: "Center", now: datetime) -> None:
        self._center, self._now = center, now
        self._with_skill: dict[str, list[AgentConfig]] = defaultdict(list)
        self._members: dict[str, list[AgentConfig]] = defaultdict(list)
        for agent in center.agents.values():
            for skill in agent.skills:
                self._with_skill[skill].append(agent)
            for queue_id in agent.queues:
                self._members[queue_id].append(agent)
        self._days: dict[str, tuple[str, datetime]] = {}
        self.base = {queue.id: list(self._able(queue, queue.skills)) for queue in center.queues.values()}

    def of(self, queue: QueueConfig) -> Iterator[Serves]:
        """Everybody who may be asked, an agent once for each way in."""
        seen: set[tuple[str, str]] = set()
        for number, lender, agent in self._ways(queue):
            if (agent.id, "") not in seen and (agent.id, lender) not in seen:
                seen.add((agent.id, lender))
                yield Serves(agent.id, number, lender, levels_met(agent, queue))

    def _ways(self, queue: QueueConfig) -> Iterator[tuple[int, str, AgentConfig]]:
        yield from ((0, "", agent) for agent in self.base[queue.id])
        for number, ring in enumerate(queue.rings, 1):
            if ring.skills:
                yield from ((number, "", agent) for agent in self._able(queue, ring.skills))
            for lender in ring.borrow:
                yield from ((number, lender, agent) for agent in self._lent(queue, lender))

    def until(self) -> datetime | None:
        """When a new day may change it; None while no queue asks for a qualification."""
        return min((midnight for _, midnight in self._days.values()), default=None)

    def _lent(self, queue: QueueConfig, lender: str) -> Iterator[AgentConfig]:
        other = self._center.queues.get(lender)
        if other is not None and other.id != queue.id and other.tenant_id == queue.tenant_id:
            today = self._today(queue)
            yield from (agent for agent in self.base[lender] if is_qualified(agent, queue, today))

    def _able(self, queue: QueueConfig, skills: dict[str, int]) -> Iterator[AgentConfig]:
        some = min((self._with_skill.get(skill, []) for skill in skills), key=len) if skills else []
        today = self._today(queue)
        for agent in some if skills else self._members.get(queue.id, ()):
            here = agent.tenant_id == queue.tenant_id
            if here and has_levels(agent, skills) and is_qualified(agent, queue, today):
                yield agent

    def _today(self, queue: QueueConfig) -> str:
        if not queue.qualification:
            return ""
        if queue.tenant_id not in self._days:
            tenant = self._center.tenants.get(queue.tenant_id)
            here = self._now.astimezone(ZoneInfo(tenant.timezone if tenant else "UTC"))
            midnight = (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
            self._days[queue.tenant_id] = (here.date().isoformat(), midnight)
        return self._days[queue.tenant_id][0]
