"""Call control: what agents do with a call, and what the switch tells of it."""

from lingtong.floor.call_control.acquainted import Talked
from lingtong.floor.call_control.admission import wait_of_next
from lingtong.floor.call_control.allowed import allowed as allowed_commands
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.floor import Floor
from lingtong.floor.call_control.in_turn import AskedInTurn
from lingtong.floor.call_control.pace import Pace
from lingtong.floor.call_control.slots import parked as parked_calls
from lingtong.floor.call_control.supervision import can_of as supervisor_commands
from lingtong.floor.call_control.watching import is_there, target_leg

__all__ = [
    "AskedInTurn",
    "Board",
    "Floor",
    "Pace",
    "Talked",
    "allowed_commands",
    "is_there",
    "parked_calls",
    "supervisor_commands",
    "target_leg",
    "wait_of_next",
]
