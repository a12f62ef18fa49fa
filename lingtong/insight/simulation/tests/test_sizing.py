import pytest

from lingtong.insight.simulation.errors import NoSize
from lingtong.insight.simulation.sizing import Demand, lines_for, seats_for, size

pytestmark = pytest.mark.model


def test_the_fewest_agents_who_reach_the_goal() -> None:
    found = size(Demand(calls=200, handling=180))
    by_agents = {choice.agents: choice for choice in found.choices}
    assert (found.load, found.formula, found.agents) == (10.0, "C", 14)
    assert by_agents[13].service_level < 0.8 <= by_agents[14].service_level
    assert [choice.agents for choice in found.choices] == [11, 12, 13, 14, 15, 16, 17]


def test_callers_who_hang_up_need_fewer_agents() -> None:
    assert size(Demand(calls=200, handling=180, patience=120)).agents == 12


def test_a_line_that_would_only_grow_has_no_mean_wait() -> None:
    found = size(Demand(calls=3600, handling=10, goal_share=0.01))
    assert found.choices[0].agents <= 10
    assert found.choices[0].asa is None


def test_thousands_of_agents() -> None:
    found = size(Demand(calls=60_000, handling=180))
    assert found.load == 3000
    assert 3000 < found.agents < 3060


def test_a_limit_of_occupancy_adds_agents() -> None:
    assert size(Demand(calls=60_000, handling=180, occupancy_at_most=0.85)).agents == 3530


def test_shrinkage_is_paid_for() -> None:
    assert size(Demand(calls=200, handling=180, shrinkage=0.3)).paid == 20


def test_a_goal_out_of_reach_is_refused() -> None:
    with pytest.raises(NoSize):
        size(Demand(calls=1_000_000, handling=3600))
    with pytest.raises(NoSize):
        lines_for(50_000, 0.01)


@pytest.mark.parametrize(
    ("load", "loss", "lines"), [(10, 0.0365, 15), (4.46, 0.01, 10), (12.03, 0.01, 20), (84.06, 0.01, 100)]
)
def test_lines_are_those_of_the_published_tables(load: float, loss: float, lines: int) -> None:
    assert lines_for(load, loss) == lines


def test_seats_are_rounded_to_the_nearest() -> None:
    assert [seats_for(exact) for exact in (16.07, 16.5, 0.2)] == [16, 17, 1]
