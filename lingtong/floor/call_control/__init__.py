"""Call control: what agents do with a call, and what the switch tells of it."""

from lingtong.floor.call_control.allowed import allowed
from lingtong.floor.call_control.board import Board

__all__ = ["Board", "allowed"]
