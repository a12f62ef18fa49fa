"""The floor works a morning; the simulation plays it again out of its facts."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import msgspec
import pytest

from lingtong.floor.call_control.model import Stage
from lingtong.floor.center import Center
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import TENANT, FakeFloor, demo_center
from lingtong.insight.simulation.model import Arrival, Recorded, Scenario
from lingtong.insight.simulation.playing import center_of, day_starts
from lingtong.insight.simulation.recorded import Recording
from lingtong.insight.simulation.results import Sheet, sheet_of
from lingtong.insight.simulation.traffic import draw, patience_of
from lingtong.insight.simulation.world import World

pytestmark = pytest.mark.room

DAY = "2026-11-23"
PEOPLE = ("wang", "zhang")


@dataclass
class Caller:
    leg_id: str
    press_at: float
    leaves_at: float
    talks_for: float
    ends_at: float = 0.0


class Morning:
    """Chance brings callers to the fault line; two agents talk, wrap up, and sometimes miss a call."""

    def __init__(self, day: FakeFloor, seed: int, every: float) -> None:
        self.day, self.rng, self.every = day, Random(seed), every
        self.callers: list[Caller] = []
        self.passed = 0.0

    def work(self, hours: float) -> None:
        coming = self.rng.expovariate(1 / self.every)
        while self.passed < hours * 3600:
            if coming <= self.passed:
                self._dial()
                coming += self.rng.expovariate(1 / self.every)
            for caller in list(self.callers):
                self._look(caller)
            for name in PEOPLE:
                self._agent(name)
            self.day.time_passes(1)
            self.passed += 1

    def _dial(self) -> None:
        leg_id = self.day.caller_dials()
        patience, talks = self.rng.expovariate(1 / 90), self.rng.lognormvariate(4.2, 0.5)
        self.callers.append(Caller(leg_id, self.passed + 4, self.passed + 4 + patience, talks))

    def _look(self, caller: Caller) -> None:
        stage = self.day.call(caller.leg_id).stage
        if caller.press_at and caller.press_at <= self.passed:
            caller.press_at = 0.0
            self.day.press(caller.leg_id, "1")
        elif stage is Stage.QUEUED and caller.leaves_at <= self.passed:
            self._goes(caller)
        elif stage is Stage.TALKING:
            caller.ends_at = caller.ends_at or self.passed + caller.talks_for
            if caller.ends_at <= self.passed:
                self._goes(caller)

    def _goes(self, caller: Caller) -> None:
        self.callers.remove(caller)
        self.day.hangs_up(caller.leg_id)

    def _agent(self, name: str) -> None:
        state = self.day.state_of(name)
        if state == "ready":
            behavior = "rings" if self.rng.random() < 0.08 else "answers"
            self.day.switch.behavior[f"ep-{name}"] = behavior  # type: ignore[assignment]
        elif state == "after_call_work" and self.rng.random() < 1 / 15:
            about = self.day.seat(name).interaction_id
            self.day.do(ask.WrapUp, name, interaction_id=about, disposition_id="done", notes="")
        elif state == "not_ready" and self.rng.random() < 1 / 20:
            self.day.do(ask.SetReady, name)


def of_facts(day: FakeFloor, length: float) -> tuple[Scenario, Sheet]:
    recording = Recording(center(), day_starts(DAY, "Asia/Shanghai"), length)
    for fact in day.facts:
        recording.take(fact)
    scenario = recording.scenario()
    return scenario, sheet_of([recording.finish()], scenario.center)


def center() -> Center:
    return center_of(demo_center(), TENANT)


@pytest.fixture
def day(tmp_path: Path) -> FakeFloor:
    return FakeFloor(demo_center(), tmp_path / "floor")


def test_a_morning_played_again_is_about_the_morning_that_was(day: FakeFloor) -> None:
    for name in PEOPLE:
        day.agent_ready(name)
    Morning(day, seed=5, every=58).work(hours=6)
    scenario, truth = of_facts(day, 16 * 3600)
    assert isinstance(scenario.source, Recorded)
    assert set(scenario.shifts) == set(PEOPLE)
    assert 0.02 < scenario.unanswered < 0.25
    assert scenario.answer_after == pytest.approx(2.05, abs=0.3)

    played = sheet_of([World(scenario, draw(scenario, seed)).play() for seed in range(10)], scenario.center)
    was, again = truth.queues["fault"].day, played.queues["fault"].day
    assert was.offered.mean == again.offered.mean > 300
    assert was.abandoned.mean > 20
    assert again.abandoned.mean == pytest.approx(was.abandoned.mean, rel=0.25)
    for name, near in (("service_level", 0.05), ("occupancy", 0.04), ("asa", 4.0)):
        one, other = getattr(was, name), getattr(again, name)
        assert other.mean == pytest.approx(one.mean, abs=near), name


def test_one_call_is_read_with_all_its_times(day: FakeFloor) -> None:
    day.switch.behavior = {"ep-wang": "answers"}
    caller = day.caller_waits("fault")
    day.time_passes(10)
    day.agent_ready("wang")
    day.time_passes(2.1 + 60)
    day.do(ask.Hold, "wang")
    day.time_passes(10)
    day.do(ask.Retrieve, "wang")
    about = day.seat("wang").interaction_id
    day.hangs_up(caller)
    day.time_passes(12)
    day.do(ask.WrapUp, "wang", interaction_id=about, disposition_id="done", notes="")
    scenario, truth = of_facts(day, 24 * 3600)
    assert isinstance(scenario.source, Recorded)
    [call] = scenario.source.arrivals
    assert (call.queue_id, call.outcome, call.priority) == ("fault", "answered", 0)
    assert call.at == pytest.approx(9 * 3600 + 3.5, abs=0.1)
    assert (call.waited, call.handling) == pytest.approx((12.1, 70), abs=0.2)
    assert call.after_call_work == pytest.approx(12, abs=0.1)
    figures = truth.queues["fault"].day
    assert figures.asa is not None
    assert figures.asa.mean == pytest.approx(12.1, abs=0.1)
    assert sum(shift.ends - shift.begins for shift in scenario.shifts["wang"]) > 80


def test_an_agent_at_a_call_that_no_line_gave_is_away(day: FakeFloor) -> None:
    day.switch.behavior = {"ep-wang": "answers", "13900000000": "answers"}
    day.agent_ready("wang")
    day.time_passes(100)
    day.do(ask.Dial, "wang", number="13900000000")
    day.time_passes(200)
    day.agent_hangs_up("wang")
    day.time_passes(100)
    scenario, _ = of_facts(day, 9 * 3600 + 360)
    spans = [(shift.begins - 9 * 3600, shift.ends - 9 * 3600) for shift in scenario.shifts["wang"]]
    assert spans[0] == pytest.approx((0, 100), abs=1)
    assert all(begins >= 295 for begins, _ in spans[1:])


def test_facts_of_a_queue_that_was_removed_are_left_out(day: FakeFloor) -> None:
    day.caller_waits("fault")
    day.caller_waits("billing")
    smaller = center()
    recording = Recording(
        msgspec.structs.replace(smaller, queues={"billing": smaller.queues["billing"]}),
        day_starts(DAY, "Asia/Shanghai"),
        86_400,
    )
    for fact in day.facts:
        recording.take(fact)
    day.time_passes(1)
    assert recording.finish().counts["billing"][18].offered == 1
    assert list(recording.finish().counts) == ["billing"]


def test_a_call_of_the_day_before_is_not_of_this_day(day: FakeFloor) -> None:
    day.caller_waits("fault")
    recording = Recording(center(), day_starts(DAY, "Asia/Shanghai") + timedelta(days=1), 86_400)
    for fact in day.facts:
        recording.take(fact)
    assert recording.scenario().source == Recorded(arrivals=())


def test_patience_is_what_explains_who_hung_up() -> None:
    rng, arrivals = Random(1), []
    for _ in range(5000):
        patience, served = rng.expovariate(1 / 120), rng.expovariate(1 / 60)
        outcome = "abandoned" if patience < served else "answered"
        waited = min(patience, served)
        arrivals.append(Arrival(at=0, queue_id="fault", waited=waited, outcome=outcome))  # type: ignore[arg-type]
    assert patience_of(arrivals) == pytest.approx(120, rel=0.06)
