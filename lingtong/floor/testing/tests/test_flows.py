"""Random flows, random callers, random answers and deaths: everybody gets out, and nothing is left behind."""

import random
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from lingtong.floor.ivr.check import check
from lingtong.floor.ivr.nodes import NODES
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.flow_callers import (
    all_leave,
    answer,
    die,
    hang_up,
    lose_the_switch,
    others_answer,
    press,
    wait,
    walked,
)
from lingtong.floor.testing.flow_center import flow_center
from lingtong.floor.testing.flows import PASSED, known_of, random_flows
from lingtong.kit import Refusal

pytestmark = pytest.mark.room
FLOWS, A_DAY = 500, 20
DISTURB = (press, wait, answer, others_answer, hang_up, die, lose_the_switch)
WEIGHTS = (14, 12, 4, 2, 1, 0.6, 0.4)


def test_no_random_flow_holds_a_caller_or_leaves_a_channel_behind(tmp_path: Path) -> None:
    """And among them somebody has waited in every kind of node that waits, and gone through all others."""
    stood, passed = set[str](), set[str]()
    for batch in range(FLOWS // A_DAY):
        day = FakeFloor(flow_center(), tmp_path / str(batch), seed=batch)
        day.switch.play_for = 2.0
        for seed in range(batch * A_DAY, (batch + 1) * A_DAY):
            here, through = walk_one(day, seed)
            stood |= here
            passed |= through
        day.watch.close()
    assert stood == set(NODES) - PASSED
    assert passed >= PASSED


def walk_one(day: FakeFloor, seed: int) -> tuple[set[str], set[str]]:
    """The kinds of nodes in which somebody waited in the flow of this seed, and of those gone through."""
    rng = random.Random(seed)
    flows = random_flows(rng, day.center)
    known = known_of(day.center)
    for flow in flows.values():
        assert not [one for one in check(flow, known) if one.severity == "error"], seed
    versions = {key: msgspec.structs.replace(flow, version=seed + 1) for key, flow in flows.items()}
    day.reconfigure(msgspec.structs.replace(day.center, flows={**day.center.flows, **versions}))
    day.note = f"seed {seed}"
    before = len(day.facts)
    with suppress(Refusal):  # who is signed in already
        day.agent_ready(rng.choice(["zhang", "wang"]))
    callers = [day.caller_dials(ani=f"1381234{seed:04}") for _ in range(3)]
    for _ in range(25):
        rng.choices(DISTURB, WEIGHTS)[0](day, rng, rng.choice(callers))
    all_leave(day)
    kinds = {(key, node): one.type_name() for key, flow in flows.items() for node, one in flow.nodes.items()}
    stood, passed = walked(day.facts[before:])
    return {kinds[one] for one in stood}, {kinds[one] for one in passed if one in kinds}
