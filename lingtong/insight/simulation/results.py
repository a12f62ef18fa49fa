"""Figures of played days, by the definitions that every report uses; over several seeds as a band."""

from collections.abc import Iterable, Sequence

import msgspec

from lingtong.floor.center import Center
from lingtong.floor.routing import Acd
from lingtong.insight.reporting import asa, occupancy, service_level
from lingtong.insight.simulation.tally import Count, Tally

ALL = ""  # the key of all queues together


class Band(msgspec.Struct, frozen=True, array_like=True):
    """A figure over several seeds: mean, least, most."""

    mean: float
    low: float
    high: float


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Times in seconds. None: no base, nothing was offered or nobody was there."""

    offered: Band
    answered: Band
    abandoned: Band
    other: Band
    longest: Band
    service_level: Band | None
    asa: Band | None
    occupancy: Band | None


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """The day as a whole, and its half hours."""

    day: Figures
    intervals: tuple[Figures, ...]


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """All queues together, and each queue by its id."""

    total: Curve
    queues: dict[str, Curve]


class _Plain(msgspec.Struct, frozen=True):
    """The figures of one seed, in the order of `Figures`."""

    offered: float
    answered: float
    abandoned: float
    other: float
    longest: float
    service_level: float | None
    asa: float | None
    occupancy: float | None


def serving(center: Center) -> dict[str, list[str]]:
    """Ids of the agents of each queue, as the router sees them; of all queues under `ALL`."""
    acd = Acd(center)
    found: dict[str, list[str]] = {queue_id: [] for queue_id in center.queues}
    for agent_id in center.agents:
        for queue_id in acd.able(agent_id):
            found[queue_id].append(agent_id)
    found[ALL] = sorted({agent_id for agents in found.values() for agent_id in agents})
    return found


def sheet_of(tallies: Sequence[Tally], center: Center) -> Sheet:
    """One tally for each seed. Queues in which nothing happened are left out."""
    agents = serving(center)
    used = [
        queue_id
        for queue_id in center.queues
        if any(count.offered for tally in tallies for count in tally.counts[queue_id])
    ]
    lines = {key: [_plain(tally, key, agents) for tally in tallies] for key in (ALL, *used)}
    curves = {key: _curve(found) for key, found in lines.items()}
    return Sheet(total=curves.pop(ALL), queues=curves)


def _plain(tally: Tally, key: str, agents: dict[str, list[str]]) -> list[_Plain]:
    """The day first, then its intervals."""
    chosen = tally.counts.values() if key == ALL else [tally.counts[key]]
    counts = [_sum(column) for column in zip(*chosen, strict=True)]
    handling, ready = tally.agents_time(agents[key])
    lines = [_figures(count, *times) for count, *times in zip(counts, handling, ready, strict=True)]
    return [_figures(_sum(counts), sum(handling), sum(ready)), *lines]


def _figures(count: Count, handling: float, ready: float) -> _Plain:
    return _Plain(
        count.offered,
        count.answered,
        count.abandoned,
        count.other,
        count.longest,
        service_level(count.within, count.answered, count.abandoned, count.short),
        asa(count.waited, count.answered),
        occupancy(handling, ready),
    )


def _curve(seeds: list[list[_Plain]]) -> Curve:
    day, *intervals = (_banded(moment) for moment in zip(*seeds, strict=True))
    return Curve(day=day, intervals=tuple(intervals))


def _banded(seeds: Sequence[_Plain]) -> Figures:
    def sure(name: str) -> Band:
        return _band([getattr(one, name) for one in seeds])

    def maybe(name: str) -> Band | None:
        found = [value for one in seeds if (value := getattr(one, name)) is not None]
        return _band(found) if found else None

    return Figures(
        offered=sure("offered"),
        answered=sure("answered"),
        abandoned=sure("abandoned"),
        other=sure("other"),
        longest=sure("longest"),
        service_level=maybe("service_level"),
        asa=maybe("asa"),
        occupancy=maybe("occupancy"),
    )


def _band(values: Sequence[float]) -> Band:
    mean, low, high = sum(values) / len(values), min(values), max(values)
    return Band(round(mean, 4), round(low, 4), round(high, 4))


def _sum(counts: Iterable[Count]) -> Count:
    whole = Count()
    for count in counts:
        whole.add(count)
    return whole
