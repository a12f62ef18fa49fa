"""Rooms with their places. Pure."""

from collections.abc import Set
from typing import Literal

import msgspec

Layout = Literal["straight", "matrix", "wave", "carousel"]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """`x` and `y` of its middle, in widths of a desk from the room's top left; `turn` in degrees."""

    x: float
    y: float
    turn: float = 0.0
    agent_id: str | None = None
    label: str = ""


class Room(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    layout: Layout = "straight"
    seats: tuple[Place, ...] = ()


class FloorMap(msgspec.Struct, frozen=True, kw_only=True):
    """`revision` 0: nobody has drawn one yet."""

    rooms: tuple[Room, ...] = ()
    revision: int = 0


def without_gone(drawn: FloorMap, agents: Set[str]) -> FloorMap:
    """Places of agents who are gone are free."""
    rooms = []
    for room in drawn.rooms:
        seats = tuple(
            place
            if place.agent_id is None or place.agent_id in agents
            else msgspec.structs.replace(place, agent_id=None)
            for place in room.seats
        )
        rooms.append(msgspec.structs.replace(room, seats=seats))
    return msgspec.structs.replace(drawn, rooms=tuple(rooms))
