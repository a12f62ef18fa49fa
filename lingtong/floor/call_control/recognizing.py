"""A flow listens to its caller: what is said goes into a file, which an errand then has recognized."""

from lingtong.floor.call_control import menu
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.ivr.model import LISTENING, HearSpeech, StopHearing
from lingtong.switch.commands import RecordMessage, StopMessage
from lingtong.switch.events import MessageRecorded

LONGER = 5.0  # seconds after the longest speech, whatever the switch has told
SHORTEST = 0.3


def begin(board: Board, it: Interaction, step: HearSpeech) -> None:
    menu.answer(board, it)
    board.turn.send(
        RecordMessage(
            leg_id=it.customer.leg_id,
            recording_id=step.recording_id,
            at_most=step.at_most,
            silence=step.silence,
            end_keys="",
            beep=False,
        )
    )
    board.turn.after(step.at_most + LONGER, LISTENING, it.id)


def recorded(board: Board, event: MessageRecorded) -> bool:
    """Whether it was this that was recorded."""
    it = board.of_leg(event.leg_id)
    if it is None or event.recording_id != _recording_id(it):
        return False
    if _listens(it) and event.ended_by not in ("cleared", "stopped"):
        _over(board, it, "said" if event.seconds >= SHORTEST else "empty")
    return True


def time_up(board: Board, it: Interaction) -> None:
    if _listens(it):
        board.turn.send(StopMessage(recording_id=_recording_id(it)))
        _over(board, it, "failed")


def _stop(board: Board, it: Interaction, step: StopHearing) -> None:
    """A key led on meanwhile."""
    board.turn.timers.drop((LISTENING, it.id))
    board.turn.send(StopMessage(recording_id=step.recording_id))


def _over(board: Board, it: Interaction, way: str) -> None:
    board.turn.timers.drop((LISTENING, it.id))
    menu.node_done(board, it, way)


def _listens(it: Interaction) -> bool:
    return it.stage is Stage.MENU and it.position is not None and it.position.awaiting == LISTENING


def _recording_id(it: Interaction) -> str:
    return f"{it.id}-{it.position.count if it.position else 0}"


menu.ACTS[HearSpeech] = begin
menu.ACTS[StopHearing] = _stop
