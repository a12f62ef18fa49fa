"""How many agents, lines or seats: the inverse of Erlang's formulas."""

from collections.abc import Callable
from math import ceil, isfinite

import msgspec

from lingtong.insight.simulation import erlang
from lingtong.insight.simulation.errors import NoSize

MOST = 20_000  # agents or lines: beyond it a question is a mistake
BESIDE = 3  # how many more and fewer agents are shown beside the answer


class Demand(msgspec.Struct, frozen=True, kw_only=True):
    """`calls` in an hour; times in seconds; `patience` of 0: nobody hangs up (Erlang C, else Erlang A).

    `occupancy_at_most`: agents are added until they handle no larger share of their time. `shrinkage`: share
    of the paid time in which an agent cannot take calls.
    """

    calls: float
    handling: float
    goal_share: float = 0.8
    goal_seconds: float = 20.0
    patience: float = 0.0
    occupancy_at_most: float = 1.0
    shrinkage: float = 0.0

    @property
    def load(self) -> float:
        """In erlangs."""
        return self.calls * self.handling / 3600.0

    def with_agents(self, agents: int) -> "Choice":
        given = (self.load, agents, self.handling)
        if self.patience > 0:
            service = erlang.impatient(*given, self.patience, self.goal_seconds)
        else:
            service = erlang.patient(*given, self.goal_seconds)
        return Choice(
            agents=agents,
            service_level=service.service_level,
            asa=service.asa if isfinite(service.asa) else None,
            waits=service.waits,
            abandoned=service.abandoned,
            occupancy=service.occupancy,
        )


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What callers meet with so many agents. `asa` is None where the line would only grow."""

    agents: int
    service_level: float
    asa: float | None
    waits: float
    abandoned: float
    occupancy: float


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """`lines` carry those who talk and those who wait, at a loss of 1 in 1,000 calls."""

    load: float
    formula: str
    agents: int
    paid: int
    lines: int
    choices: tuple[Choice, ...]


def size(demand: Demand) -> Size:
    """The fewest agents who reach the goal. Refused with `NoSize` where 20,000 do not."""
    if demand.load > MOST:
        raise NoSize("No number of agents up to 20,000 reaches this goal.", most=MOST)
    agents = _fewest(lambda count: _reaches(demand, demand.with_agents(count)))
    first = max(agents - BESIDE, 1)
    chosen = demand.with_agents(agents)
    on_the_line = demand.load * (1.0 - chosen.abandoned) + demand.calls / 3600.0 * (chosen.asa or 0.0)
    return Size(
        load=demand.load,
        formula="A" if demand.patience > 0 else "C",
        agents=agents,
        paid=ceil(agents / (1.0 - demand.shrinkage) - 1e-9),
        lines=lines_for(on_the_line, 0.001),
        choices=tuple(demand.with_agents(count) for count in range(first, agents + BESIDE + 1)),
    )


def lines_for(load: float, loss: float) -> int:
    """The fewest lines that lose no larger share of the calls (Erlang B)."""
    lost, lines = 1.0, 0
    while lost > loss:
        lines += 1
        if lines > MOST:
            raise NoSize("No number of lines up to 20,000 is enough.", most=MOST)
        lost = load * lost / (lines + load * lost)
    return lines


def seats_for(seats: float) -> int:
    """Whole seats for a figure of the customary rule: to the nearest, 16.07 gives 16; never none."""
    return max(int(seats + 0.5), 1)


def _reaches(demand: Demand, choice: Choice) -> bool:
    return choice.service_level >= demand.goal_share and choice.occupancy <= demand.occupancy_at_most


def _fewest(enough: Callable[[int], bool]) -> int:
    """More agents never serve worse: doubled until they are enough, then halved between."""
    high = 1
    while not enough(high):
        if high >= MOST:
            raise NoSize("No number of agents up to 20,000 reaches this goal.", most=MOST)
        high = min(high * 2, MOST)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
