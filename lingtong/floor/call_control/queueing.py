"""Into the line: admission, music, place and expected wait, overflow."""

from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import dismiss
from lingtong.floor.call_control.lines import leave_queue, stop_announcement
from lingtong.floor.call_control.model import Cue, Interaction
from lingtong.floor.ivr import Language, say_place, say_wait
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.routing.model import Waiting, expected_wait
from lingtong.interactions.events import InteractionQueued
from lingtong.switch.calls import LegCue
from lingtong.switch.commands import AnswerLeg

FIRST_ANNOUNCEMENT = 10.0  # seconds in line before the first word about it
HANDLING_GUESS = 180.0  # seconds, until the queue has an average of its own


def enter(board: Board, it: Interaction, queue_id: str, priority: int = 0, prefer: str = "") -> None:
    """Stand in a line, at the place that the first arrival in any line gives."""
    queue = board.center.queues.get(queue_id)
    if queue is None or queue.tenant_id != it.tenant_id:
        return dismiss(board, it, "transfer_failed")
    refused = _refused(board, queue)
    if refused == "queue_full" and queue.overflow_queue and queue.overflow_queue != queue_id:
        overflow = board.center.queues.get(queue.overflow_queue)
        if overflow is not None and _refused(board, overflow) is None:
            return enter(board, it, overflow.id, priority, prefer)
    if refused is not None and it.first_at is None:
        return dismiss(board, it, refused)
    board.move(it, Cue.QUEUED)
    if not it.customer.is_up:
        board.turn.send(AnswerLeg(leg_id=it.customer.leg_id))
        it.customer.take(LegCue.ANSWERED, board.now)
    it.first_at = it.first_at or board.now
    it.last_queue = queue_id
    it.waiting = Waiting(
        interaction_id=it.id,
        queue_id=queue_id,
        priority=queue.priority + priority,
        first_at=it.first_at,
        queued_at=board.now,
        number=board.acd.next_number(),
        prefer=prefer,
    )
    board.acd.add(it.waiting)
    board.turn.changed("queue", queue_id)
    board.announce(InteractionQueued, it, queue_id=queue_id, priority=it.waiting.priority)
    board.music(it, it.customer, on=True)
    arm(board, it)


def become_customer(board: Board, it: Interaction, waiting: Waiting) -> None:
    """A consulted queue gets the customer instead of the agent's question; an offer to its agent rings on."""
    board.move(it, Cue.QUEUED)
    it.last_queue, it.first_at = waiting.queue_id, it.first_at or board.now
    waiting.purpose, waiting.queued_at = "customer", board.now
    for offer in it.offers:
        offer.kind = "queue"
    board.turn.changed("queue", waiting.queue_id)
    board.announce(InteractionQueued, it, queue_id=waiting.queue_id, priority=waiting.priority)
    arm(board, it)


def arm(board: Board, it: Interaction) -> None:
    """Start the clocks of a customer who waits."""
    queue = board.center.queues.get(it.waiting.queue_id) if it.waiting else None
    if it.waiting is None or queue is None or it.waiting.purpose != "customer":
        return
    if queue.announce_every > 0 and (queue.announce_place or queue.announce_wait):
        board.turn.after(min(FIRST_ANNOUNCEMENT, queue.announce_every), "announce", it.id)
    if queue.max_wait > 0:
        waited = (board.now - it.waiting.queued_at).total_seconds()
        board.turn.after(max(queue.max_wait - waited, 0.0), "max_wait", it.id)


def announce(board: Board, it: Interaction) -> None:
    """Say the place and the expected wait; the music goes on after it."""
    waiting = it.waiting
    queue = board.center.queues.get(waiting.queue_id) if waiting else None
    if waiting is None or queue is None or waiting.purpose != "customer":
        return
    media = () if waiting.reserved else _words(board, it, queue)
    if media:
        board.stop_play(it.announce_id)
        board.music(it, it.customer, on=False)
        it.announce_id = board.play(it, media)
    if queue.announce_every > 0:
        board.turn.after(queue.announce_every, "announce", it.id)


def announced(board: Board, it: Interaction) -> None:
    it.announce_id = ""
    if it.waiting is not None:
        board.music(it, it.customer, on=True)
    board.touch(it)


def too_long(board: Board, it: Interaction) -> None:
    """The longest wait of the queue has passed: on to the other queue, or a word and the end."""
    waiting = it.waiting
    queue = board.center.queues.get(waiting.queue_id) if waiting else None
    if waiting is None or queue is None or waiting.purpose != "customer" or queue.max_wait <= 0:
        return
    if waiting.reserved:
        board.turn.after(1.0, "max_wait", it.id)
        return
    stop_announcement(board, it)
    if queue.overflow_queue in board.center.queues:
        priority = waiting.priority - queue.priority
        leave_queue(board, it, "overflowed")
        enter(board, it, queue.overflow_queue, priority)
    else:
        dismiss(board, it, "all_agents_busy")


def _refused(board: Board, queue: QueueConfig) -> str | None:
    """The prompt that says why nobody new may wait, or None."""
    calendar = board.center.calendars.get(queue.calendar_id)
    if calendar is not None and not calendar.is_open(board.now):
        return "closed"
    if queue.max_waiting and board.acd.length(queue.id) >= queue.max_waiting:
        return "queue_full"
    return None


def _words(board: Board, it: Interaction, queue: QueueConfig) -> tuple[str, ...]:
    place = board.acd.place(it.id)
    names = say_place(place, _spoken(it)) if queue.announce_place else []
    agents = agents_in(board, queue.id)
    wait = expected_wait(place, HANDLING_GUESS, agents) if queue.announce_wait else None
    if wait is not None:
        names += say_wait(wait, _spoken(it))
    return tuple(f"prompt:{name}" for name in names)


def _spoken(it: Interaction) -> Language:
    return "en" if it.language == "en" else "zh"


def agents_in(board: Board, queue_id: str) -> int:
    """Agents who are signed in and serve the queue."""
    return sum(seat.logged_in and queue_id in board.acd.able(seat.agent_id) for seat in board.seats.all())
