"""Random flows, random callers, random answers and deaths: everybody gets out, and nothing is left behind."""

import random
from pathlib import Path

import msgspec
import pytest

from lingtong.floor.call_control.model import Stage
from lingtong.floor.ivr.check import check
from lingtong.floor.ivr.nodes import NODES
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import demo_center
from lingtong.floor.testing.flows import known_of, random_flows
from lingtong.floor.turn import ErrandOutcome

pytestmark = pytest.mark.room
FLOWS, A_DAY = 500, 20
OUTCOMES: list[ErrandOutcome] = ["done", "empty", "failed", "late", "refused"]
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
        day.errand_ends(rng.choice(OUTCOMES), dict(rng.choice(VALUES)), rng.choice(day.errands[-3:]))


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


DISTURB = (press, wait, answer, others_answer, hang_up, die, lose_the_switch)
WEIGHTS = (14, 12, 4, 2, 1, 0.6, 0.4)


def in_flow(day: FakeFloor) -> list[str]:
    live = day.engine.floor.board.interactions.values()
    return [it.id for it in live if it.stage is Stage.MENU]


def test_no_random_flow_holds_a_caller_or_leaves_a_channel_behind(tmp_path: Path) -> None:
    used: set[str] = set()
    for batch in range(FLOWS // A_DAY):
        day = FakeFloor(demo_center(), tmp_path / str(batch), seed=batch)
        day.switch.play_for = 2.0
        for seed in range(batch * A_DAY, (batch + 1) * A_DAY):
            used |= walk_one(day, seed)
        day.watch.close()
    assert used == set(NODES)


def walk_one(day: FakeFloor, seed: int) -> set[str]:
    """The kinds of nodes in the flow of this seed."""
    rng = random.Random(seed)
    flows = random_flows(rng, day.center)
    known = known_of(day.center)
    for flow in flows.values():
        assert not [one for one in check(flow, known) if one.severity == "error"], seed
    versions = {key: msgspec.structs.replace(flow, version=seed + 1) for key, flow in flows.items()}
    day.reconfigure(msgspec.structs.replace(day.center, flows={**day.center.flows, **versions}))
    day.note = f"seed {seed}"
    callers = [day.caller_dials(ani=f"1381234{seed:04}") for _ in range(3)]
    for _ in range(25):
        rng.choices(DISTURB, WEIGHTS)[0](day, rng, rng.choice(callers))
    day.time_passes(LONGEST)
    assert not in_flow(day), f"seed {seed}: somebody is still inside"
    for leg_id in list(day.switch.legs):
        day.hangs_up(leg_id)
    day.time_passes(600)
    for leg_id in list(day.switch.legs):  # who was promised to be called back
        day.hangs_up(leg_id)
    day.time_passes(600)
    board = day.engine.floor.board
    left = (day.switch.legs, board.interactions, board.keys, board.by_play, board.by_leg)
    assert not any(left), f"seed {seed}: {left}"
    return {node.type_name() for flow in flows.values() for node in flow.nodes.values()}
