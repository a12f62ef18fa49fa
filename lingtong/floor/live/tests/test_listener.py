from typing import Any

import msgspec
import pytest

from lingtong.floor.live.board import Board
from lingtong.floor.live.coalescing import Coalescer, Key
from lingtong.floor.live.listener import MOST_BACKLOG, MOST_HELD, Listener
from lingtong.floor.live.testing import PlainParts, agent_row, center_of
from lingtong.floor.live.views import QueueView
from lingtong.foundation.http.wire import text_frame

pytestmark = pytest.mark.model


class Taken:
    """An outlet that keeps what it was given."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.backlog = 0

    def write(self, frames: bytes) -> None:
        self.frames.append(frames)

    @property
    def views(self) -> list[Any]:
        """What a browser reads."""
        data, found = b"".join(self.frames), []
        while data:
            size, begins = data[1], 2
            if size == 126:
                size, begins = int.from_bytes(data[2:4], "big"), 4
            elif size == 127:
                size, begins = int.from_bytes(data[2:10], "big"), 10
            found.append(msgspec.json.decode(data[begins : begins + size]))
            data = data[begins + size :]
        return found


def listener(
    agent_id: str = "", *, is_wall: bool = False, sees_floor: bool = False
) -> tuple[Listener, Taken]:
    taken = Taken()
    found = Listener(
        tenant_id="t", agent_id=agent_id, window_id="w", outlet=taken, is_wall=is_wall, sees_floor=sees_floor
    )
    found.greeted()
    found.welcome(b"")
    taken.frames.clear()
    return found, taken


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
    slow, taken = listener()
    wanted: list[Listener] = []
    slow.wants = wanted.append
    slow.push(b"one")
    taken.backlog = MOST_BACKLOG + 1
    slow.push(b"one too many")
    slow.push(b"lost, the hello will hold it")
    assert (slow.stale, wanted, taken.frames) == (True, [slow], [b"one"])
    taken.backlog = 0
    slow.greeted()
    slow.push(b"behind the hello")
    slow.welcome(b"hello, ")
    slow.push(b"after it")
    assert taken.frames == [b"one", b"hello, behind the hello", b"after it"]


def test_a_hello_that_takes_too_long_is_made_anew() -> None:
    late, taken = listener()
    late.refresh()
    late.greeted()
    for _ in range(MOST_HELD + 1):
        late.push(b"x")
    late.welcome(b"too late")
    assert late.stale
    assert taken.frames == []


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_frames_of_all_sizes_are_read_as_they_were_made(size: int) -> None:
    taken = Taken()
    taken.write(text_frame(msgspec.json.encode("x" * size)))
    taken.write(text_frame('"end"'))
    assert taken.views == ["x" * size, "end"]


def test_one_view_is_encoded_once_for_all() -> None:
    board = Board("t", PlainParts(center_of("t")))
    desks = [listener() for _ in range(50)]
    for desk, _ in desks:
        board.join(desk)
    board.agent_changed(agent_row(1), now=0.0)
    frames = [taken.frames[0] for _, taken in desks]
    assert all(frame is frames[0] for frame in frames)


def test_walls_hear_once_a_second_and_desks_more_often() -> None:
    board = Board("t", PlainParts(center_of("t")))
    (desk, at_desk), (floor, on_floor) = listener(), listener(sees_floor=True)
    wall, _ = listener(is_wall=True)
    for one in (desk, floor, wall):
        board.join(one)
    for_walls = []
    for step in range(41):
        now = step / 10
        board.queue_changed(queue(step), now)
        board.agents[f"agent{step}"] = agent_row(step)
        board.flush(now)
        for_walls.append(board.for_walls())
    kinds = [view["kind"] for view in at_desk.views]
    assert kinds == ["queue.changed"] * 9  # 0.0, 0.5, … 4.0
    assert at_desk.views[-1]["queue"]["waiting"] == 40
    assert at_desk.views[-1]["queue"]["offered"] == 80  # today's figures are laid over the live view
    assert [view["kind"] for view in on_floor.views].count("figures.changed") == 5
    assert sum(bool(bundle) for bundle in for_walls) == 5


def test_who_has_left_hears_nothing() -> None:
    board = Board("t", PlainParts(center_of("t")))
    gone, taken = listener("wang")
    board.join(gone)
    board.leave(gone)
    board.tell_all(b"x")
    board.tell_agent("wang", b"x")
    assert not taken.frames
    assert not board.is_watched


def test_walls_get_no_names() -> None:
    board = Board("t", PlainParts(center_of("t")))
    (wall, _), (desk, _) = listener(is_wall=True), listener(sees_floor=True)
    board.join(wall)
    board.join(desk)
    board.agent_changed(agent_row(7), now=0.0)
    board.flush(0.0)
    assert b"Agent 7" not in board.for_walls() + board.behind_hello(wall)
