"""Lines and agents as the configuration joins them; and whom to serve next, and whom to ask."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lingtong.floor.routing.capacity import VOICE, Capacity
from lingtong.floor.routing.line import HELD, Caller, Group, Line, Ring, Stand
from lingtong.floor.routing.pools import Agent, Entry, Place, Pool, pool_for
from lingtong.floor.routing.serving import Serves, Serving
from lingtong.switch.regions import plain, regions_of

if TYPE_CHECKING:
    from lingtong.floor.center import Center


Chosen = tuple[
    Agent, int, Line | None, str
]  # with the ring, the lender, and why if not by the queue's choice


class Hall:
    def __init__(self, capacity: Mapping[str, Capacity], dice: random.Random) -> None:
        self._capacity, self._dice = capacity, dice
        self._turns: dict[tuple[str, str], dict[str, int]] = {}
        self._turn = 0
        self._regions: list[str] = []
        self.agents: dict[str, Agent] = {}
        self.lines: dict[tuple[str, str], Line] = {}
        self.able: dict[str, list[str]] = {}
        self.until: float | None = None
        self.plain = True

    # --- the configuration

    def build(self, center: "Center", now: float) -> None:
        """Join anew; what agents do and what they did stays."""
        known = self.agents
        self.agents = {}
        for order, config in enumerate(sorted(center.agents.values(), key=lambda one: one.id)):
            agent = known.get(config.id) or Agent(config, self._capacity.get(config.id, VOICE))
            agent.config, agent.order = config, order
            agent.places, agent.sights, agent.groups, agent.listed = [], [], [], {}
            self.agents[config.id] = agent
        self._regions = sorted({plain(name) for one in center.agents.values() for name in one.regions})
        channels = dict.fromkeys(channel for agent in self.agents.values() for channel in agent.capacity.most)
        self._center, self.lines = center, {}
        for queue_id in center.queues:
            for channel in channels:
                self.line(queue_id, channel)
        self._join(Serving(center, datetime.fromtimestamp(now, UTC)))
        self.plain = all(line.plain for line in self.lines.values())

    def line(self, queue_id: str, channel: str) -> Line:
        line = self.lines.get((queue_id, channel))
        if line is None:
            line = Line(queue_id, channel, self._center.queues.get(queue_id), self.turns(queue_id, channel))
            self.lines[queue_id, channel] = line
        return line

    def turns(self, queue_id: str, channel: str = "voice") -> dict[str, int]:
        return self._turns.setdefault((queue_id, channel), {})

    def turned(self, queue_id: str, agent_id: str, number: int) -> None:
        self.turns(queue_id)[agent_id] = number
        self._turn = max(self._turn, number)

    def lines_of(self, queue_id: str) -> list[Line]:
        line = self.lines.get((queue_id, "voice"))
        if len(self.lines) == len(self._center.queues):
            return [line] if line is not None else []
        return [line for line in self.lines.values() if line.queue_id == queue_id]

    def _join(self, serving: Serving) -> None:
        until = serving.until()
        self.until = until.timestamp() if until is not None else None
        self.able = {agent_id: [] for agent_id in self.agents}
        for queue in self._center.queues.values():
            lines = self.lines_of(queue.id)
            for line in lines:
                line.rings = [Ring(pool_for(line, self._dice)) for _ in range(len(line.opens) + 1)]
            for serves in serving.of(queue):
                if serves.ring == 0:
                    self.able[serves.agent_id].append(queue.id)
                for line in lines:
                    if _works_in(self.agents[serves.agent_id], line.channel):
                        self._place(line, serves)

    def _place(self, line: Line, serves: Serves) -> None:
        agent, ring = self.agents[serves.agent_id], line.rings[serves.ring]
        if serves.lender:
            lender = self.line(serves.lender, line.channel)
            if line not in lender.borrowers:
                lender.borrowers.append(line)
            pools = [self._lent(ring, lender, line)]
            return agent.stand(Place(line, serves.ring, lender, serves.met, pools))
        pools = [ring.own]
        if line.by_region:
            for name in dict.fromkeys(plain(region) for region in agent.config.regions):
                if name not in ring.regional:
                    ring.regional[name] = pool_for(line, self._dice)
                pools.append(ring.regional[name])
                if serves.ring == 0:
                    self._group(line, name, ring.regional[name], agent)
        agent.stand(Place(line, serves.ring, None, serves.met, pools))

    def _lent(self, ring: Ring, lender: Line, line: Line) -> Pool:
        for known, pool in ring.lent:
            if known is lender:
                return pool
        pool = pool_for(line, self._dice)
        ring.lent.append((lender, pool))
        return pool

    def _group(self, line: Line, name: str, pool: Pool | None, agent: Agent) -> Group:
        """Callers may be held for the group; a region's has a pool, one agent's has none."""
        group = line.groups.setdefault(name, Group(line, pool))
        if agent not in group.members:
            group.members.append(agent)
            group.present += agent.present
            agent.groups.append(group)
        return group

    # --- who is here

    def here(self, agent: Agent) -> None:
        if not agent.present:
            agent.present = True
            for group in agent.groups:
                group.present += 1

    def gone(self, agent: Agent) -> list[Caller]:
        """The callers who were held for this agent and for nobody else who is here."""
        if not agent.present:
            return []
        agent.present = False
        left: list[Caller] = []
        for group in agent.groups:
            group.present -= 1
            if not group.present:
                left += [entry[4] for entry in group.heap if entry[4].at is HELD]
        return [caller for caller in dict.fromkeys(left) if not any(one.present for one in caller.groups)]

    def know(self, caller: Caller) -> None:
        """Whom the caller should rather talk with, of those who serve this queue."""
        waiting, line = caller.waiting, caller.line
        caller.wanted, caller.groups = [], []
        wishes = (
            (waiting.dedicated, "dedicated_agent"),
            (waiting.last_agent, "last_agent"),
            (waiting.prefer, "knows_customer"),
        )
        for agent_id, word in wishes:
            agent = self.agents.get(agent_id)
            if agent is not None and line.queue_id in self.able[agent_id] and _works_in(agent, line.channel):
                caller.wanted.append((agent, word))
        alone = next((agent for agent, word in caller.wanted if word != "knows_customer"), None)
        caller.regions = regions_of(waiting.region, self._regions) if line.by_region else ()
        if not line.hold_for:
            return
        if alone is not None:
            caller.groups = [self._group(line, f"agent {alone.id}", None, alone)]
        else:
            caller.groups = [line.groups[name] for name in caller.regions if name in line.groups]

    # --- who is next, whom to ask

    def next_for(self, agent: Agent, now: float) -> tuple[Caller, int, Line | None, str] | None:
        """The most urgent caller whom this agent may serve, with ring, lender and a word for why."""
        best, place = self._first_in_place(agent) if self.plain else self._most_urgent(agent, now)
        for group in agent.groups:
            held = group.front() if group.heap and group.line.channel in agent.open else None
            if held is not None and (best is None or _urgency(held, now) < _urgency(best, now)):
                best, place = held, None
        if best is None:
            return None
        caller = best[4]
        word = _word(caller, agent, place) if caller.wanted or caller.regions else ""
        return (caller, place.ring, place.lender, word) if place is not None else (caller, 0, None, word)

    def _first_in_place(self, agent: Agent) -> tuple[Stand | None, Place | None]:
        """Without aging and weights the places in all lines compare as they are."""
        best: Stand | None = None
        place: Place | None = None
        for row, here in agent.sights:
            first = row.first
            if first is not None and (best is None or first < best) and here.is_open_to(agent):
                best, place = first, here
        return best, place

    def _most_urgent(self, agent: Agent, now: float) -> tuple[Stand | None, Place | None]:
        found = [
            (_urgency(row.first, now), row.first, here)
            for row, here in agent.sights
            if row.first is not None and here.is_open_to(agent)
        ]
        return min(found, key=lambda one: one[0])[1:] if found else (None, None)

    def choose(self, caller: Caller) -> Chosen | None:
        """The agent whom the rules ask first for this caller."""
        line = caller.line
        for agent, word in caller.wanted:
            asked = caller.at is not HELD or any(group in agent.groups for group in caller.groups)
            if asked and agent.free and line.channel in agent.open:
                return agent, 0, None, word
        if caller.at is HELD:
            near = caller.groups[0].pool is not None
            return _of_region(line.rings[0], 0, caller.regions) if near else None
        for number, ring in enumerate(line.rings[: caller.ring + 1]):
            found = _of_region(ring, number, caller.regions) if ring.regional else None
            if found is not None:
                return found
            own = ring.own.top()
            if own is not None:
                return own[4], number, None, ""
            if ring.lent and (lent := _lent(ring, number)) is not None:
                return lent
        return None

    def take(self, agent: Agent, line: Line) -> None:
        """Reserved for one of the line."""
        if agent.capacity is VOICE:
            agent.open, agent.free = (), False
        else:
            agent.load = {**agent.load, line.channel: agent.load.get(line.channel, 0) + 1}
            agent.open = agent.capacity.open_to(agent.load)
            agent.free = bool(agent.open)
        if line.choice == "round_robin":
            self._turn += 1
            line.turns[agent.id] = self._turn

    def enlist(self, agent: Agent) -> None:
        """Free, and nobody to serve: asked from now on when somebody comes."""
        for place in agent.places:
            if place.line.channel in agent.open:
                for pool in place.pools:
                    pool.enlist(agent, place.met)

    def concerned(self, agent: Agent) -> list[Line | Group]:
        """Where a free agent may change something."""
        return [*(place.line for place in agent.places), *(group for group in agent.groups if group.heap)]


def _word(caller: Caller, agent: Agent, place: Place | None) -> str:
    """Why this agent, if somebody is asked before others; no place: the caller was held."""
    known = next((word for wanted, word in caller.wanted if wanted is agent), "")
    near = place is None or (place.lender is None and _is_of(agent, caller.regions))
    return known or ("region" if near else "")


def _is_of(agent: Agent, regions: tuple[str, ...]) -> bool:
    return any(plain(region) in regions for region in agent.config.regions)


def _of_region(ring: Ring, number: int, regions: tuple[str, ...]) -> Chosen | None:
    tops: list[Entry] = []
    for name in regions:
        entry = ring.regional[name].top() if name in ring.regional else None
        if entry is not None:
            tops.append(entry)
    return (min(tops)[4], number, None, "region") if tops else None


def _lent(ring: Ring, number: int) -> Chosen | None:
    tops = [
        (entry, lender) for lender, pool in ring.lent if lender.lends and (entry := pool.top()) is not None
    ]
    if not tops:
        return None
    entry, lender = min(tops, key=lambda one: one[0][:4])
    return entry[4], number, lender, ""


def _works_in(agent: Agent, channel: str) -> bool:
    return channel in agent.capacity.most


def _urgency(entry: Stand, now: float) -> tuple[float, float, float, int]:
    return entry[4].line.urgency(entry, now)
