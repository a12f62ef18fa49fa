"""The rules of routing said once more, by looking at everybody: slow, short, and what the Acd must equal."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center
from lingtong.floor.routing import VOICE, Capacity
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.routing.model import Waiting, is_qualified
from lingtong.switch.regions import plain

AT_ONCE = 20


class Standing(msgspec.Struct):
    """An agent as the floor last told. Not free: signed in and busy, or gone."""

    free: bool = False
    present: bool = False
    since: float = 0.0
    calls: int = 0
    total: float = 0.0
    load: dict[str, int] = {}


class Oracle:
    def __init__(self, center: Center, capacity: dict[str, Capacity] | None = None) -> None:
        self.center = center
        self.capacity = capacity or {}
        self.now = 0.0
        self.waiting: dict[str, Waiting] = {}
        self.hold: dict[str, bool] = {}
        self.agents = {agent_id: Standing() for agent_id in center.agents}
        self.turns: dict[tuple[str, str, str], int] = {}

    # --- what happens

    def add(self, waiting: Waiting) -> None:
        self.waiting[waiting.interaction_id], self.hold[waiting.interaction_id] = waiting, True
        self.is_held(waiting)

    def free(self, agent_id: str, since: float, calls: int, total: float, load: dict[str, int]) -> None:
        self.agents[agent_id] = Standing(True, True, since, calls, total, load)

    def taken(self, agent_id: str) -> None:
        self.agents[agent_id] = Standing(False, present=True)

    def gone(self, agent_id: str) -> None:
        self.agents[agent_id] = Standing()
        for waiting in self.waiting.values():
            if not waiting.reserved:
                self.is_held(waiting)

    def took(self, queue_id: str, channel: str, agent_ids: list[str]) -> None:
        for agent_id in agent_ids:
            agent = self.agents[agent_id]
            agent.load = {**agent.load, channel: agent.load.get(channel, 0) + 1}
            agent.free = bool(self._open(agent_id))
            if self._queue(queue_id).choice == "round_robin":
                self.turns[queue_id, channel, agent_id] = 1 + max(self.turns.values(), default=0)

    # --- what the rules say

    def next(self) -> Waiting | None:
        """The most urgent of all for whom somebody is free."""
        found = [one for one in self.waiting.values() if not one.reserved and self.asked(one)]
        return min(found, key=self.urgency, default=None)

    def urgency(self, waiting: Waiting) -> tuple[float, float, float, int]:
        queue, first = self._queue(waiting.queue_id), waiting.first_at.timestamp()
        waited = self.now - first
        points = waiting.priority + queue.aging / 60 * waited
        return (-points, -queue.weight * waited, first, waiting.number)

    def asked(self, waiting: Waiting) -> list[str]:
        """Free agents who may be asked, the first to be asked first."""
        held = self.is_held(waiting)
        ways = [
            (self._order(waiting, agent_id, ring, lender), agent_id)
            for agent_id, agent in self.agents.items()
            if agent.free and waiting.channel in self._open(agent_id)
            for ring, lender in self._ways(waiting, self.center.agents[agent_id])
            if not held or (agent_id in self.holders(waiting) and ring == 0)
        ]
        return list(dict.fromkeys(agent_id for _, agent_id in sorted(ways)))

    def equals(self, waiting: Waiting, agent_id: str) -> list[str]:
        """Among agents chosen by lot: those who may be asked instead of this one."""
        keys = {one: self._order_of(waiting, one)[:4] for one in self.asked(waiting)}
        return [one for one, key in keys.items() if key == keys[agent_id]]

    def holders(self, waiting: Waiting) -> list[str]:
        """The agents who alone are asked for a while."""
        for agent_id in (waiting.dedicated, waiting.last_agent):
            if agent_id in self.agents and self._is_able(waiting, agent_id):
                return [agent_id]
        if not self._queue(waiting.queue_id).by_region:
            return []
        return [one for one in self.agents if self._is_able(waiting, one) and self._is_near(waiting, one)]

    def is_held(self, waiting: Waiting) -> bool:
        """A hold that has ended never begins again."""
        key, queue = waiting.interaction_id, self._queue(waiting.queue_id)
        waited = self.now - waiting.queued_at.timestamp()
        begun = self.hold[key] and waited < queue.hold_for
        self.hold[key] = begun and any(self.agents[one].present for one in self.holders(waiting))
        return self.hold[key]

    def could(self, waiting: Waiting, agent_id: str) -> bool:
        """Whether a rule lets the agent be asked now, lending always allowed."""
        config, queue = self.center.agents[agent_id], self._queue(waiting.queue_id)
        waited = self.now - waiting.queued_at.timestamp()
        lenders = [lender for ring in queue.rings if ring.after <= waited for lender in ring.borrow]
        others = [self.center.queues[lender] for lender in lenders if lender in self.center.queues]
        lent = any(self._serves(config, other, other.skills) for other in others)
        return lent or any(self._ways(waiting, config))

    # --- inside

    def _queue(self, queue_id: str) -> QueueConfig:
        return self.center.queues[queue_id]

    def _open(self, agent_id: str) -> tuple[str, ...]:
        return self.capacity.get(agent_id, VOICE).open_to(self.agents[agent_id].load)

    def _order_of(self, waiting: Waiting, agent_id: str) -> tuple[float, ...]:
        ways = self._ways(waiting, self.center.agents[agent_id])
        return min(self._order(waiting, agent_id, ring, lender) for ring, lender in ways)

    def _order(self, waiting: Waiting, agent_id: str, ring: int, lender: str) -> tuple[float, ...]:
        """Who knows the customer, then inner rings, the region, own agents, preferred skills, the choice."""
        queue, config = self._queue(waiting.queue_id), self.center.agents[agent_id]
        known = [waiting.dedicated, waiting.last_agent, waiting.prefer]
        able = agent_id in known and self._is_able(waiting, agent_id)
        near = queue.by_region and not lender and self._is_near(waiting, agent_id)
        met = sum(min(config.skills.get(skill, 0), level) for skill, level in queue.preferred.items())
        return (
            known.index(agent_id) if able else len(known),
            ring,
            0 if near else 2 if lender else 1,
            -met,
            *self._choice(waiting, agent_id, queue),
            sorted(self.agents).index(agent_id),
        )

    def _choice(self, waiting: Waiting, agent_id: str, queue: QueueConfig) -> tuple[float, float]:
        agent = self.agents[agent_id]
        turn = self.turns.get((queue.id, waiting.channel, agent_id), 0)
        return {
            "most_free_time": (agent.since - agent.total, 0.0),
            "fewest_calls": (agent.calls, agent.since),
            "round_robin": (turn, 0.0),
            "ranked": (self.center.agents[agent_id].rank or 1_000_000, agent.since),
            "random": (0.0, 0.0),
        }.get(queue.choice, (agent.since, 0.0))

    def _ways(self, waiting: Waiting, agent: AgentConfig) -> Iterator[tuple[int, str]]:
        """(ring, lender) by which the agent may be asked at this moment."""
        queue = self._queue(waiting.queue_id)
        if self._is_able(waiting, agent.id):
            yield 0, ""
        waited = self.now - waiting.queued_at.timestamp()
        opened = [ring for ring in queue.rings if ring.after <= waited]
        for number, ring in enumerate(opened, 1):
            if ring.skills and self._serves(agent, queue, ring.skills):
                yield number, ""
            for lender in ring.borrow:
                if self._is_lent(agent, queue, lender, waiting.channel):
                    yield number, lender

    def _is_lent(self, agent: AgentConfig, queue: QueueConfig, lender_id: str, channel: str) -> bool:
        lender = self.center.queues.get(lender_id)
        if lender is None or lender.id == queue.id or lender.tenant_id != queue.tenant_id:
            return False
        there = [one for one in self.waiting.values() if one.queue_id == lender.id and one.channel == channel]
        waits = sum(not one.reserved for one in there)
        own = self._serves(agent, lender, lender.skills)
        return waits <= lender.lend_while_waiting and own and is_qualified(agent, queue, self._today(queue))

    def _is_able(self, waiting: Waiting, agent_id: str) -> bool:
        queue, capacity = self._queue(waiting.queue_id), self.capacity.get(agent_id, VOICE)
        works_in_it = waiting.channel in capacity.most
        return works_in_it and self._serves(self.center.agents[agent_id], queue, queue.skills)

    def _serves(self, agent: AgentConfig, queue: QueueConfig, skills: dict[str, int]) -> bool:
        if agent.tenant_id != queue.tenant_id or not is_qualified(agent, queue, self._today(queue)):
            return False
        enough = all(agent.skills.get(skill, 0) >= level for skill, level in skills.items())
        return enough if skills else queue.id in agent.queues

    def _is_near(self, waiting: Waiting, agent_id: str) -> bool:
        place, names = waiting.region.lower(), self.center.agents[agent_id].regions
        return any(plain(name).lower() in place for name in names)

    def _today(self, queue: QueueConfig) -> str:
        tenant = self.center.tenants.get(queue.tenant_id)
        if not queue.qualification:
            return ""  # no day matters
        zone = ZoneInfo(tenant.timezone if tenant else "UTC")
        return datetime.fromtimestamp(self.now, UTC).astimezone(zone).date().isoformat()
