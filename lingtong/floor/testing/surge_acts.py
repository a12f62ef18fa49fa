"""Callers who would rather be called back, people who promise it, and emergency plans."""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta

from lingtong.floor.callbacks.model import Callback
from lingtong.floor.center import Center
from lingtong.floor.live import commands as ask
from lingtong.floor.testing.fake_floor import FakeFloor

Act = Callable[[FakeFloor, random.Random, Sequence[Center]], str]
ANIS = ("13812342046", "13900001111", "13900002222", "02087654321", "")
NEVER_CALLED = "+8613900002222"
AGENTS = ("zhang", "wang", "chen", "liu")


def caller_asks_back(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """Through the menu, into the line, the key, and mostly yes."""
    leg_id = day.caller_dials(ani=rng.choice(ANIS))
    day.time_passes(3.0)
    for key in rng.choice(["111", "1#1", "110", "11213900001111#1", "11", "12", "1112"]):
        day.press(leg_id, key)
        if rng.random() < 0.1:
            day.time_passes(rng.random() * 10)
    return leg_id


def somebody_promises(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    number = rng.choice([*ANIS, "95598", "110", "+12125551234"])
    due = rng.choice([None, None, day.clock.at + timedelta(seconds=rng.randrange(7200))])
    name, queue_id = rng.choice(AGENTS), rng.choice(["fault", "billing", "no such"])
    day.note = f"{name} promises {number} for {queue_id} at {due}"
    day.do(ask.AskCallback, name, number=number, queue_id=queue_id, due=due)
    return day.note


def promise_is_changed(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    one = _any(day, rng)
    if one is None:
        return "none"
    command = rng.choice([ask.CancelCallback, ask.CallbackNow])
    day.do(command, rng.choice(AGENTS), callback_id=one.id)
    return f"{command.__name__} {one.id}"


def customer_phone_does(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """Whom we call answers, or is busy, or declines."""
    ringing = [
        leg.leg_id
        for leg in day.switch.legs.values()
        if leg.far_end.startswith("number:") and not leg.connected
    ]
    if not ringing:
        return "nobody is called"
    leg_id = rng.choice(ringing)
    if rng.random() < 0.7:
        day.switch.pick_up(leg_id)
        day.settle()
        return f"{leg_id} answers"
    day.hangs_up(leg_id, rng.choice(["busy", "declined", "congestion", "unreachable"]))
    return f"{leg_id} does not"


def plan_starts_or_ends(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    command = rng.choice([ask.StartPlan, ask.StartPlan, ask.EndPlan])
    day.do(command, rng.choice(AGENTS), plan_id=rng.choice(["storm", "storm", "no such"]))
    return command.__name__


def _any(day: FakeFloor, rng: random.Random) -> Callback | None:
    open_ones = list(day.engine.floor.board.promises.open.values())
    return rng.choice(open_ones) if open_ones else None


SURGE_ACTS: list[tuple[Act, float]] = [
    (caller_asks_back, 3),
    (somebody_promises, 1),
    (promise_is_changed, 0.7),
    (customer_phone_does, 3),
    (plan_starts_or_ends, 0.4),
]
