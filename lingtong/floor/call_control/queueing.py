"""Into the line: admission, music, place and expected wait, and what follows a long wait."""

from typing import Literal

from lingtong.floor.call_control import admission, asking, messages, outside
from lingtong.floor.call_control.acquainted import wishes
from lingtong.floor.call_control.admission import agents_in
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import dismiss
from lingtong.floor.call_control.lines import drop_asking, leave_queue, spoken, stop_announcement
from lingtong.floor.call_control.model import Asking, Cue, Interaction, Stage
from lingtong.floor.ivr import say_key, say_place, say_wait
from lingtong.floor.routing.config import AfterWait, QueueConfig
from lingtong.floor.routing.model import Waiting
from lingtong.interactions.events import InteractionQueued
from lingtong.kit import Refusal
from lingtong.switch.calls import LegCue
from lingtong.switch.commands import AnswerLeg

__all__ = ["agents_in", "announce", "announced", "arm", "become_customer", "enter", "too_long"]
FIRST_ANNOUNCEMENT = 10.0  # seconds in line before the first word about it
RESERVED_AGAIN = 1.0  # while an agent is on the way no rule of the wait is applied


def enter(board: Board, it: Interaction, queue_id: str, priority: int = 0, prefer: str = "") -> None:
    """Stand in a line, at the place that the first arrival in any line gives."""
    queue = board.center.queues.get(queue_id)
    if queue is None or queue.tenant_id != it.tenant_id:
        return dismiss(board, it, "transfer_failed")
    queue = admission.sooner(board, queue)
    why = admission.refusal(board, queue)
    other = _overflow(board, queue, why)
    if other is not None:
        queue = other
    elif why is not None and it.first_at is None:
        return _turned_away(board, it, queue, why, priority)
    _stand(board, it, queue, priority, prefer)


def _overflow(board: Board, queue: QueueConfig, why: str | None) -> QueueConfig | None:
    if why in ("full", "too_long") or (why == "nobody" and queue.no_agents == "overflow"):
        return admission.overflow(board, queue)
    return None


def _stand(board: Board, it: Interaction, queue: QueueConfig, priority: int, prefer: str) -> None:
    vip = board.center.number_lists.get(it.vip_list)
    priority = max(priority, vip.priority if vip is not None else 0)
    heavy = admission.is_heavy(board, queue)
    board.move(it, Cue.QUEUED)
    _answer(board, it)
    it.first_at = it.first_at or board.now
    it.last_queue, it.next_rule = queue.id, 0
    it.waiting = Waiting(
        interaction_id=it.id,
        queue_id=queue.id,
        priority=queue.priority + priority,
        first_at=it.first_at,
        queued_at=board.now,
        number=board.acd.next_number(),
        prefer=prefer,
    )
    board.acd.add(wishes(board, it, queue, it.waiting), board.now)
    board.turn.changed("queue", queue.id)
    board.announce(InteractionQueued, it, queue_id=queue.id, priority=it.waiting.priority)
    if heavy:
        board.music(it, it.customer, on=False)
        it.announce_id = board.play(it, ("prompt:heavy_load",))
    else:
        board.music(it, it.customer, on=True)
    arm(board, it)


def _answer(board: Board, it: Interaction) -> None:
    if not it.customer.is_up:
        board.turn.send(AnswerLeg(leg_id=it.customer.leg_id))
        it.customer.take(LegCue.ANSWERED, board.now)


def _turned_away(board: Board, it: Interaction, queue: QueueConfig, why: str, priority: int) -> None:
    """No line for this caller: another number, a call back, or a reason and the end."""
    word = admission.WORDS[why]
    _answer(board, it)
    if why == "nobody" and queue.no_agents == "number":
        try:
            return outside.send_outside(board, it, queue.no_agents_number)
        except Refusal:
            return dismiss(board, it, word)
    if why == "nobody" and queue.no_agents == "message" and messages.instead(board, it, queue.id):
        return
    question = Asking(home="refused", queue_id=queue.id, priority=priority, reason=word)
    in_menu = it.stage is Stage.MENU and it.position is not None
    if why != "closed" and in_menu and asking.begin(board, it, question):
        return
    dismiss(board, it, word)


