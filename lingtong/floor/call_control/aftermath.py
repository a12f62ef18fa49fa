"""Who is to be called back after a call, and who is not any more."""

from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.routing.model import Waiting
from lingtong.kit import Refusal


def after(
    board: Board, it: Interaction, waiting: Waiting | None, party: str, cause: str, *, lost: bool
) -> str:
    """A call is over: one of ours to a customer, or one that leaves somebody to be called back.

    Gives the id of a contact that has nothing left to do, if there is one.
    """
    if it.callback_id:
        board.promises.call_ended(it, party, cause)
    elif it.was_handled:
        return board.promises.called_again(it.tenant_id, it.last_queue, it.number)
    elif waiting is not None and waiting.purpose == "customer":
        _left_waiting(board, it, waiting, party, lost=lost)
    return ""


def _left_waiting(board: Board, it: Interaction, waiting: Waiting, party: str, *, lost: bool) -> None:
    """Who gave up, or was cut off with the switch, is called back where the queue does so."""
    queue = board.center.queues.get(waiting.queue_id)
    if queue is None:
        return
    waited = (board.now - waiting.queued_at).total_seconds()
    cut_off = lost or party in ("unknown", "network")
    if cut_off and queue.callback == "no" and not queue.pick_up_abandoned:
        return
    if not cut_off and not (queue.pick_up_abandoned and waited >= queue.short_abandoned):
        return
    try:
        board.promises.ask(
            tenant_id=it.tenant_id,
            queue_id=queue.id,
            number=board.promises.callable(it.tenant_id, it.number),
            origin="lost" if cut_off else "abandoned",
            waiting=waiting,
            language=it.language,
            callback_of=it.id,
            attached=dict(it.attached),
            menu_path=list(it.menu_path),
        )
    except Refusal:
        return
