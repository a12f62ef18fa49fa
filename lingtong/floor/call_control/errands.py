"""Errands of a flow: asked of others, answered once or late. Nobody waits in silence or for ever."""

from lingtong.floor.call_control import menu
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.ivr.steps import Run
from lingtong.floor.turn import ErrandDone

AWAITING = "errand"
GRACE = 1.0  # seconds after which an errand is over whatever has become of who runs it
MOMENT_AFTER = 2.0


def begin(board: Board, it: Interaction, step: Run) -> None:
    menu.answer(board, it)
    board.turn.run(step.errand)
    board.turn.after(step.errand.within + GRACE, "errand", it.id)
    board.turn.after(MOMENT_AFTER, "moment", it.id)


def moment(board: Board, it: Interaction) -> None:
    """It takes a while: music, which ends with the answer."""
    if _is_out(it):
        board.music(it, it.customer, on=True)


def done(board: Board, answer: ErrandDone) -> None:
    it = board.interactions.get(answer.interaction_id)
    if it is not None and _is_out(it) and answer.errand_id == errand_id(it):
        _over(board, it)
        menu.node_done(board, it, answer.outcome, answer.values)


def late(board: Board, it: Interaction) -> None:
    if _is_out(it):
        _over(board, it)
        menu.node_done(board, it, "late")


def errand_id(it: Interaction) -> str:
    return f"{it.id}:{it.position.count if it.position else 0}"


def _over(board: Board, it: Interaction) -> None:
    for clock in ("errand", "moment"):
        board.turn.timers.drop((clock, it.id))


def _is_out(it: Interaction) -> bool:
    return it.stage is Stage.MENU and it.position is not None and it.position.awaiting == AWAITING


menu.ACTS[Run] = begin
