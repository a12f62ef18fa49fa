"""What others do for callers in flows, at random: errands are answered, wrongly, late, twice or never."""

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import get_args

from lingtong.floor.center import Center
from lingtong.floor.live.fax_commands import CallFax, DropFax
from lingtong.floor.testing.fake_floor import FakeFloor
from lingtong.floor.turn import ErrandOutcome
from lingtong.kit import Refusal

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


def fax_is_sent(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """To a machine, now and then one that is called already; the switch says how it ends."""
    fax_id, number = f"fax-{rng.randint(1, 6)}", f"0106666000{rng.randint(1, 4)}"
    day.switch.behavior[number] = rng.choice(["answers", "busy", "rings", "unreachable"])
    day.switch.fax_error = rng.choice(["", "", "hung up"])
    with suppress(Refusal):
        if rng.random() < 0.2:
            day.do(DropFax, "", fax_id=fax_id)
        else:
            day.do(CallFax, "", fax_id=fax_id, number=number)
    return f"{fax_id} to {number}"


def machine_calls(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    callers = [leg.leg_id for leg in day.switch.legs.values() if leg.source]
    if callers:
        day.switch.fax_calls(leg_id := rng.choice(callers))
        day.settle()
        return leg_id
    return "none"


FLOW_ACTS: list[tuple[Callable[[FakeFloor, random.Random, Sequence[Center]], str], float]] = [
    (errand_is_answered, 2),
    (caller_types, 2),
    (fax_is_sent, 1),
    (machine_calls, 0.5),
]
