"""Leaving the line, and what a caller hears in it."""

from typing import Literal

from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.ivr import Language
from lingtong.interactions.events import QueueLeft

QueueOutcome = Literal["answered", "abandoned", "overflowed", "released", "transferred", "failed", "callback"]
CLOCKS = ("announce", "max_wait", "rule")  # of a customer who waits


def leave_queue(board: Board, it: Interaction, outcome: QueueOutcome) -> None:
    """Out of the line, if it stood in one."""
    waiting = board.acd.remove(it.id)
    it.waiting = None
    drop_asking(board, it)
    for clock in CLOCKS:
        board.turn.timers.drop((clock, it.id))
    if waiting is None:
        return
    board.touch(it)
    board.turn.changed("queue", waiting.queue_id)
    if waiting.purpose == "customer":
        waited = (board.now - waiting.queued_at).total_seconds()
        it.waited += waited
        board.announce(QueueLeft, it, queue_id=waiting.queue_id, waited=waited, outcome=outcome)


def stop_announcement(board: Board, it: Interaction) -> None:
    board.stop_play(it.announce_id)
    it.announce_id = ""


def drop_asking(board: Board, it: Interaction) -> None:
    """The question whether to call back is not put any more."""
    if it.asking is not None:
        board.stop_play(it.asking.play_id)
        board.turn.timers.drop(("callback_key", it.id))
        it.asking = None
        board.touch(it)


def spoken(it: Interaction) -> Language:
    return "en" if it.language == "en" else "zh"
