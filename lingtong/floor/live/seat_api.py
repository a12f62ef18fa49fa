"""What is changed on the floor without the admin pages: skills and queues; and which phones there are."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.live.errors import NoTeam, NotInYourTeam
from lingtong.floor.live.ports import Centers
from lingtong.floor.live.supervising import ALL, TEAM, reach
from lingtong.foundation.catalog import Catalog, Invalid, Kind
from lingtong.foundation.catalog.errors import ItemUnknown
from lingtong.foundation.catalog.schemas import Body, ItemId, Level
from lingtong.foundation.http import Parts, parts_of, refusals
from lingtong.foundation.identity import Principal, requires

Supervisor = Annotated[Principal, Depends(requires(TEAM, ALL))]
AtDesk = Annotated[Principal, Depends(requires("desk.use"))]
TheParts = Annotated[Parts, Depends(parts_of)]


class SkillsAsk(Body):
    """Levels by skill id. Queues stay as they are where none are given."""

    skills: Annotated[dict[ItemId, Level], Field(max_length=100)]
    queues: Annotated[list[ItemId], Field(max_length=200)] | None = None


class SkillsNow(BaseModel):
    id: str
    skills: dict[str, int]
    queues: list[str]
    revision: int


class PhoneToSitAt(BaseModel):
    """`name` goes into `log_in`. `agent_id`: whose own phone it is, empty for a shared one."""

    name: str
    display_name: str
    agent_id: str


class PhonesToSitAt(BaseModel):
    """`own`: the name of the asker's own phone, which goes into `log_in` to come back to it."""

    own: str
    phones: list[PhoneToSitAt]


def floor_router(catalog: Catalog, agents: Kind[AgentConfig], centers: Centers) -> APIRouter:
    router = APIRouter(prefix="/api/floor", tags=["floor"])

    @router.put("/agents/{agent_id}/skills", responses=refusals(NoTeam, NotInYourTeam, ItemUnknown, Invalid))
    async def skills(agent_id: ItemId, body: SkillsAsk, who: Supervisor, parts: TheParts) -> SkillsNow:
        """From the next match on; calls that are live are not touched. Kept in the audit trail."""
        team_id = reach(who, centers.current())
        async with parts.database.writing(who.tenant_id) as work:
            kept = (await catalog.get(work, agents, agent_id)).item
            if team_id is not None and kept.team_id != team_id:
                raise NotInYourTeam("This agent is not in your team.")
            given: dict[str, Any] = {**agents.view(kept), "skills": body.skills}
            if body.queues is not None:
                given["queues"] = body.queues
            saved = await catalog.save(work, agents, given, agent_id, by=who, revision=body.revision)
        item: AgentConfig = saved.item
        return SkillsNow(id=item.id, skills=item.skills, queues=list(item.queues), revision=saved.revision)

    @router.get("/phones")
    async def phones(who: AtDesk) -> PhonesToSitAt:
        """Desk phones at which one may sign in. Who sits where now is in the rows of the agents."""
        center = centers.current()
        owners = {agent.endpoint: agent.id for agent in center.agents.values()}
        found = (phone for phone in center.phones.values() if phone.tenant_id == who.tenant_id)
        asker = center.agents.get(who.agent_id or "")
        return PhonesToSitAt(
            own=asker.endpoint if asker is not None else "",
            phones=[
                PhoneToSitAt(
                    name=phone.name, display_name=phone.display_name, agent_id=owners.get(phone.name, "")
                )
                for phone in sorted(found, key=lambda phone: (phone.display_name, phone.name))
            ],
        )

    return router
