"""Who may supervise whom, and the audit trail of it."""

from typing import Annotated, Any

import msgspec
import structlog
from fastapi import APIRouter, Depends, Response

from lingtong.floor.center import Center
from lingtong.floor.live.any_command import AnyCommand
from lingtong.floor.live.commands import (
    AboutAgent,
    AskCallback,
    CallbackNow,
    CancelCallback,
    EndPlan,
    Lock,
    PickUp,
    StartPlan,
    Supervise,
)
from lingtong.floor.live.errors import NoTeam, NotInYourTeam, NotSeen
from lingtong.floor.live.ports import Centers
from lingtong.floor.live.views import Hello, InteractionView
from lingtong.foundation.bus import Bus, NobodyAnswers
from lingtong.foundation.db import Database, is_outage
from lingtong.foundation.http import Parts, parts_of, refusals
from lingtong.foundation.identity import Principal, audit, requires
from lingtong.foundation.identity.errors import NotAllowed

log = structlog.get_logger()
WITHIN = 3.0
TEAM, ALL = "floor.supervise", "floor.supervise_all"
FOR_SUPERVISORS = (CancelCallback, CallbackNow, StartPlan, EndPlan)
_LEFT_OUT = frozenset({"tenant_id", "agent_id", "team_id", "target_id"})
_hellos = msgspec.json.Decoder(Hello)

Supervisor = Annotated[Principal, Depends(requires(TEAM, ALL))]


def permitted(who: Principal, command: AnyCommand, center: Center) -> AnyCommand:
    """The command with the team that it reaches; the engine refuses what is outside it."""
    if isinstance(command, FOR_SUPERVISORS) and not who.may(TEAM, ALL):
        raise NotAllowed("Your role does not allow this.")
    if not isinstance(command, Supervise):
        return command
    own = isinstance(command, Lock) and command.target_id == who.agent_id
    inside = isinstance(command, PickUp) and not who.may(ALL)
    team_id = _team_of(who, center) if inside else None if own else reach(who, center)
    return msgspec.structs.replace(command, team_id=team_id)


def reach(who: Principal, center: Center) -> str | None:
    """The team whose agents this person supervises; None: everybody's."""
    if who.may(ALL):
        return None
    if not who.may(TEAM):
        raise NotAllowed("Your role does not allow this.")
    team_id = _team_of(who, center)
    if not team_id:
        raise NoTeam("You are in no team whose agents you could supervise. Ask an administrator.")
    return team_id


def _team_of(who: Principal, center: Center) -> str:
    agent = center.agents.get(who.agent_id or "")
    return agent.team_id if agent is not None else ""


class Trail:
    """Keeps what supervisors did. The engine's own facts tell the same, should the database be away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, who: Principal, command: AnyCommand, interaction_id: str) -> None:
        if isinstance(command, Supervise):
            act = f"floor.{command.__struct_config__.tag}"
            await self.write(who, act, *_about(command, interaction_id))
        elif isinstance(command, AskCallback):
            await self.write(who, "callback.ask", command.queue_id, {"why": command.why})
        elif isinstance(command, CancelCallback | CallbackNow):
            await self.write(who, f"callback.{command.__struct_config__.tag}", command.callback_id, {})
        elif isinstance(command, StartPlan | EndPlan):
            await self.write(who, f"plan.{command.__struct_config__.tag}", command.plan_id, {})

    async def write(self, who: Principal, act: str, target: str, data: dict[str, Any]) -> None:
        try:
            async with self._database.writing(who.tenant_id) as work:
                await audit.record(work, who, act, target=target, data=data)
        except Exception as error:
            if not is_outage(error):
                raise
            log.error("audit.not_kept", act=act, target=target, login=who.login)


def _about(command: Supervise, interaction_id: str) -> tuple[str, dict[str, Any]]:
    fields = msgspec.structs.asdict(command)
    data = {
        name: value for name, value in fields.items() if name not in _LEFT_OUT and value not in ("", None)
    }
    if interaction_id and not isinstance(command, AboutAgent):
        data["interaction_id"] = interaction_id
    return fields.get("target_id") or fields.get("lock_id") or interaction_id, data


def routes(bus: Bus, centers: Centers) -> APIRouter:
    router = APIRouter(tags=["live"])

    @router.get(
        "/api/floor/interactions/{interaction_id}",
        responses=refusals(NotSeen, NoTeam, NotInYourTeam, NobodyAnswers),
        response_class=Response,
    )
    async def look(
        interaction_id: str, who: Supervisor, parts: Annotated[Parts, Depends(parts_of)]
    ) -> Response:
        """The call as its agent has it on the screen now: an `InteractionView`. Kept in the audit trail."""
        center = centers.current()
        team_id = reach(who, center)
        view = await _view_of(bus, who, interaction_id)
        agent = center.agents.get(view.agent_id)
        if team_id is not None and (agent is None or agent.team_id != team_id):
            raise NotInYourTeam("This agent is not in your team.")
        await Trail(parts.database).write(
            who, "floor.look", view.agent_id, {"interaction_id": interaction_id}
        )
        return Response(msgspec.json.encode(view), media_type="application/json")

    return router


async def _view_of(bus: Bus, who: Principal, interaction_id: str) -> InteractionView:
    question = msgspec.json.encode({"agent_id": who.agent_id or "", "interaction_id": interaction_id})
    hello = _hellos.decode(await bus.ask(f"engine.hello.{who.tenant_id}", question, within=WITHIN))
    found = next((view for view in hello.interactions if view.interaction_id == interaction_id), None)
    if found is None:
        raise NotSeen("No agent has this call now.")
    return found
