"""Parked calls, customers in a menu, words before the talk, and phones outside that were only answered."""

from collections.abc import Iterator

from lingtong.floor.call_control import Board
from lingtong.floor.call_control.model import Interaction, Stage

Timers = set[tuple[str, ...]]
MOST_PARTIES = 8


def aside(board: Board, it: Interaction, timers: Timers) -> Iterator[tuple[bool, str]]:
    """After each turn: conditions that must not be true, and their names."""
    parking, visit = it.parking, it.visit
    yield (it.stage is Stage.PARKED) != (parking is not None), "parked and in a slot differ"
    if parking is not None:
        others = (other.parking for other in board.interactions.values() if other is not it)
        same = [one for one in others if one is not None and one.slot == parking.slot]
        yield bool(same), f"two calls are in slot {parking.slot}"
        yield ("park", it.id) not in timers and not it.offers, "parked for ever"
        yield bool(it.legs or it.owner), "parked, and somebody is in it"
    if visit is not None:
        leg = it.leg_of(visit.agent_id)
        yield it.stage is not Stage.MENU, "in a menu and in none"
        yield it.owner != visit.agent_id or leg is None, "nobody waits for the customer in the menu"
        yield leg is not None and leg.held_at is None, "who waits for the customer is not held"
    if it.prelude is not None:
        yield it.stage is not Stage.TALKING, "words before no talk"
        yield ("prelude", it.id) not in timers, "the words never end"
    yield 1 + len(it.legs) > MOST_PARTIES, "too many are in the conference"


def doors(board: Board, timers: Timers) -> Iterator[str]:
    for leg_id in board.doors:
        if ("accept", leg_id) not in timers:
            yield f"the key is awaited for ever at {leg_id}"
    for it in board.interactions.values():
        for leg in it.all_legs():
            if leg.leg_id in board.doors and leg.bridge_id:
                yield f"{leg.leg_id} is in the call and has not taken it"


def endless_codes(board: Board, timers: Timers) -> Iterator[str]:
    """A phone that walks a node, to hear messages or recordings, is let go in any case."""
    for leg_id, code in board.codes.open.items():
        if code.walks and ("code", leg_id) not in timers:
            yield f"the code at {leg_id} has no end"
