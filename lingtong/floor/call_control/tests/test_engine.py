"""The engine around the floor: one bad turn must not stop the others."""

import random
from datetime import timedelta
from pathlib import Path

import pytest

from lingtong.floor.call_control import floor, signals
from lingtong.floor.engine import Broken, Engine, NotActive
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import START, TENANT, ManualClock, demo_center
from lingtong.floor.turn import Outcome, Timers
from lingtong.foundation.journal import Journal
from lingtong.kit import Ids
from lingtong.switch.events import DigitPressed, LegArrived, LegCleared
from lingtong.switch.fake import FakeSwitch

pytestmark = pytest.mark.room


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    clock = ManualClock()
    switch = FakeSwitch(clock)
    shown: list[Outcome] = []
    ids = Ids(clock, random.Random(1))
    engine = Engine.start(clock, ids, demo_center(), Journal(tmp_path), switch, shown.append)
    engine.hear(switch.connect())
    return engine


def test_a_turn_that_breaks_is_kept_as_far_as_it_went(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    handlers = dict(signals.HANDLERS)
    handlers[DigitPressed] = breaks
    monkeypatch.setattr(floor, "HANDLERS", handlers)
    engine.hear(LegArrived(leg_id="a", ani="138", dnis="95598", source="trunk:carrier"))
    engine.hear(DigitPressed(leg_id="a", digit="1"))
    assert engine.floor.board.of_leg("a") is not None
    engine.hear(LegCleared(leg_id="a", cause="normal"))
    assert not engine.floor.board.interactions
    assert not [kind for kind, _ in engine.journal.entities() if kind == "interaction"]


def test_a_command_that_breaks_is_answered(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("lingtong.floor.agents.Seats.log_in", breaks)
    with pytest.raises(Broken):
        engine.do(ask.LogIn(tenant_id=TENANT, agent_id="zhang"))
    monkeypatch.undo()
    engine.do(ask.LogIn(tenant_id=TENANT, agent_id="zhang"))
    assert engine.floor.board.seats.get("zhang").logged_in


def test_an_engine_that_has_lost_its_lease_changes_writes_and_sends_nothing(tmp_path: Path) -> None:
    clock, holds, shown = ManualClock(), [True], list[Outcome]()
    switch = FakeSwitch(clock)
    engine = Engine.start(
        clock, Ids(clock), demo_center(), Journal(tmp_path), switch, shown.append, holds=lambda: holds[0]
    )
    engine.hear(switch.connect())
    engine.do(ask.LogIn(tenant_id=TENANT, agent_id="zhang"))
    (path,) = tmp_path.glob("journal-*.log")
    written, told, sent = path.read_bytes(), len(shown), switch.next_at()
    holds[0] = False
    engine.hear(LegArrived(leg_id="a", ani="138", dnis="95598", source="trunk:carrier"))
    engine.wake()
    engine.reconfigure(demo_center())
    with pytest.raises(NotActive):
        engine.do(ask.LogIn(tenant_id=TENANT, agent_id="li"))
    assert (path.read_bytes(), len(shown), switch.next_at()) == (written, told, sent)
    assert not engine.floor.board.interactions


def test_a_lease_that_is_lost_within_a_turn_lets_nothing_of_it_out(tmp_path: Path) -> None:
    clock, answers = ManualClock(), [True] * 4
    switch, shown = FakeSwitch(clock), list[Outcome]()
    engine = Engine.start(
        clock, Ids(clock), demo_center(), Journal(tmp_path), switch, shown.append, holds=answers.pop
    )
    (path,) = tmp_path.glob("journal-*.log")
    written, told = path.read_bytes(), len(shown)
    answers[:] = [False, True]
    engine.hear(LegArrived(leg_id="a", ani="138", dnis="95598", source="trunk:carrier"))
    assert not answers
    assert (path.read_bytes(), len(shown), switch.next_at()) == (written, told, None)


def test_an_entity_that_cannot_be_read_stops_no_start(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.load()
    journal.append([], [("seat", "zhang", ask.Done(interaction_id="not a seat"))])
    journal.close()
    clock = ManualClock()
    engine = Engine.start(
        clock, Ids(clock), demo_center(), Journal(tmp_path), FakeSwitch(clock), lambda _: None
    )
    assert not engine.floor.board.seats.get("zhang").logged_in


def test_another_tenants_agent_is_not_mine(engine: Engine) -> None:
    with pytest.raises(Exception, match="not yours"):
        engine.do(ask.LogIn(tenant_id="another", agent_id="zhang"))


def test_a_timer_set_again_rings_once_at_its_new_time() -> None:
    timers = Timers()
    timers.set(("a",), START)
    timers.set(("a",), START + timedelta(seconds=5))
    timers.set(("b",), START + timedelta(seconds=1))
    timers.drop(("b",))
    assert timers.take_due(START + timedelta(seconds=4)) is None
    assert timers.take_due(START + timedelta(seconds=5)) == ("a",)
    assert timers.next_at() is None
