"""What is wrong with a drawing."""

from collections.abc import Iterator, Set

from lingtong.floor.map.model import FloorMap
from lingtong.foundation.catalog import Finding

MOST_PLACES = 1000  # in all rooms together


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
