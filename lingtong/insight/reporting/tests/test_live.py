from datetime import timedelta
from pathlib import Path

import pytest

from lingtong.floor.center import Center
from lingtong.floor.live.figures import AgentCounters, EntryPointFigures, FiguresChanged, QueueFigures
from lingtong.floor.live.projector import Projector
from lingtong.floor.live.views import Hello
from lingtong.floor.testing import TENANT
from lingtong.floor.testing.fake_floor import FakeFloor
from lingtong.floor.testing.simulation import Simulation
from lingtong.insight.reporting.live import LiveFigures
from lingtong.insight.reporting.metrics import Fold, Goal
from lingtong.insight.reporting.testing import differences

pytestmark = pytest.mark.room


class FoldedToday:
    """Today out of facts at hand instead of the database's."""

    def __init__(self, fold: Fold, center: Center) -> None:
        self._fold, self._center = fold, center

    def fold(self, _: str) -> Fold:
        return self._fold

    def goal(self, queue_id: str) -> Goal:
        queue = self._center.queues[queue_id]
        return Goal(queue.goal_seconds, queue.short_abandoned)


class Book:
    def __init__(self, day: FakeFloor) -> None:
        self._day = day

    def current(self) -> Center:
        return self._day.center


class Picture:
    """The floor as the hub knows it from one hello."""

    def __init__(self, hello: Hello) -> None:
        self.queues = {view.queue_id: view for view in hello.queues}
        self.agents = {row.agent_id: row for row in hello.agents}
        self.lines = hello.lines


class Put:
    """Figures by id."""

    def __init__(self, view: FiguresChanged) -> None:
        self.queues: dict[str, QueueFigures] = {one.queue_id: one for one in view.queues}
        self.entry_points: dict[str, EntryPointFigures] = {
            one.entry_point_id: one for one in view.entry_points
        }
        self.counters: AgentCounters | None = view.counters


def figures(day: FakeFloor, live: LiveFigures) -> FiguresChanged:
    return live.whole(TENANT, Picture(Projector(day.engine.floor.board).hello(TENANT, "")))


@pytest.mark.parametrize("seed", range(1, 7))
def test_figures_of_random_days_equal_a_count_by_hand(seed: int, tmp_path: Path) -> None:
    simulation = Simulation(seed, tmp_path, pace=0.7)
    day, fold, taken = simulation.day, Fold("Asia/Shanghai"), 0
    for _ in range(4):
        simulation.run(simulation.hours + 0.4)
        for fact in day.facts[taken:]:
            fold.take(fact)
        taken = len(day.facts)
        live = LiveFigures(FoldedToday(fold, day.center), Book(day), day.clock)  # type: ignore[arg-type]
        assert differences(Put(figures(day, live)), day.facts, day.clock.at) == []


def test_only_what_has_changed_is_told_and_time_alone_tells_little(tmp_path: Path) -> None:
    day = FakeFloor(Simulation(1, tmp_path / "x").day.center, tmp_path / "day")
    fold = Fold("Asia/Shanghai")
    live = LiveFigures(FoldedToday(fold, day.center), Book(day), day.clock)  # type: ignore[arg-type]

    def told() -> FiguresChanged | None:
        for fact in day.facts:
            fold.take(fact)
        day.facts.clear()
        return live.changed(TENANT, Picture(Projector(day.engine.floor.board).hello(TENANT, "")))

    first = told()
    assert first is not None
    assert len(first.queues) == len(day.center.queues)
    assert told() is None
    day.clock.at += timedelta(seconds=1)
    assert told() is None
    day.caller_waits("fault")
    view = told()
    assert view is not None
    assert [one.queue_id for one in view.queues] == ["fault"]
    assert [one.entry_point_id for one in view.entry_points] == ["main"]
    assert view.agents == ()
    assert view.ports is not None
    assert view.ports.in_use == 1


def test_the_hour_turns_over_at_the_full_hour_of_the_tenants_clock(tmp_path: Path) -> None:
    day = FakeFloor(Simulation(1, tmp_path / "x").day.center, tmp_path / "day")
    fold = Fold("Asia/Shanghai")
    live = LiveFigures(FoldedToday(fold, day.center), Book(day), day.clock)  # type: ignore[arg-type]
    caller = day.caller_waits("fault")
    day.hangs_up(caller)
    for fact in day.facts:
        fold.take(fact)

    def main() -> EntryPointFigures:
        return Put(figures(day, live)).entry_points["main"]

    day.clock.at = day.clock.at.replace(minute=59, second=59, microsecond=999_999)
    assert (main().this_hour.arrivals, main().last_hour.arrivals) == (1, 0)
    day.clock.at += timedelta(microseconds=1)
    assert (main().this_hour.arrivals, main().last_hour.arrivals, main().today.arrivals) == (0, 1, 1)
    day.clock.at += timedelta(hours=1)
    assert (main().this_hour.arrivals, main().last_hour.arrivals, main().today.lost) == (0, 0, 1)
