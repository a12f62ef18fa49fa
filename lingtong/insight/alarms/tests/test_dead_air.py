"""Which talks are looked at for silence, and what an alarm makes of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lingtong.floor.live.figures import AgentFigures, FiguresChanged, PortsNow
from lingtong.insight.alarms.config import AlarmRule, silences
from lingtong.insight.alarms.model import Track
from lingtong.insight.alarms.readings import readings

pytestmark = pytest.mark.model

TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
QUEUES = {"q1": "t", "q2": "t", "other": "t2"}


def rule(limit: float = 20.0, **values: Any) -> AlarmRule:
    fields = {"id": "r", "tenant_id": "t", "name": "Rule", "figure": "dead_air", "limit": limit, **values}
    return AlarmRule(**fields)


def test_only_queues_of_a_rule_that_is_on_and_the_shortest_silence_of_each() -> None:
    assert silences([], QUEUES) == {}
    assert silences([rule(figure="long_talk"), rule(enabled=False)], QUEUES) == {}
    assert silences([rule()], QUEUES) == {"q1": 20.0, "q2": 20.0}
    assert silences([rule(), rule(8.0, about=("q2",))], QUEUES) == {"q1": 20.0, "q2": 8.0}


def test_it_is_the_agents_and_a_rule_names_the_queue() -> None:
    quiet = AgentFigures(
        agent_id="li",
        agent_number="1001",
        name="Li",
        state="talking",
        since=TEN,
        queue_id="q1",
        quiet_since=TEN - timedelta(seconds=25),
    )
    view = FiguresChanged(at=TEN, agents=(quiet,))
    (found,) = readings(rule(about=("q1",)), view, TEN)
    assert (found.kind, found.id, found.value) == ("agent", "li", 25.0)
    assert list(readings(rule(about=("q2",)), view, TEN)) == []


def test_it_stands_at_once_and_ends_with_the_first_word() -> None:
    track = Track()
    assert track.look(rule(), 20.5, TEN) == "entered"
    assert track.look(rule(), 21.5, TEN + timedelta(seconds=1)) is None
    assert track.look(rule(), None, TEN + timedelta(seconds=2)) == "left"


def test_talks_whose_recorder_has_failed() -> None:
    failing = rule(0.0, figure="recorder_failed")
    (found,) = readings(failing, FiguresChanged(at=TEN, ports=PortsNow(unrecorded=2)), TEN)
    assert Track().look(failing, found.value, TEN) == "entered"
