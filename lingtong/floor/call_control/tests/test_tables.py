import pytest

from lingtong.floor.agents import model as agents
from lingtong.floor.call_control import model as calls
from lingtong.kit.state_table import flaws
from lingtong.switch.calls import MOVES as LEG_MOVES
from lingtong.switch.calls import LegState

pytestmark = pytest.mark.model


def test_the_table_of_interactions_is_whole() -> None:
    """It has two more starts: a call that is dialed begins dialing, a call back with an agent being asked."""
    assert flaws(calls.MOVES, calls.Stage.MENU, {calls.Stage.ENDED}) == [
        "dialing is out of reach",
        "callback is out of reach",
    ]
    assert "dialing is out of reach" not in flaws(calls.MOVES, calls.Stage.CALLBACK, {calls.Stage.ENDED})


def test_an_interaction_can_end_from_everywhere() -> None:
    for stage in calls.Stage:
        assert stage is calls.Stage.ENDED or (stage, calls.Cue.ENDED) in calls.MOVES


def test_the_table_of_seats_is_whole() -> None:
    assert flaws(agents.MOVES, agents.Engagement.FREE, set()) == []


def test_the_table_of_legs_is_whole() -> None:
    assert flaws(LEG_MOVES, LegState.INITIATED, {LegState.NULL}) == []
