"""Agents: sessions, the seat and its three facts, skills, teams, not-ready reasons."""

from lingtong.floor.agents.breaks import Breaks
from lingtong.floor.agents.orders import end_help, lock_seat, need_unlocked, request_help
from lingtong.floor.agents.pins import pin_fits, pin_hash
from lingtong.floor.agents.seats import Seats

__all__ = [
    "Breaks",
    "Seats",
    "end_help",
    "lock_seat",
    "need_unlocked",
    "pin_fits",
    "pin_hash",
    "request_help",
]
