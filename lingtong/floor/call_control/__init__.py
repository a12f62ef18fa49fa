"""Call control: what agents do with a call, and what the switch tells of it."""

from lingtong.floor.call_control.allowed import allowed as allowed_commands
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.floor import Floor

__all__ = ["Board", "Floor", "allowed_commands"]
