import pytest

from lingtong.foundation.telemetry.clock_state import clock_state

pytestmark = pytest.mark.model


def test_the_kernel_says_whether_the_clock_is_in_step() -> None:
    clock = clock_state()
    assert clock.most is not None
    assert clock.most >= 0
    assert not clock.in_step or clock.most < 16  # what it says when nobody has set it
