"""What happens to callers in a flow, at random: keys, time, answers of all kinds, deaths."""

import random
from collections.abc import Iterable
from typing import get_args

from lingtong.floor.call_control.model import Stage
from lingtong.floor.live.commands import CancelCallback
from lingtong.floor.testing.fake_floor import FakeFloor
from lingtong.floor.turn import ErrandOutcome
from lingtong.foundation.journal import Fact
from lingtong.interactions.events import NodeEntered, NodeLeft

VALUES: tuple[dict[str, str], ...] = (
    {},
    {"word": "Wang", "amount": "x"},
    {f"v{n}": "y" * 600 for n in range(120)},
)
LONGEST = 3 * 3600.0  # no walk of a caller who does nothing takes longer


def press(day: FakeFloor, rng: random.Random, caller: str) -> None:
    for _ in range(rng.choice([1, 1, 2, 5, 9])):
        if caller in day.switch.legs:
            day.press(caller, rng.choice("0123456789*#"))


def answer(day: FakeFloor, rng: random.Random, _: str) -> None:
    """To one of the last errands, also twice and late."""
    if day.errands:
        outcome: ErrandOutcome = rng.choice(get_args(ErrandOutcome))
        day.errand_ends(outcome, dict(rng.choice(VALUES)), rng.choice(day.errands[-3:]))


def hang_up(day: FakeFloor, _: random.Random, caller: str) -> None:
    if caller in day.switch.legs:
        day.hangs_up(caller)


def die(day: FakeFloor, rng: random.Random, _: str) -> None:
    day.crash()
    day.world_moves(rng.choice([0.0, 5.0]))
    day.start()


def lose_the_switch(day: FakeFloor, rng: random.Random, _: str) -> None:
    day.socket_lost()
    day.time_passes(rng.choice([0.5, 20.0]))
    day.socket_back()


def others_answer(day: FakeFloor, rng: random.Random, _: str) -> None:
    for leg_id in [one.leg_id for one in day.switch.legs.values() if not one.connected and not one.source]:
        if rng.random() < 0.5:
            day.switch.pick_up(leg_id)
        else:
            day.hangs_up(leg_id, "busy")
    day.settle()


def wait(day: FakeFloor, rng: random.Random, _: str) -> None:
    day.time_passes(rng.choice([0.1, 1.0, 2.5, 9.0, 30.0]))


def all_leave(day: FakeFloor) -> None:
    """Callers who do nothing get out of their flow; then all hang up, and nothing may stay behind."""
    day.time_passes(LONGEST)
    inside = [it.id for it in day.engine.floor.board.interactions.values() if it.stage in INSIDE]
    assert not inside, f"{day.note}: {inside} are still inside"
    for promise in list(day.engine.floor.board.promises.open):  # nobody is there who would call back
        day.do(CancelCallback, "", callback_id=promise)
    for leg_id in list(day.switch.legs):
        day.hangs_up(leg_id)
    day.time_passes(600)
    board = day.engine.floor.board
    left = (day.switch.legs, board.interactions, board.keys, board.by_play, board.by_leg)
    assert not any(left), f"{day.note}: {left}"


INSIDE = (Stage.MENU, Stage.SURVEY, Stage.MESSAGE)


def walked(facts: Iterable[Fact]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """(flow, node) of those in which somebody waited, and of those that were gone through at once."""
    stood, passed = set[tuple[str, str]](), set[tuple[str, str]]()
    for fact in facts:
        if isinstance(fact, NodeEntered):
            stood.add((fact.flow_id, fact.node))
        elif isinstance(fact, NodeLeft):
            passed |= {(flow_id, node) for flow_id, node, _ in fact.passed}
            if (fact.flow_id, fact.node) not in stood:
                passed.add((fact.flow_id, fact.node))
    return stood, passed
