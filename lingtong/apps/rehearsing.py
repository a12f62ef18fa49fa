"""What a trial of a flow borrows from the rooms above flows: the officer on duty, and errands really done."""

from datetime import datetime

import msgspec

from lingtong.floor.center import Center
from lingtong.floor.duty.model import on_duty
from lingtong.floor.ivr.errands import SUBJECT
from lingtong.floor.ivr.world import Officer
from lingtong.floor.turn import Errand, ErrandDone
from lingtong.foundation.bus import Bus
from lingtong.foundation.bus.ports import NobodyAnswers


def officer_at(center: Center, tenant_id: str, roster_id: str, at: datetime) -> Officer | None:
    roster = center.duty_rosters.get(roster_id)
    if roster is None or roster.tenant_id != tenant_id:
        return None
    found = on_duty(roster, at, center.calendars)
    if found is None:
        return None
    agent = center.agents.get(found.officer.agent_id)
    return Officer(found.officer.name, found.officer.mobile or (agent.mobile if agent else ""))


class ErrandsByBus:
    """Asked where the engine has its errands done."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def __call__(self, errand: Errand) -> ErrandDone:
        try:
            answer = await self._bus.ask(SUBJECT, msgspec.json.encode(errand), within=errand.within)
            return msgspec.json.decode(answer, type=ErrandDone)
        except (NobodyAnswers, msgspec.DecodeError) as error:
            return ErrandDone(
                errand_id=errand.id,
                interaction_id=errand.interaction_id,
                outcome="late" if isinstance(error, NobodyAnswers) else "failed",
            )
