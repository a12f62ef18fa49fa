"""Rooms with their places, and what is wrong with a drawing. Pure."""

from collections.abc import Iterator, Set
from typing import Literal

import msgspec

from lingtong.foundation.catalog import Finding

Layout = Literal["straight", "matrix", "wave", "carousel"]
MOST_PLACES = 1000  # in all rooms together


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


def findings(drawn: FloorMap, agents: Set[str]) -> Iterator[Finding]:
    if sum(len(room.seats) for room in drawn.rooms) > MOST_PLACES:
        message = f"At most {MOST_PLACES} places in all rooms together."
        yield Finding(field="rooms", code="too_many", message=message, params={"most": str(MOST_PLACES)})
    names: set[str] = set()
    seated: set[str] = set()
    for number, room in enumerate(drawn.rooms):
        if room.name in names:
            yield Finding(field=f"rooms.{number}.name", code="duplicate", message="Two rooms have this name.")
        names.add(room.name)
        for at, place in enumerate(room.seats):
            where = f"rooms.{number}.seats.{at}.agent_id"
            if place.agent_id and place.agent_id not in agents:
                yield Finding(field=where, code="unknown", message="This agent does not exist any more.")
            elif place.agent_id in seated:
                yield Finding(field=where, code="duplicate", message="This agent has another place already.")
            seated.add(place.agent_id or "")


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
