"""What others do for callers in flows, at random: errands are answered, wrongly, late, twice or never."""

import random
from collections.abc import Callable, Sequence
from typing import get_args

from lingtong.floor.center import Center
from lingtong.floor.testing.fake_floor import FakeFloor
from lingtong.floor.turn import ErrandOutcome

VALUES: tuple[dict[str, str], ...] = ({}, {"word": "Wang", "amount": "12.5"}, {"amount": "x", "born": ""})
LATEST = 5


def errand_is_answered(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    if not day.errands:
        return "none"
    errand = rng.choice(day.errands[-LATEST:])
    outcome: ErrandOutcome = rng.choice(get_args(ErrandOutcome))
    day.errand_ends(outcome, dict(rng.choice(VALUES)), errand)
    return f"{errand.id} {outcome}"


def caller_types(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """Several keys at once, also before anybody asks."""
    callers = [leg.leg_id for leg in day.switch.legs.values() if leg.source]
    keys = "".join(rng.choice("0123456789*#") for _ in range(rng.randint(2, 10)))
    leg_id = rng.choice(callers) if callers else ""
    for key in keys:
        if leg_id in day.switch.legs:
            day.press(leg_id, key)
    return f"{leg_id} {keys}"


FLOW_ACTS: list[tuple[Callable[[FakeFloor, random.Random, Sequence[Center]], str], float]] = [
    (errand_is_answered, 2),
    (caller_types, 2),
]
