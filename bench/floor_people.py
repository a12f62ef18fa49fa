"""Makes the center of the full floor: ten queues with a number each, desks, supervisors and walls."""

import asyncio
import json
import sys

from bench.center import Size
from bench.people import People, made_with

QUEUES, SUPERVISORS, WALLS = 10, 4, 2
AFTER_CALL_WORK = 4.0  # seconds


def numbers() -> list[str]:
    return [str(95500 + place) for place in range(QUEUES)]


class FloorPeople(People):
    async def make(self, size: Size) -> list[dict[str, str]]:
        skills = [await self._queue(place, number) for place, number in enumerate(numbers())]
        await self.carrier(numbers()[0])
        agent, supervisor, wall = [await self.role(code) for code in ("agent", "supervisor", "wallboard")]
        desks = []
        for place, name in enumerate(size.names):
            two = {skills[place % QUEUES]: 5, skills[(place + 1) % QUEUES]: 5}
            desks.append(await self.desk(name, 1000 + place, agent, two))
        for role, count, what in ((supervisor, SUPERVISORS, "supervisor"), (wall, WALLS, "wall")):
            names = [f"{what}-{place}" for place in range(count)]
            desks += [{"name": name, **await self.session(name, role)} for name in names]
        return desks

    async def _queue(self, place: int, number: str) -> str:
        name = f"q{place}"
        skill = await self.save("skills", name=name, name_en=name)
        queue = await self.save(
            "queues",
            number=str(3000 + place),
            name=name,
            name_en=name,
            skills={skill: 1},
            after_call_work=AFTER_CALL_WORK,
            announce_place=False,
            announce_wait=False,
            recorded=False,
        )
        nodes = {
            "answer": {"type": "answer", "next": "queue"},
            "queue": {"type": "queue", "queue_id": queue},
        }
        flow = await self.save("flows", name=name, name_en=name, start="answer", nodes=nodes)
        await self.save("entry-points", number=number, name=name, name_en=name, flow_id=flow)
        return skill


if __name__ == "__main__":
    print(json.dumps(asyncio.run(made_with(FloorPeople, int(sys.argv[1])))))
