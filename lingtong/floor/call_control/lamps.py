"""The lamp at an agent's phone: on while new messages wait in the own box."""

from lingtong.floor.call_control.board import Board
from lingtong.floor.live.recording_commands import ShowMessages
from lingtong.switch.commands import SetLight


def show(board: Board, command: ShowMessages) -> None:
    box = board.center.voicemail_boxes.get(command.box_id)
    if box is None or box.tenant_id != command.tenant_id:
        return
    board.in_boxes[box.id] = (command.new, command.in_hand)
    light(board, box.agent_id)


def light(board: Board, agent_id: str) -> None:
    """Also when the phone comes back: it has forgotten."""
    config = board.center.agents.get(agent_id)
    box = board.center.box_of_agent(agent_id)
    if config is None or box is None or box.id not in board.in_boxes or config.phone != "desk":
        return
    new, in_hand = board.in_boxes[box.id]
    if board.switch_connected and board.seats.phone_reachable(agent_id):
        board.turn.send(SetLight(endpoint=config.endpoint, new=new, old=in_hand))
