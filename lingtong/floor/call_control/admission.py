"""Who may stand in a line, and what callers are told who may not."""

from collections import Counter

from lingtong.floor.agents.model import Engagement, Seat
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.routing.model import expected_wait, hands

# Why nobody new may stand in the line, and the prompt that says so.
WORDS = {
    "closed": "closed",
    "full": "queue_full",
    "too_long": "wait_too_long",
    "nobody": "no_agents",
    "callbacks_only": "wait_too_long",
}


def people(board: Board, queue_id: str) -> int:
    """How many wait on the telephone."""
    return board.acd.length(queue_id) - board.promises.in_line(queue_id)


def agents_in(board: Board, queue_id: str) -> int:
    """Agents who are signed in and serve the queue."""
    return sum(seat.logged_in and queue_id in board.acd.able(seat.agent_id) for seat in board.seats.all())


def wait_at(board: Board, queue_id: str, place: int) -> float | None:
    """Seconds that the caller at this place (1 is next) can expect.

    None while nobody takes calls of the queue: nobody is signed in, or all are on a break.
    """
    agents = Counter(
        tuple(board.acd.able(seat.agent_id))
        for seat in board.seats.all()
        if seat.logged_in and queue_id in board.acd.able(seat.agent_id) and _takes_calls(board, seat)
    )
    work = {line: _work(board, line) for lines in agents for line in lines}
    if queue_id in work:
        work[queue_id] = _work(board, queue_id, place)
    return expected_wait(place, board.paces.mean(queue_id), hands(agents, work, queue_id) if work else 0.0)


def _takes_calls(board: Board, seat: Seat) -> bool:
    """Now, or when the present contact is over."""
    if seat.engagement is Engagement.FREE:
        return board.seats.is_routable(seat) or (seat.wish.ready and seat.blocked_until is not None)
    return (seat.next or seat.wish).ready and not seat.locked


def _work(board: Board, queue_id: str, at_least: int = 0) -> float:
    """That waits in the line, in seconds of an agent, by the weight of the queue."""
    queue = board.center.queues.get(queue_id)
    callers = max(board.acd.length(queue_id), at_least)
    return callers * board.paces.mean(queue_id) * (queue.weight if queue is not None else 1)


def wait_of_next(board: Board, queue_id: str) -> float | None:
    """What somebody who comes now can expect: nothing while an agent is free."""
    if not board.acd.length(queue_id) and board.acd.has_free(queue_id):
        return 0.0
    return wait_at(board, queue_id, board.acd.length(queue_id) + 1)


def refusal(board: Board, queue: QueueConfig) -> str | None:
    """One of `WORDS`, or None where the line is open to another caller."""
    calendar = board.center.calendars.get(queue.calendar_id)
    if calendar is not None and not calendar.is_open(board.now):
        return "closed"
    if queue.no_agents != "wait" and not agents_in(board, queue.id):
        return "nobody"
    if queue.max_waiting and people(board, queue.id) >= queue.max_waiting:
        return "full"
    if (
        board.plans.only_calls_back(queue.id)
        and queue.callback != "no"
        and wait_of_next(board, queue.id) != 0
    ):
        return "callbacks_only"
    wait = wait_of_next(board, queue.id) if queue.max_expected_wait else None
    return "too_long" if wait is not None and wait > queue.max_expected_wait else None


def sooner(board: Board, queue: QueueConfig) -> QueueConfig:
    """Where a plan has opened the overflow: the other queue, if callers are served sooner there."""
    other = board.center.queues.get(board.plans.overflow_of(queue.id))
    if other is None or other.tenant_id != queue.tenant_id or refusal(board, other) is not None:
        return queue
    here, there = wait_of_next(board, queue.id), wait_of_next(board, other.id)
    if there is not None and (here is None or there < here):
        return other
    return queue


def overflow(board: Board, queue: QueueConfig) -> QueueConfig | None:
    """The queue that takes who is turned away here; None where there is none or it is closed too."""
    other = board.center.queues.get(queue.overflow_queue)
    if other is None or other.id == queue.id or refusal(board, other) is not None:
        return None
    return other


def is_heavy(board: Board, queue: QueueConfig) -> bool:
    """Whether a caller hears first that it will take long: also where nobody takes calls."""
    if board.plans.says_heavy_load(queue.id):
        return True
    if not queue.heavy_load_wait:
        return False
    wait = wait_of_next(board, queue.id)
    return wait is None or wait >= queue.heavy_load_wait


def says_callback(board: Board, it: Interaction, queue: QueueConfig) -> bool:
    """Whether the time has come to offer a call back to who waits."""
    if queue.callback == "no" or it.waiting is None or it.waiting.reserved:
        return False
    return (board.now - it.waiting.queued_at).total_seconds() >= queue.callback_after
