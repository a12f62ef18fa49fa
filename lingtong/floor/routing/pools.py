"""Free agents, in the order in which a queue asks them.

A pool holds an agent at most once in the order that counts. Becoming busy costs nothing: an entry whose agent
is taken, or is idle since a later time, is put right when it comes to the top. So busy agents slow no line.
"""

import random
from collections.abc import Mapping
from heapq import heappop, heappush, heapreplace
from typing import TYPE_CHECKING

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.routing.capacity import Capacity
from lingtong.floor.routing.config import Choice

if TYPE_CHECKING:
    from lingtong.floor.routing.line import Group, Line, Row

LAST = 1_000_000  # the rank of who has none


class Agent:
    """What the router knows of one agent. `since` in POSIX seconds; `order` decides between equals."""

    __slots__ = (
        "calls",
        "capacity",
        "config",
        "free",
        "fresh",
        "groups",
        "id",
        "listed",
        "load",
        "open",
        "order",
        "places",
        "present",
        "sights",
        "since",
        "total",
    )

    def __init__(self, config: AgentConfig, capacity: Capacity) -> None:
        self.id = config.id
        self.config = config
        self.capacity = capacity
        self.order = 0
        self.free = False
        self.fresh = False  # free, and not yet in any pool
        self.present = False
        self.open: tuple[str, ...] = ()
        self.load: Mapping[str, int] = {}
        self.since = self.total = 0.0
        self.calls = 0
        self.places: list[Place] = []
        self.sights: list[tuple[Row, Place]] = []  # where those stand whom the agent may serve
        self.groups: list[Group] = []
        self.listed: dict[Pool, Entry] = {}

    def stand(self, place: "Place") -> None:
        self.places.append(place)
        self.sights += [(row, place) for row in place.line.rows[place.ring :]]


Entry = tuple[int, float, float, int, Agent]


class Place:
    """One way in which an agent may help a line; `lender` is the line that lends the agent there."""

    __slots__ = ("channel", "lender", "line", "met", "pools", "ring")

    def __init__(self, line: "Line", ring: int, lender: "Line | None", met: int, pools: "list[Pool]") -> None:
        self.line, self.ring, self.lender, self.met, self.pools = line, ring, lender, met, pools
        self.channel = line.channel

    def is_open_to(self, agent: Agent) -> bool:
        return self.channel in agent.open and (self.lender is None or self.lender.lends)


def pool_for(line: "Line", dice: random.Random) -> "Pool":
    return Lot(line, dice) if line.choice == "random" else Pool(line)


class Pool:
    """`heap` is ordered by what is met of the preferred skills, then by the choice of the queue."""

    __slots__ = ("channel", "choice", "heap", "turns")

    def __init__(self, line: "Line") -> None:
        self.channel = line.channel
        self.choice: Choice = line.choice
        self.turns = line.turns
        self.heap: list[Entry] = []

    def enlist(self, agent: Agent, met: int) -> None:
        first, second = self.key(agent)
        old = agent.listed.get(self)
        if old is not None and (old[1], old[2]) <= (first, second):
            return  # it comes to the top no later than it should, and is put right there
        entry = (-met, first, second, agent.order, agent)
        agent.listed[self] = entry
        heappush(self.heap, entry)

    def top(self) -> Entry | None:
        """Who is asked first; None when nobody is free."""
        heap = self.heap
        while heap:
            entry = heap[0]
            agent = entry[4]
            if agent.listed.get(self) is not entry:
                heappop(heap)
            elif not agent.free or self.channel not in agent.open:
                heappop(heap)
                del agent.listed[self]
            else:
                first, second = self.key(agent)
                if first == entry[1] and second == entry[2]:
                    return entry
                entry = (entry[0], first, second, entry[3], agent)
                agent.listed[self] = entry
                heapreplace(heap, entry)
        return None

    def key(self, agent: Agent) -> tuple[float, float]:
        """Smallest first. Free time grows alike for all who are free, so its order stands still."""
        match self.choice:
            case "most_free_time":
                return agent.since - agent.total, 0.0
            case "fewest_calls":
                return agent.calls, agent.since
            case "round_robin":
                return self.turns.get(agent.id, 0), 0.0
            case "ranked":
                return agent.config.rank or LAST, agent.since
            case _:
                return agent.since, 0.0


class Lot(Pool):
    """Any of the free agents with equal chances; those who meet more of the preferred skills first."""

    __slots__ = ("dice", "hats")

    def __init__(self, line: "Line", dice: random.Random) -> None:
        super().__init__(line)
        self.dice = dice
        self.hats: dict[int, list[Entry]] = {}

    def enlist(self, agent: Agent, met: int) -> None:
        if self not in agent.listed:
            entry = (-met, 0.0, 0.0, agent.order, agent)
            agent.listed[self] = entry
            self.hats.setdefault(-met, []).append(entry)

    def top(self) -> Entry | None:
        for key in sorted(self.hats):
            hat = self.hats[key]
            while hat:
                drawn = self.dice.randrange(len(hat))
                entry = hat[drawn]
                if entry[4].free and self.channel in entry[4].open:
                    return entry
                del entry[4].listed[self]
                hat[drawn] = hat[-1]
                hat.pop()
        return None