def become_customer(board: Board, it: Interaction, waiting: Waiting) -> None:
    """A consulted queue gets the customer instead of the agent's question; an offer to its agent rings on."""
    board.move(it, Cue.QUEUED)
    it.last_queue, it.first_at, it.next_rule = waiting.queue_id, it.first_at or board.now, 0
    waiting.purpose, waiting.queued_at = "customer", board.now
    board.acd.add(waiting, board.now)
    for offer in it.offers:
        offer.kind = "queue"
    board.turn.changed("queue", waiting.queue_id)
    board.announce(InteractionQueued, it, queue_id=waiting.queue_id, priority=waiting.priority)
    arm(board, it)


# --- clocks of the wait


def arm(board: Board, it: Interaction) -> None:
    """Start the clocks of a customer who waits."""
    waiting, queue = _waits(board, it)
    if waiting is None or queue is None:
        return
    waited = (board.now - waiting.queued_at).total_seconds()
    if _speaks(queue):
        _next_word(board, it, queue, min(FIRST_ANNOUNCEMENT, queue.announce_every), waited)
    if queue.max_wait > 0:
        board.turn.after(max(queue.max_wait - waited, 0.0), "max_wait", it.id)
    if it.next_rule < len(queue.after_wait):
        rule = queue.after_wait[it.next_rule]
        board.turn.after(max(rule.after - waited, 0.0), "rule", it.id)


def _speaks(queue: QueueConfig) -> bool:
    return queue.announce_every > 0 and (
        queue.announce_place or queue.announce_wait or queue.callback != "no" or queue.message_key != ""
    )


def _next_word(board: Board, it: Interaction, queue: QueueConfig, seconds: float, waited: float) -> None:
    """The next announcement; sooner where the time comes to offer a call back."""
    until = queue.callback_after - waited
    if queue.callback != "no" and until > 0:
        seconds = min(seconds, until)
    board.turn.after(seconds, "announce", it.id)


def announce(board: Board, it: Interaction) -> None:
    """Say the place, the expected wait and the way to be called back; the music goes on after it."""
    waiting, queue = _waits(board, it)
    if waiting is None or queue is None:
        return
    if not waiting.reserved and it.asking is None:
        names = _words(board, it, queue)
        if names:
            board.stop_play(it.announce_id)
            board.music(it, it.customer, on=False)
            it.announce_id = board.play(it, tuple(f"prompt:{name}" for name in names))
    if queue.announce_every > 0:
        waited = (board.now - waiting.queued_at).total_seconds()
        _next_word(board, it, queue, queue.announce_every, waited)


def announced(board: Board, it: Interaction) -> None:
    it.announce_id = ""
    if it.waiting is not None:
        board.music(it, it.customer, on=True)
    board.touch(it)


def _words(board: Board, it: Interaction, queue: QueueConfig) -> list[str]:
    place = board.acd.place(it.id)
    names = say_place(place, spoken(it)) if queue.announce_place else []
    wait = admission.wait_at(board, queue.id, place) if queue.announce_wait else None
    if wait is not None:
        names += say_wait(wait, spoken(it))
    if admission.says_callback(board, it, queue):
        names += ["callback_offer", *say_key(queue.callback_key), "callback_offer_end"]
    if queue.message_key and board.center.box_of_queue(queue.id) is not None:
        names += ["message_offer", *say_key(queue.message_key), "message_offer_end"]
    return names


