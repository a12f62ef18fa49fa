"""A flow sends its caller to a box; afterwards the caller walks on."""

from lingtong.floor.call_control import menu, messages
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import dismiss
from lingtong.floor.call_control.model import Cue, Interaction
from lingtong.floor.ivr.steps import TakeMessage
from lingtong.floor.voicemail.config import Box


def _begin(board: Board, it: Interaction, step: TakeMessage) -> None:
    box = board.center.voicemail_boxes.get(step.box_id) or _of_agent(board, it, step.agent)
    menu.answer(board, it)
    if box is None or box.tenant_id != it.tenant_id or not messages.may_leave(board, box):
        return menu.node_done(board, it, "failed")
    messages.begin(board, it, box, "flow")


def _of_agent(board: Board, it: Interaction, number: str) -> Box | None:
    ours = (one for one in board.center.agents.values() if one.tenant_id == it.tenant_id)
    return board.center.box_of_agent(
        next((one.id for one in ours if number and one.agent_number == number), "")
    )


def _go_on(board: Board, it: Interaction, message_id: str) -> None:
    if it.position is None:
        return dismiss(board, it, "message_kept" if message_id else "goodbye")
    board.move(it, Cue.CAME_BACK)
    if it.position.flow_id not in board.center.flows:
        return menu.flow_gone(board, it)
    menu.node_done(board, it, "done" if message_id else "failed")


menu.ACTS[TakeMessage] = _begin
messages.HOMES["flow"] = _go_on
