"""The numbered slots of parked calls."""

from typing import Literal

from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.errors import NoFreeSlot, NothingParked
from lingtong.floor.call_control.model import Interaction
from lingtong.interactions.events import CallUnparked

MOST_SLOTS = 99


def parked(board: Board, tenant_id: str) -> dict[int, Interaction]:
    """The calls of a tenant that are parked now, by slot."""
    return {
        it.parking.slot: it
        for it in board.interactions.values()
        if it.parking is not None and it.tenant_id == tenant_id
    }


def free_slot(board: Board, tenant_id: str) -> int:
    """The lowest: it is said aloud through a room."""
    taken = parked(board, tenant_id)
    slot = next((number for number in range(1, MOST_SLOTS + 1) if number not in taken), 0)
    if not slot:
        raise NoFreeSlot("All slots are taken. Take a parked call first.", most=MOST_SLOTS)
    return slot


def in_slot(board: Board, tenant_id: str, slot: int) -> Interaction:
    it = parked(board, tenant_id).get(slot)
    if it is None:
        raise NothingParked(f"No call is parked in slot {slot}.", slot=slot)
    return it


def unpark(
    board: Board, it: Interaction, how: Literal["taken", "rang_back", "queued", "ended"], agent_id: str = ""
) -> None:
    """Out of the slot, if it is in one."""
    parking, it.parking = it.parking, None
    if parking is None:
        return
    board.turn.timers.drop(("park", it.id))
    board.turn.changed("parked", it.tenant_id)
    lasted = (board.now - parking.since).total_seconds()
    board.announce(CallUnparked, it, slot=parking.slot, agent_id=agent_id, how=how, lasted=lasted)
