import pytest

from lingtong.floor.live.board import Board
from lingtong.floor.live.coalescing import Coalescer, Key
from lingtong.floor.live.listener import MOST_WAITING, Listener
from lingtong.floor.live.testing import PlainParts, agent_row, center_of
from lingtong.floor.live.views import QueueView

pytestmark = pytest.mark.model


def listener(agent_id: str = "", *, is_wall: bool = False) -> Listener:
    found = Listener(tenant_id="t", agent_id=agent_id, window_id="w", is_wall=is_wall)
    found.greeted()
    return found


def queue(waiting: int = 0) -> QueueView:
    return QueueView(queue_id="q1", number="3001", name="Fault", waiting=waiting)


def test_the_first_change_goes_at_once_and_the_last_is_never_lost() -> None:
    sent: list[tuple[Key, float]] = []
    now = 0.0
    coalescer = Coalescer(0.5, lambda key: sent.append((key, now)))
    for step in range(100):
        now = step / 100
        coalescer.changed(("queue", "q1"), now)
        coalescer.flush(now)
    now = 1.0
    coalescer.flush(now)
    assert [at for _, at in sent] == [0.0, 0.5, 1.0]


def test_keys_do_not_hold_up_each_other() -> None:
    sent: list[Key] = []
    coalescer = Coalescer(0.5, sent.append)
    coalescer.changed(("queue", "a"), 0.0)
    coalescer.changed(("queue", "b"), 0.1)
    assert sent == [("queue", "a"), ("queue", "b")]


def test_a_listener_that_falls_behind_begins_again() -> None:
    slow = listener()
    for number in range(MOST_WAITING):
        slow.push(str(number))
    assert not slow.stale
    slow.push("one too many")
    assert (slow.stale, len(slow.waiting)) == (True, 0)
    slow.push("lost, the hello will hold it")
    slow.greeted()
    slow.push("after the hello")
    assert list(slow.waiting) == ["after the hello"]


def test_one_view_is_encoded_once_for_all() -> None:
    board = Board("t", PlainParts(center_of("t")))
    desks = [listener() for _ in range(50)]
    for desk in desks:
        board.join(desk)
    board.agent_changed(agent_row(1), now=0.0)
    texts = [desk.waiting[0] for desk in desks]
    assert all(text is texts[0] for text in texts)


def test_walls_hear_once_a_second_and_desks_more_often() -> None:
    board = Board("t", PlainParts(center_of("t")))
    desk, wall = listener(), listener(is_wall=True)
    board.join(desk)
    board.join(wall)
    for step in range(41):
        board.queue_changed(queue(step), now=step / 10)
        board.flush(step / 10)
    assert len(desk.waiting) == 9  # 0.0, 0.5, … 4.0
    assert len(wall.waiting) == 5
    assert '"waiting":40' in wall.waiting[-1]
    assert '"offered":80' in wall.waiting[-1]  # today's figures are laid over the live view


def test_who_has_left_hears_nothing() -> None:
    board = Board("t", PlainParts(center_of("t")))
    gone = listener("wang")
    board.join(gone)
    board.leave(gone)
    board.tell_all("x")
    board.tell_agent("wang", "x")
    assert not gone.waiting
    assert not board.is_watched
