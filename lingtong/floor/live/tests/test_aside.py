from pathlib import Path

import pytest

from lingtong.floor.live import commands as ask
from lingtong.floor.live.agent_calls import ParkedChanged
from lingtong.floor.live.lines import lines
from lingtong.floor.live.picture import interaction_view
from lingtong.floor.live.projector import Projector
from lingtong.floor.testing import TENANT, FakeFloor, demo_center
from lingtong.floor.turn import Outcome

pytestmark = pytest.mark.room


@pytest.fixture
def day(tmp_path: Path) -> FakeFloor:
    """Zhang talks with a caller."""
    day = FakeFloor(demo_center(), tmp_path)
    day.agent_ready("zhang")
    day.caller_waits()
    day.answers("zhang")
    return day


def test_all_desks_see_the_slots_and_a_new_one_in_its_hello(day: FakeFloor) -> None:
    projector = Projector(day.engine.floor.board)
    day.do(ask.Park, "zhang")
    ((tenant_id, view),) = projector.views(Outcome([], [], {("parked", TENANT): None}, []))
    assert isinstance(view, ParkedChanged)
    assert tenant_id == TENANT
    (slot,) = view.slots
    assert (slot.slot, slot.number, slot.by_name, slot.queue_id) == (1, "138 **** 2046", "Zhang", "fault")
    assert projector.hello(TENANT, "chen").parked == view.slots
    assert projector.hello("other", "").parked == ()
    day.agent_logs_in("chen")
    day.do(ask.TakeParked, "chen", slot=1)
    assert projector.hello(TENANT, "chen").parked[0].offered_to == "chen"
    day.time_passes(3)
    assert projector.hello(TENANT, "chen").parked == ()


def test_the_agent_sees_where_in_the_menu_the_customer_is(day: FakeFloor) -> None:
    board = day.engine.floor.board
    day.do(ask.SendToMenu, "zhang", flow_id="rating")
    view = interaction_view(board, board.get(day.seat("zhang").interaction_id), "zhang")
    assert view.in_menu is not None
    assert (view.state, view.in_menu.flow_name, view.in_menu.node) == ("in_menu", "Rating", "ask")
    assert view.recording == "paused"
    assert view.can == ("clear", "save_notes", "take_back", "wrap_up")
    day.do(ask.TakeBack, "zhang")
    assert interaction_view(board, board.get(view.interaction_id), "zhang").in_menu is None


def test_callers_whom_an_agent_has_sent_aside_count_as_in_hand(day: FakeFloor) -> None:
    def counted() -> tuple[int, int]:
        (entry,) = [one for one in lines(day.engine.floor.board, TENANT).entry_points if one.talking]
        return entry.in_menu, entry.talking

    day.do(ask.SendToMenu, "zhang", flow_id="rating")
    assert counted() == (0, 1)
    day.do(ask.TakeBack, "zhang")
    day.do(ask.Park, "zhang")
    assert counted() == (0, 1)
