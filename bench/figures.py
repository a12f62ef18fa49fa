"""Small statistics, without surprises."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Spread:
    """The middle of several rounds, and the least and the greatest of them."""

    value: float
    least: float
    greatest: float


def spread(values: Sequence[float]) -> Spread:
    return Spread(median(values), min(values), max(values))


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest rank: a value that was measured, and at least this share of all is not above it."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def ratio(ours: Sequence[float], comparator: Sequence[float]) -> Spread | None:
    """Round by round, so that both sides of each quotient were measured next to each other."""
    pairs = [one / other for one, other in zip(ours, comparator, strict=True) if other]
    return spread(pairs) if pairs else None


def in_turn(things: Sequence[Thing], round_number: int) -> list[Thing]:
    """A B, then B A, and so on: whoever goes second is not always the same."""
    return list(things) if round_number % 2 == 0 else list(reversed(things))


def gaps(freed: Sequence[tuple[float, str]], offered: Sequence[tuple[float, str]]) -> list[float]:
    """For each agent who became free: the time until the next offer to the same agent, if one came."""
    events = sorted([(at, 0, who) for at, who in freed] + [(at, 1, who) for at, who in offered])
    idle: dict[str, float] = {}
    found = []
    for at, is_offer, who in events:
        if not is_offer:
            idle[who] = at
        elif who in idle:
            found.append(at - idle.pop(who))
    return found
