"""Erlang's formulas, stable up to many thousand agents. Load in erlangs: calls per hour × handling in hours.

Sources: A. K. Erlang, "Solution of some Problems in the Theory of Probabilities of Significance in
Automatic Telephone Exchanges" (1917), for B and C; C. Palm, "Research on telephone traffic carried by full
availability groups" (1957), for A; O. Garnett, A. Mandelbaum, M. Reiman, "Designing a Call Center with
Impatient Customers" (2002), for its figures.
"""

from math import exp, inf, log, sqrt

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FLOOD = 100_000  # callers in line
NEGLIGIBLE = 46.0  # nats: what is smaller by this than the largest state is left out (1e-20)


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """What callers meet. Times in seconds; `asa` is of the answered, infinite where the line only grows."""

    service_level: float
    asa: float
    waits: float
    abandoned: float
    occupancy: float


IDLE = Service(service_level=1.0, asa=0.0, waits=0.0, abandoned=0.0, occupancy=0.0)


def erlang_b(load: float, lines: int) -> float:
    """The share of calls that find all lines taken and are lost."""
    lost = 1.0
    for line in range(1, lines + 1):
        lost = load * lost / (line + load * lost)
    return lost


def erlang_c(load: float, agents: int) -> float:
    """The share of calls that must wait, where everybody waits to the end; 1 where agents do not suffice."""
    if load >= agents:
        return 1.0
    lost = erlang_b(load, agents)
    return agents * lost / (agents - load * (1.0 - lost))


def patient(load: float, agents: int, handling: float, within: float) -> Service:
    """Erlang C: nobody hangs up. `within`: seconds of the service level's goal."""
    if load <= 0:
        return IDLE
    waits = erlang_c(load, agents)
    spare = agents - load
    if spare <= 0:
        return Service(service_level=0.0, asa=inf, waits=1.0, abandoned=0.0, occupancy=1.0)
    return Service(
        service_level=1.0 - waits * exp(-spare * within / handling),
        asa=waits * handling / spare,
        waits=waits,
        abandoned=0.0,
        occupancy=load / agents,
    )


def impatient(load: float, agents: int, handling: float, patience: float, within: float) -> Service:
    """Erlang A: those who wait hang up after an exponential time with mean `patience`."""
    if load <= 0:
        return IDLE
    if agents <= 0:
        return Service(service_level=0.0, asa=inf, waits=1.0, abandoned=1.0, occupancy=0.0)
    if (load - agents) * patience / handling > FLOOD:
        return _flooded(load, agents, patience, within)
    line = _Line(load, agents, handling, patience)
    served = line.chances @ line.stays
    waited = line.chances @ (line.stays * line.waited_if_served)
    answered = line.free + float(served)
    return Service(
        service_level=line.free + float(line.chances @ line.served_within(within)),
        asa=float(waited) / answered if answered > 0 else inf,
        waits=1.0 - line.free,
        abandoned=max(1.0 - answered, 0.0),
        occupancy=min(load * answered / agents, 1.0),
    )


def _flooded(load: float, agents: int, patience: float, within: float) -> Service:
    """So many wait that chance no longer shows: everybody who is served has waited equally long."""
    served, wait = agents / load, patience * log(load / agents)
    return Service(
        service_level=served if wait <= within else 0.0,
        asa=wait,
        waits=1.0,
        abandoned=1.0 - served,
        occupancy=1.0,
    )


class _Line:
    """The line of an M/M/n+M system as an arriving caller finds it: `ahead` callers in it, 0, 1, 2, …

    A caller with k ahead is served after k + 1 departures of rates (n·μ + i·θ), i = k … 0, in which i counts
    who may hang up before. Of these times 1 − exp(−θ·t) is beta distributed with (k + 1, n·μ/θ).
    """

    def __init__(self, load: float, agents: int, handling: float, patience: float) -> None:
        self.ratio = agents * patience / handling  # n·μ/θ
        self.patience = patience
        self.ahead = np.arange(_longest(load, agents, handling, patience), dtype=np.float64)
        steps = log(load) + log(patience / handling) - np.log(self.ratio + self.ahead)
        steps[0] = 0.0
        weights = np.cumsum(steps)
        lost = erlang_b(load, agents)
        before = log(1.0 - lost) - log(lost) if 0.0 < lost < 1.0 else (inf if lost == 0.0 else -inf)
        top = max(float(weights.max()), before)
        if top == inf:
            self.free, self.chances = 1.0, np.zeros_like(weights)
        else:
            shares = np.exp(weights - top)
            all_free = exp(before - top)
            whole = float(shares.sum()) + all_free
            self.free, self.chances = all_free / whole, shares / whole
        self.stays = self.ratio / (self.ratio + self.ahead + 1.0)

    @property
    def waited_if_served(self) -> Floats:
        return np.cumsum(self.patience / (self.ratio + self.ahead + 1.0))

    def served_within(self, seconds: float) -> Floats:
        """For each place: the chance to be served at all, and by then.

        The incomplete beta function of (k + 1, b) falls with k by terms that are summed here as logarithms.
        """
        part = -np.expm1(-seconds / self.patience)
        if part <= 0:
            return np.zeros_like(self.ahead)
        b = self.ratio + 1.0
        first = -seconds / self.patience * b
        logs = np.cumsum(log(part) + np.log((self.ahead + b) / (self.ahead + 1.0)))
        terms = np.exp(np.concatenate(([first], first + logs[:-1])))
        within: Floats = np.clip(1.0 - np.cumsum(terms), 0.0, 1.0)
        return self.stays * within


def _longest(load: float, agents: int, handling: float, patience: float) -> int:
    """How many places hold all but a negligible part of the line."""
    rate, limit = load * patience / handling, agents * patience / handling
    center = max(rate - limit, 0.0)
    by_patience = center + sqrt(2.0 * NEGLIGIBLE * (max(rate, limit) + NEGLIGIBLE)) + NEGLIGIBLE
    by_load = NEGLIGIBLE / log(limit / rate) if 0 < rate < limit else inf
    return int(min(by_patience, by_load)) + 10


def seats_by_population(
    people: float, asking: float, busy_share: float, handling: float, seat_load: float
) -> float:
    """Seats by the customary rule (requirement GEN-23), not rounded.

    `asking`: share of the people who ask for a person in a day; `busy_share`: share of the day's calls in its
    busiest hour; `seat_load`: share of the hour in which a seat may handle.
    """
    return people * asking * busy_share * handling / (3600.0 * seat_load)
