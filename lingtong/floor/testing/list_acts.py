"""Numbers that come on lists and off them, reports of agents, and who decides about them."""

import random
from collections.abc import Callable, Sequence

from lingtong.floor.call_control.model import Stage
from lingtong.floor.center import Center
from lingtong.floor.lists.model import Entry, number_of
from lingtong.floor.live.commands import DecideLock, EndLock
from lingtong.floor.live.screening_commands import EndSuspicion
from lingtong.floor.testing.center import TENANT
from lingtong.floor.testing.fake_floor import FakeFloor
from lingtong.switch.commands import Play

Act = Callable[[FakeFloor, random.Random, Sequence[Center]], str]
NUMBERS = ("13812342046", "13900001111", "02087654321")
AGENTS = ("zhang", "wang", "chen", "liu", "sun")


def somebody_keeps_a_list(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """Blocks a number or a range for a while, or makes it a VIP's; mostly takes it off again."""
    list_id = rng.choice(["bad", "gold", "gold", "odd", "odd", "known"])
    number = number_of(rng.choice(NUMBERS), "CN")
    prefix = rng.random() < 0.2
    until = day.clock.at.timestamp() + rng.choice([30.0, 600.0])
    entry = Entry(TENANT, list_id, number[:6] if prefix else number, prefix, until)
    if rng.random() < 0.5:
        day.book.put(entry)
        return f"{entry.number} on {list_id}"
    day.book.drop(entry)
    return f"{entry.number} off {list_id}"


def supervisor_decides_about_a_number(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    locks = list(day.engine.floor.board.locks.open)
    lock_id, name = rng.choice(locks) if locks else "none", rng.choice(AGENTS)
    if rng.random() < 0.5:
        hours = rng.choice([None, 0.01, 9000.0])
        day.do(DecideLock, name, lock_id=lock_id, granted=rng.random() < 0.6, hours=hours)
        return f"{name} decides {lock_id}"
    day.do(EndLock, name, lock_id=lock_id)
    return f"{name} ends {lock_id}"


def screened_caller_presses(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """The key that was named, mostly."""
    said = {sent.leg_id: sent.media for sent in day.switch.sent[-200:] if isinstance(sent, Play)}
    asked = [
        it.customer.leg_id
        for it in day.engine.floor.board.interactions.values()
        if it.stage is Stage.MENU and it.screening is not None and not it.screening.outcome
    ]
    if not asked:
        return ""
    leg_id = rng.choice(asked)
    key = said.get(leg_id, ("9",))[-1][-1] if rng.random() < 0.8 else rng.choice("0123456789*#")
    day.press(leg_id, key)
    return f"{leg_id} {key}"


def supervisor_clears_a_number(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    open_now = list(day.engine.floor.board.suspicions.open)
    suspicion_id, name = rng.choice(open_now) if open_now else "none", rng.choice(AGENTS)
    day.do(EndSuspicion, name, suspicion_id=suspicion_id)
    return f"{name} clears {suspicion_id}"


LIST_ACTS: list[tuple[Act, float]] = [
    (somebody_keeps_a_list, 0.7),
    (supervisor_decides_about_a_number, 0.7),
    (screened_caller_presses, 3),
    (supervisor_clears_a_number, 0.2),
]
