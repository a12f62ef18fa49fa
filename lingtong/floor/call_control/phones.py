"""An agent's phone, ours or any telephone outside. Who answers outside takes a call only with a key.

So no mailbox, and nobody else at home, is ever given a customer.
"""

import msgspec

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.call_control.outside import caller_number, trunks_of
from lingtong.switch.commands import ClearLeg, Originate, Play

RING_OUTSIDE = 30.0  # seconds at least: the network needs some before it rings
ACCEPT_SECONDS = 15.0  # after answering, until the key must have been pressed
ACCEPT_KEY = "1"


def ring_for(board: Board, agent_id: str, seconds: float) -> float:
    config = board.seats.find(agent_id)
    return max(seconds, RING_OUTSIDE) if config is not None and config.phone == "mobile" else seconds


def call(board: Board, agent_id: str, command: Originate) -> None:
    """`command` says everything but where the phone is."""
    config = board.seats.config(agent_id)
    if config.phone == "mobile":
        command = _outside(board, config, command)
    else:
        command = msgspec.structs.replace(command, endpoint=f"phone:{config.endpoint}")
    board.turn.send(command)


def _outside(board: Board, config: AgentConfig, command: Originate) -> Originate:
    """With a number of ours: a carrier refuses that of a customer."""
    trunks = trunks_of(board, config.tenant_id)
    return msgspec.structs.replace(
        command,
        endpoint=f"number:{config.mobile}",
        trunks=trunks,
        caller_number=caller_number(board, config.tenant_id, trunks[0]),
        caller_name="",
        headers={},
        auto_answer=False,
        ring_for=max(command.ring_for, RING_OUTSIDE),
    )


# --- the door: answered, and not taken yet


def must_knock(board: Board, it: Interaction, leg_id: str) -> bool:
    """Somebody has answered at a phone outside, and has not said by key that it is the agent."""
    config = board.seats.find(_agent_at(it, leg_id))
    return config is not None and config.phone == "mobile"


def knock(board: Board, it: Interaction, leg_id: str) -> None:
    """Ask for the key. Asked already: wait on."""
    if leg_id in board.doors:
        return
    board.doors.add(leg_id)
    board.turn.after(ACCEPT_SECONDS, "accept", leg_id)
    offer = it.offer_at(leg_id)
    if offer is not None:
        offer.until = board.turn.after(ACCEPT_SECONDS + 1.0, "offer", it.id, leg_id)
    tenant = board.center.tenants.get(it.tenant_id)
    board.turn.send(
        Play(
            play_id=board.turn.ids.new(),
            leg_id=leg_id,
            media=("prompt:accept_call", "prompt:accept_call"),
            language=tenant.language if tenant else "zh",
            tenant_id=it.tenant_id,
        )
    )
    board.touch(it)


def forget(board: Board, leg_id: str) -> None:
    board.doors.discard(leg_id)
    board.turn.timers.drop(("accept", leg_id))


def forget_all(board: Board) -> None:
    """The switch is there again: who has not pressed the key is asked once more."""
    for leg_id in list(board.doors):
        forget(board, leg_id)


def hang_up(board: Board, leg_id: str) -> None:
    forget(board, leg_id)
    board.turn.send(ClearLeg(leg_id=leg_id))


def _agent_at(it: Interaction, leg_id: str) -> str:
    """The agent who is being called there; empty once the agent is in the call."""
    offer, watcher, leg = it.offer_at(leg_id), it.watcher_at(leg_id), it.leg(leg_id)
    if offer is not None:
        return offer.agent_id
    if watcher is not None:
        leg = watcher.leg
    return leg.agent_id if leg is not None and not leg.is_up else ""
