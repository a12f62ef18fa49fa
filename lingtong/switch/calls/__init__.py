"""Legs in the terms of CSTA (ECMA-269, connection states)."""

from lingtong.switch.calls.model import MOVES, Leg, LegCue, LegState

__all__ = ["MOVES", "Leg", "LegCue", "LegState"]
