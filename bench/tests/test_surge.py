import pytest

from bench.surge import surge

pytestmark = pytest.mark.room


def test_a_wave_is_served_in_turn_and_leaves_nothing_behind() -> None:
    found = surge(callers=600, seconds=4.0, agents=20)
    assert found.served == 600
    assert (found.unspoken, found.violations, found.wrong_seats, found.left) == (0, 0, 0, 0)
    assert found.drained < 1.1 * found.fluid


def test_who_finds_no_room_hears_why() -> None:
    found = surge(callers=2600, seconds=3.0, agents=20)
    assert found.told > 500
    assert found.served + found.told == 2600
    assert (found.unspoken, found.violations, found.wrong_seats, found.left) == (0, 0, 0, 0)
