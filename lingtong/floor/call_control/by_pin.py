"""Who is known by agent number and PIN, typed at a phone. Who was wrong too often is not looked at."""

from datetime import timedelta
from typing import NamedTuple

from lingtong.floor.agents import pin_fits
from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.call_control.board import Board

TRIES, TRIES_WITHIN = 5, timedelta(minutes=15)  # wrong ones at one place, or for one agent


class Typed(NamedTuple):
    """`cause` is empty where the PIN fits, else `locked_out`, `pin` or `unknown`."""

    agent: AgentConfig | None
    cause: str


def look(board: Board, tenant_id: str, number: str, pin: str, place: str, way: str = "agent") -> Typed:
    """`place`: the phone, or the caller's number. Ways are counted apart: nobody outside locks a desk."""
    agents = (agent for agent in board.center.agents.values() if agent.tenant_id == tenant_id)
    agent = next((agent for agent in agents if agent.agent_number == number), None)
    return Typed(agent, _cause(board, agent, pin, place, f"{way}:{agent.id}" if agent is not None else ""))


def _cause(board: Board, agent: AgentConfig | None, pin: str, place: str, key: str) -> str:
    codes, since = board.codes, board.now - TRIES_WITHIN
    if codes.tries(place, since) >= TRIES or codes.tries(key, since) >= TRIES:
        return "locked_out"
    if pin_fits(pin, agent.pin_hash if agent is not None else ""):
        return ""
    if place:
        codes.count(place, board.now)
    if agent is not None:
        codes.count(key, board.now)
    return "pin" if agent is not None else "unknown"
