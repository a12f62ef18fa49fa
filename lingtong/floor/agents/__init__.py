"""Agents: sessions, the seat and its three facts, skills, teams, not-ready reasons."""

from lingtong.floor.agents.seats import Seats

__all__ = ["Seats"]
