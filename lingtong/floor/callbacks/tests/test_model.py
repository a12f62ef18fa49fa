from datetime import UTC, datetime

import pytest

from lingtong.floor.callbacks import model
from lingtong.foundation.calendar import Calendar, Opening
from lingtong.kit.state_table import flaws

pytestmark = pytest.mark.model
NINE = datetime(2026, 11, 23, 1, 7, tzinfo=UTC)  # a Monday, 09:07 in Shanghai


def test_the_table_of_callbacks_is_whole() -> None:
    final = {model.State.DONE, model.State.FAILED, model.State.CANCELLED}
    assert flaws(model.MOVES, model.State.SCHEDULED, final) == []
    assert set(model.State) - final == model.OPEN


def test_the_cause_decides_when_and_whether_it_counts() -> None:
    assert model.pause_after("busy", 900.0) == 300.0
    assert model.pause_after("no_answer", 900.0) == 900.0
    assert model.pause_after("congestion", 900.0) == model.SOON
    assert model.pause_after("busy", 60.0) == model.SOON
    assert model.counts("no_answer")
    assert not model.counts("agent")
    assert not model.counts("no_trunk")


def test_the_next_opening() -> None:
    evenings = Calendar(id="e", tenant_id="t", name="e", week=((), ((Opening("19:45", "21:00"),)), *[()] * 5))
    assert model.next_open(None, NINE) == NINE
    assert model.next_open(evenings, NINE) == datetime(2026, 11, 24, 11, 45, tzinfo=UTC)
    late = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
    assert model.next_open(evenings, late) == late
    never = Calendar(id="n", tenant_id="t", name="n", week=((),) * 7)
    assert model.next_open(never, NINE) is None
