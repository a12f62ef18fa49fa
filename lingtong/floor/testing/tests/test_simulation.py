"""A thousand simulated hours, those of attendance with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from lingtong.floor.testing.simulation import Failed, Simulation
from lingtong.floor.testing.watch import Wrong

pytestmark = pytest.mark.room
# Seeds that failed early, each with hours to run: days as good as others now, since every change of the floor
# changes them. What later seeds were kept for is written down in `test_planted`.
FAILED_ONCE = {**dict.fromkeys((2, 5, 13, 101, 114, 121, 164), 4.0), 65: 8.0}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The engine's log of a thousand hours is of no use here."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
    yield
    structlog.configure(**before)


CROWDED = (1000, 1005, 1010, 1015)  # days on which nobody in line loses patience


@pytest.mark.parametrize("seed", range(1000, 1017))
def test_fifty_hours(tmp_path: Path, seed: int) -> None:
    Simulation(seed, tmp_path, pace=4.0, crowded=seed in CROWDED).run(hours=50)


@pytest.mark.parametrize(("seed", "hours"), FAILED_ONCE.items())
def test_what_failed_once(tmp_path: Path, seed: int, hours: float) -> None:
    Simulation(seed, tmp_path).run(hours)


def test_a_day_without_faults_is_a_day_without_errors(tmp_path: Path) -> None:
    Simulation(3, tmp_path, faults=False).run(hours=5)


def test_the_same_seed_makes_the_same_day(tmp_path: Path) -> None:
    days = [Simulation(11, tmp_path / name) for name in ("one", "two")]
    for day in days:
        day.run(hours=2)
    assert days[0].counts == days[1].counts
    assert days[0].day.facts == days[1].day.facts
    assert len(days[0].day.facts) > 500


def test_a_failing_day_says_what_happened_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = Simulation(5, tmp_path)

    def never(*_: object) -> None:
        raise Wrong("made to fail")

    monkeypatch.setattr(simulation.day.watch, "quiet", never)
    with pytest.raises(Failed, match=r"seed 5, hour 0.*made to fail"):
        simulation.run(hours=1)
