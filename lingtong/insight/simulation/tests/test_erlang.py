from fractions import Fraction
from itertools import pairwise
from math import exp, inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingtong.insight.simulation.erlang import (
    erlang_b,
    erlang_c,
    impatient,
    patient,
    seats_by_population,
)

pytestmark = pytest.mark.model


def exact_b(load: Fraction, lines: int) -> Fraction:
    """From the definition, A^n/n! ÷ Σ A^k/k!, in exact arithmetic."""
    term = whole = Fraction(1)
    for line in range(1, lines + 1):
        term = term * load / line
        whole += term
    return term / whole


def exact_c(load: Fraction, agents: int) -> Fraction:
    term = below = Fraction(1)
    for agent in range(1, agents):
        term = term * load / agent
        below += term
    all_busy = term * load / agents * agents / (agents - load)
    return all_busy / (below + all_busy)


@pytest.mark.parametrize(
    ("load", "lines", "loss"),
    [  # published tables of the loss formula, four figures
        (10, 15, 0.0365),
        (4.461, 10, 0.01),
        (12.03, 20, 0.01),
        (20.34, 30, 0.01),
        (29.01, 40, 0.01),
        (84.06, 100, 0.01),
        (1.0, 1, 0.5),
        (2.0, 2, 0.4),
        (5.084, 10, 0.02),
    ],
)
def test_b_is_that_of_the_published_tables(load: float, lines: int, loss: float) -> None:
    assert erlang_b(load, lines) == pytest.approx(loss, abs=6e-5)


@pytest.mark.parametrize(
    ("load", "agents", "waits"),
    [  # 1/3 and 4/9 by hand; 10 erlangs from published tables of the delay formula
        (1, 2, 1 / 3),
        (2, 3, 4 / 9),
        (10, 11, 0.6821),
        (10, 12, 0.4494),
        (0.5, 1, 0.5),
    ],
)
def test_c_is_that_of_the_published_tables(load: float, agents: int, waits: float) -> None:
    assert erlang_c(load, agents) == pytest.approx(waits, abs=6e-5)


@pytest.mark.parametrize(("load", "lines"), [(7, 9), (45, 60), (180, 200), (1000, 1010), (950, 900)])
def test_b_equals_exact_arithmetic(load: int, lines: int) -> None:
    assert erlang_b(load, lines) == pytest.approx(float(exact_b(Fraction(load), lines)), rel=1e-12)


@pytest.mark.parametrize(("load", "agents"), [(7, 9), (45, 60), (180, 200), (1000, 1010)])
def test_c_equals_exact_arithmetic(load: int, agents: int) -> None:
    assert erlang_c(load, agents) == pytest.approx(float(exact_c(Fraction(load), agents)), rel=1e-11)


def test_c_of_too_few_agents_is_a_line_that_only_grows() -> None:
    found = patient(10, 10, 180, 20)
    assert (found.waits, found.service_level, found.asa, found.occupancy) == (1, 0, inf, 1)


def test_a_with_endless_patience_is_c() -> None:
    with_c, with_a = patient(10, 14, 180, 20), impatient(10, 14, 180, 1e10, 20)
    for name in ("service_level", "asa", "waits", "occupancy"):
        assert getattr(with_a, name) == pytest.approx(getattr(with_c, name), rel=1e-5)


def test_a_with_no_patience_is_b() -> None:
    assert impatient(10, 15, 180, 1e-6, 20).abandoned == pytest.approx(erlang_b(10, 15), rel=1e-4)


@pytest.mark.parametrize(
    ("load", "agents", "patience", "within"),
    [(10, 12, 120, 20), (15, 12, 60, 20), (2, 3, 300, 5), (40, 40, 45, 60), (1, 1, 10, 0)],
)
def test_a_equals_the_chain_solved_step_by_step(
    load: float, agents: int, patience: float, within: float
) -> None:
    """Beside the closed form: the chain's own equations, and those of a caller's way through the line."""
    service_level, abandoned, waits = solved(load, agents, 180.0, patience, within)
    found = impatient(load, agents, 180.0, patience, within)
    assert found.service_level == pytest.approx(service_level, abs=1e-6)
    assert found.abandoned == pytest.approx(abandoned, abs=1e-9)
    assert found.waits == pytest.approx(waits, abs=1e-9)
    assert found.occupancy == pytest.approx(load * (1 - abandoned) / agents, rel=1e-9)


def solved(
    load: float, agents: int, handling: float, patience: float, within: float
) -> tuple[float, float, float]:
    rate, places = load / handling, 400
    chances = [1.0]
    for count in range(1, agents + places):
        busy, waiting = min(count, agents), max(count - agents, 0)
        chances.append(chances[-1] * rate / (busy / handling + waiting / patience))
    states = np.array(chances) / sum(chances)
    ahead = np.arange(places)
    forward = agents / handling + ahead / patience

    def slope(served: np.ndarray) -> np.ndarray:
        before = np.concatenate(([1.0], served[:-1]))
        return np.asarray(forward * (before - served) - served / patience)

    served, step = np.zeros(places), 0.005
    for _ in range(round(within / step)):
        one = slope(served)
        two = slope(served + step / 2 * one)
        three = slope(served + step / 2 * two)
        served = served + step / 6 * (one + 2 * two + 2 * three + slope(served + step * three))
    line = states[agents:]
    abandoned = float(line @ ahead) / patience / rate
    return float(states[:agents].sum() + line @ served), abandoned, float(line.sum())


@given(
    load=st.floats(0.01, 5000),
    agents=st.integers(1, 6000),
    handling=st.floats(10, 2000),
    patience=st.floats(1, 5000),
    within=st.floats(0, 600),
)
def test_a_stays_a_probability_up_to_thousands_of_agents(
    load: float, agents: int, handling: float, patience: float, within: float
) -> None:
    found = impatient(load, agents, handling, patience, within)
    assert 0 <= found.service_level <= 1 + 1e-9
    assert 0 <= found.abandoned <= 1
    assert 0 <= found.occupancy <= 1
    assert found.asa >= 0
    assert found.service_level <= 1 - found.abandoned + 1e-6


def test_more_agents_never_serve_worse() -> None:
    levels = [impatient(900, agents, 200, 90, 20).service_level for agents in range(800, 1000, 5)]
    assert all(one <= other + 1e-12 for one, other in pairwise(levels))
    assert levels[0] < 0.9
    assert levels[-1] > 0.99


def test_no_calls_are_served_at_once() -> None:
    assert patient(0, 3, 180, 20).service_level == impatient(0, 3, 180, 60, 20).service_level == 1


def test_a_goal_of_no_time_counts_those_who_are_served_at_once() -> None:
    found = impatient(10, 10, 180, 60, 5e-324)
    assert found.service_level == pytest.approx(1 - found.waits)


def test_a_flood_is_told_by_its_mean_and_meets_the_formula_there() -> None:
    flooded = impatient(20_000, 10_000, 10, 3600, 60)
    near = impatient(20_000, 10_000, 3600, 3600, 60)
    assert flooded.abandoned == pytest.approx(near.abandoned, abs=0.001)
    assert flooded.asa == pytest.approx(near.asa, rel=0.01)


def test_the_rule_of_the_population_gives_the_seats_of_the_example() -> None:
    assert seats_by_population(500_000, 0.003, 0.18, 150, 0.7) == pytest.approx(16.07, abs=0.005)


def test_a_quarter_of_the_callers_of_c_wait_longer_by_its_exponential_law() -> None:
    waits = erlang_c(10, 12)
    assert 1 - patient(10, 12, 180, 60).service_level == pytest.approx(waits * exp(-2 * 60 / 180))