def too_long(board: Board, it: Interaction) -> None:
    """The longest wait of the queue has passed: on to the other queue, or a word and the end."""
    waiting, queue = _waits(board, it)
    if waiting is None or queue is None or queue.max_wait <= 0:
        return
    if waiting.reserved:
        board.turn.after(RESERVED_AGAIN, "max_wait", it.id)
    elif queue.overflow_queue in board.center.queues:
        _move_on(board, it, waiting, queue, queue.overflow_queue)
    else:
        stop_announcement(board, it)
        dismiss(board, it, "all_agents_busy")


def rule_due(board: Board, it: Interaction) -> None:
    """A rule of the queue for those who have waited so long."""
    waiting, queue = _waits(board, it)
    if waiting is None or queue is None or it.next_rule >= len(queue.after_wait):
        return
    rule = queue.after_wait[it.next_rule]
    waited = (board.now - waiting.queued_at).total_seconds()
    if waited < rule.after or waiting.reserved:  # the rules were changed, or an agent is on the way
        board.turn.after(max(rule.after - waited, RESERVED_AGAIN), "rule", it.id)
        return
    it.next_rule += 1
    board.touch(it)
    if not _apply(board, it, waiting, queue, rule) and it.next_rule < len(queue.after_wait):
        board.turn.after(max(queue.after_wait[it.next_rule].after - waited, 0.0), "rule", it.id)


def _apply(board: Board, it: Interaction, waiting: Waiting, queue: QueueConfig, rule: AfterWait) -> bool:
    """False where the caller stays in this line."""
    match rule.do:
        case "queue" if _takes(board, rule.target, queue):
            _move_on(board, it, waiting, queue, rule.target)
        case "number":
            return _to_number(board, it, rule.target)
        case "message":
            return messages.instead(board, it, queue.id)
        case "callback":
            begin_asking(board, it, "line", queue.id, waiting.priority - queue.priority)
            return False
        case "hang_up":
            stop_announcement(board, it)
            dismiss(board, it, rule.target or "all_agents_busy")
        case _:
            return False
    return True


def _takes(board: Board, queue_id: str, left: QueueConfig) -> bool:
    other = board.center.queues.get(queue_id)
    return other is not None and other.id != left.id and admission.refusal(board, other) is None


def _to_number(board: Board, it: Interaction, number: str) -> bool:
    try:
        outside.need_way(board, it, number)
    except Refusal:
        return False
    stop_announcement(board, it)
    leave_queue(board, it, "overflowed")
    outside.send_outside(board, it, number)
    return True


def _move_on(board: Board, it: Interaction, waiting: Waiting, queue: QueueConfig, target: str) -> None:
    stop_announcement(board, it)
    leave_queue(board, it, "overflowed")
    enter(board, it, target, waiting.priority - queue.priority)


def _waits(board: Board, it: Interaction) -> tuple[Waiting | None, QueueConfig | None]:
    """The place of a customer in the line, and the line's rules."""
    waiting = it.waiting
    if waiting is None or waiting.purpose != "customer":
        return None, None
    return waiting, board.center.queues.get(waiting.queue_id)


# --- a call back instead


def begin_asking(
    board: Board, it: Interaction, home: Literal["line", "menu"], queue_id: str, priority: int = 0
) -> bool:
    if it.asking is not None:
        return True
    return asking.begin(board, it, Asking(home=home, queue_id=queue_id, priority=priority))


def key_in_line(board: Board, it: Interaction, digit: str) -> None:
    """The key by which a caller asks for a call back, or an answer to the questions about it."""
    waiting, queue = _waits(board, it)
    if waiting is None or queue is None:
        return
    if it.asking is not None:
        if asking.key(board, it, digit):
            stay(board, it)
    elif digit == queue.message_key and not waiting.reserved:
        messages.instead(board, it, queue.id)
    elif digit == queue.callback_key and not waiting.reserved:
        begin_asking(board, it, "line", queue.id, waiting.priority - queue.priority)


def stay(board: Board, it: Interaction) -> None:
    """No call back: the caller waits on."""
    drop_asking(board, it)
    board.music(it, it.customer, on=True)
