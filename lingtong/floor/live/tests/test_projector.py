from pathlib import Path

import pytest

from lingtong.floor.live import commands as ask
from lingtong.floor.live.projector import Projector
from lingtong.floor.live.views import InteractionChanged, InteractionGone, SeatChanged
from lingtong.floor.live.waiting import WaitingChanged
from lingtong.floor.testing import TENANT, FakeFloor, demo_center
from lingtong.floor.turn import Outcome

pytestmark = pytest.mark.room


def test_what_was_on_a_screen_before_a_crash_is_taken_off_after_it(tmp_path: Path) -> None:
    day = FakeFloor(demo_center(), tmp_path)
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    interaction_id = day.call(caller).id
    day.hangs_up(caller)
    day.crash()
    day.start()
    projector = Projector(day.engine.floor.board)

    day.do(ask.WrapUp, "zhang", disposition_id="done")
    shown = projector.views(Outcome([], [], {("interaction", interaction_id): None}, []))

    assert list(shown) == [
        (TENANT, InteractionGone(interaction_id=interaction_id, agent_id="zhang", why="withdrawn"))
    ]


def all_changed(day: FakeFloor) -> Outcome:
    board = day.engine.floor.board
    changed = {("interaction", key): None for key in board.interactions}
    return Outcome([], [], {**changed, **{("seat", key): None for key in board.center.agents}}, [])


def test_a_supervisor_sees_the_watched_call_apart_and_the_agent_sees_who_watches(tmp_path: Path) -> None:
    day = FakeFloor(demo_center(), tmp_path)
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    day.agent_logs_in("chen")
    interaction_id = day.call(caller).id
    day.do(ask.SaveNotes, "zhang", notes="meter 7", revision=1)
    day.do(ask.Watch, "chen", interaction_id=interaction_id, mode="barge_in")
    day.time_passes(3)
    projector = Projector(day.engine.floor.board)

    views = [view for _, view in projector.views(all_changed(day))]

    (watched,) = [view for view in views if isinstance(view, InteractionChanged) and view.watcher_id]
    assert (watched.watcher_id, watched.interaction.agent_id) == ("chen", "zhang")
    assert watched.interaction.notes == "meter 7"
    assert watched.interaction.can == ("force_clear", "force_transfer", "take_over", "unwatch", "watch")
    assert [party.role for party in watched.interaction.parties] == ["customer", "agent", "supervisor"]
    assert set(watched.interaction.hears[caller]) == {day.leg_of("zhang"), day.leg_of("chen")}
    seats = {view.seat.agent_id: view.seat for view in views if isinstance(view, SeatChanged)}
    assert seats["zhang"].watched_by == ("Chen",)
    assert seats["chen"].watching is not None
    assert (seats["chen"].watching.state, seats["chen"].watching.mode) == ("on", "barge_in")
    assert projector.hello(TENANT, "chen").watched == (watched.interaction,)
    assert projector.look(TENANT, "wang", interaction_id).interactions[0].can == (
        "force_clear",
        "force_transfer",
        "take_over",
        "watch",
    )
    assert projector.look("another", "wang", interaction_id).interactions == ()
    day.do(ask.Unwatch, "chen", interaction_id=interaction_id)
    gone = [view for _, view in projector.views(all_changed(day)) if isinstance(view, InteractionGone)]
    assert [(view.watcher_id, view.why) for view in gone] == [("chen", "unwatched")]


def test_who_waits_is_shown_in_the_order_of_the_line(tmp_path: Path) -> None:
    day = FakeFloor(demo_center(), tmp_path)
    callers = [day.caller_waits(ani=f"1390000{number:04}") for number in range(60)]
    projector = Projector(day.engine.floor.board)
    list(projector.views(Outcome([], [], {("queue", "fault"): None}, [])))

    (line,) = [view for _, view in projector.queues() if isinstance(view, WaitingChanged)]

    assert (line.queue_id, line.length, len(line.waiting)) == ("fault", 60, 50)
    assert [one.interaction_id for one in line.waiting] == [day.call(leg_id).id for leg_id in callers[:50]]
    assert [one.place_in_line for one in line.waiting[:3]] == [1, 2, 3]
    assert line.waiting[0].number == "139 **** 0000"
    assert projector.hello(TENANT, "zhang").waiting == (line,)
