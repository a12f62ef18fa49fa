"""An entry point's own limits: so many lines, so many new calls within a second; the others hear why."""

from typing import Any

import msgspec
import pytest

from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import InteractionArrived, InteractionEnded
from lingtong.switch.commands import Play

pytestmark = pytest.mark.room


def with_limits(day: FakeFloor, **limits: Any) -> None:
    points = {key: msgspec.structs.replace(one, **limits) for key, one in day.center.entry_points.items()}
    day.reconfigure(msgspec.structs.replace(day.center, entry_points=points))


def heard(day: FakeFloor, leg_id: str) -> list[str]:
    plays = (sent for sent in day.switch.sent if isinstance(sent, Play) and sent.leg_id == leg_id)
    return [name.removeprefix("prompt:") for sent in plays for name in sent.media]


def test_the_line_beyond_the_limit_hears_why_and_a_freed_one_is_given_out(day: FakeFloor) -> None:
    with_limits(day, max_lines=2)
    first, second = day.caller_waits(), day.caller_waits()
    third = day.caller_dials()
    day.time_passes(5)
    assert heard(day, third) == ["lines_full"]
    assert third not in day.switch.legs
    assert [fact.result for fact in day.facts if isinstance(fact, InteractionEnded)] == ["refused"]
    day.hangs_up(first)
    fourth = day.caller_waits()
    assert set(day.line("fault")) == {second, fourth}


def test_attempts_beyond_the_limit_of_a_second_hear_why_and_the_next_second_is_open(day: FakeFloor) -> None:
    with_limits(day, max_caps=3)
    at_once = [day.caller_dials() for _ in range(5)]
    assert [heard(day, leg) == ["lines_full"] for leg in at_once] == [False, False, False, True, True]
    day.time_passes(1.1)
    later = day.caller_dials()
    assert heard(day, later) != ["lines_full"]
    assert sum(isinstance(fact, InteractionArrived) for fact in day.facts) == 6


def test_no_limit_is_no_limit(day: FakeFloor) -> None:
    legs = [day.caller_dials() for _ in range(20)]
    assert not any(heard(day, leg) == ["lines_full"] for leg in legs)
