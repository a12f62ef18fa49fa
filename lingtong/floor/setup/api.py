from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends

from lingtong.floor.ivr.graph import Flow
from lingtong.floor.setup.service import Setup
from lingtong.foundation.http import Parts, parts_of
from lingtong.foundation.identity import Principal, signed_in

AGENT_FIELDS = ("id", "agent_number", "name", "team_id", "skills", "phone")


def _menu(flow: Flow) -> dict[str, str]:
    """To which an agent can send a customer."""
    return {"id": flow.id, "name": flow.name, "name_en": flow.name_en}


def center_router(setup: Setup) -> APIRouter:
    """GET /api/center: names for everybody who is signed in; no number rights, no endpoints, no flows."""
    router = APIRouter(prefix="/api", tags=["center"])

    @router.get("/center")
    async def center(
        parts: Annotated[Parts, Depends(parts_of)], who: Annotated[Principal, Depends(signed_in)]
    ) -> dict[str, Any]:
        async with parts.database.reading(who.tenant_id) as reader:
            found = await setup.load_center(reader)
        agents = [{name: getattr(agent, name) for name in AGENT_FIELDS} for agent in found.agents.values()]
        shown = {
            "revision": found.revision,
            "tenant": found.tenants[who.tenant_id],
            "queues": list(found.queues.values()),
            "reasons": list(found.reasons.values()),
            "dispositions": list(found.dispositions.values()),
            "agents": agents,
            "skills": list(found.skills.values()),
            "teams": list(found.teams.values()),
            "sites": list(found.sites.values()),
            "entry_points": list(found.entry_points.values()),
            "menus": [_menu(flow) for flow in found.flows.values() if flow.returns],
        }
        answer: dict[str, Any] = msgspec.to_builtins(shown)
        return answer

    return router
