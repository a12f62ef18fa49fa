from lingtong.floor.ivr.model import Answer
from lingtong.floor.turn import Errand

AREAS = {"0531": "", "0532": "22:30"}  # by area code: until when


async def look_up(errand: Errand) -> Answer:
    until = AREAS.get(str(errand.request.get("area", "")))
    if until is None:
        return Answer("failed", why="area_unknown")
    return Answer("done", {"until": until}) if until else Answer("empty")
