"""The engine dies at every moment of a walk, one by one: the caller goes on, and nothing stays behind."""

import random
from pathlib import Path

import msgspec
import pytest

from lingtong.floor.call_control.model import Interaction
from lingtong.floor.center import Center
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.flow_callers import all_leave, answer, others_answer, press, wait
from lingtong.floor.testing.flow_center import flow_center
from lingtong.floor.testing.flows import random_flows
from lingtong.interactions.events import InteractionEnded, NodeEntered

pytestmark = pytest.mark.room
ACTS, WEIGHTS = (press, wait, answer, others_answer), (5, 5, 3, 1)
STEPS = 12
FLOWS_BY_STEP, FLOWS_BY_MOMENT = range(1000, 1040), range(2000, 2008)


def center_of(seed: int) -> Center:
    center = flow_center()
    drawn = random_flows(random.Random(seed), center)
    return msgspec.structs.replace(center, flows={**center.flows, **drawn})


def walk(center: Center, folder: Path, seed: int, *, moment: int = 0, step: int = -1) -> FakeFloor:
    """The same caller does the same in the same flow; the engine dies at this moment, or before this step."""
    day = FakeFloor(center, folder, seed=seed)
    day.note = f"seed {seed}, moment {moment}, step {step}"
    day.switch.play_for = 2.0
    day.moments = 0
    if moment:
        day.die_at(moment)
    caller = day.caller_dials()
    for number in range(STEPS):
        if number == step:
            dies(day, caller)
        rng = random.Random(f"{seed} {number}")
        rng.choices(ACTS, WEIGHTS)[0](day, rng, caller)
    return day


def ends(day: FakeFloor) -> None:
    all_leave(day)
    day.watch.close()
    broken = [fact for fact in day.facts if isinstance(fact, InteractionEnded) and fact.result == "lost"]
    assert not broken, f"{day.note}: {broken}"
    visits: dict[str, int] = {}
    for fact in day.facts:
        if isinstance(fact, NodeEntered):
            assert fact.visit > visits.get(fact.interaction_id, 0), f"{day.note}: {fact} once more"
            visits[fact.interaction_id] = fact.visit


def place(it: Interaction | None) -> tuple[int, str, str]:
    if it is None or it.position is None:
        return 0, "", ""
    return it.position.count, it.position.flow_id, it.position.node


def dies(day: FakeFloor, caller: str) -> None:
    """The caller stands where he stood, or further on where there was nothing to wait for."""
    board = day.engine.floor.board
    before, stage = place(board.of_leg(caller)), getattr(board.of_leg(caller), "stage", None)
    day.crash()
    day.start()
    it = day.engine.floor.board.of_leg(caller)
    assert (caller in day.switch.legs) == (it is not None), day.note
    after = place(it)
    assert after == before or after[0] > before[0] or getattr(it, "stage", None) != stage, day.note


@pytest.mark.parametrize("seed", FLOWS_BY_STEP)
def test_a_death_between_any_two_steps_changes_nobodys_way(tmp_path: Path, seed: int) -> None:
    center = center_of(seed)
    for step in range(STEPS):
        ends(walk(center, tmp_path / str(step), seed, step=step))


@pytest.mark.parametrize("seed", FLOWS_BY_MOMENT)
def test_a_death_at_any_moment_holds_nobody(tmp_path: Path, seed: int) -> None:
    """Before the journal is written, after it, and between any two commands to the switch."""
    center = center_of(seed)
    whole = walk(center, tmp_path / "0", seed)
    moments = whole.moments
    ends(whole)
    for moment in range(1, moments + 1):
        day = walk(center, tmp_path / str(moment), seed, moment=moment)
        ends(day)
        assert day.deaths, day.note
