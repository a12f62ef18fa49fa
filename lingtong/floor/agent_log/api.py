import csv
import io
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from lingtong.floor.agent_log import schemas as form
from lingtong.floor.agent_log.model import Line
from lingtong.floor.agent_log.service import AgentLogs
from lingtong.floor.live.errors import NoTeam, NotInYourTeam
from lingtong.foundation.catalog.errors import ItemUnknown
from lingtong.foundation.http import refusals
from lingtong.foundation.identity import Principal, requires

Reader = Annotated[
    Principal, Depends(requires("floor.supervise", "floor.supervise_all", "admin.users", "admin.audit"))
]
Day = Annotated[date | None, Query(ge=date(2000, 1, 1), le=date(2099, 12, 31))]
BOM = "\ufeff"  # spreadsheets take a file without it for the system's own encoding
RESPONSES = refusals(ItemUnknown, NotInYourTeam, NoTeam)


def routes(logs: AgentLogs) -> APIRouter:
    router = APIRouter(prefix="/api/agents", tags=["agents"], responses=RESPONSES)

    @router.get("/{agent_id}")
    async def profile(agent_id: str, who: Reader) -> form.AgentProfile:
        agent, center = logs.agent(who, agent_id), logs.names.current()
        team = center.teams.get(agent.team_id)
        found = await logs.user(who, agent_id)
        role = found[1] if found is not None else None
        return form.AgentProfile(
            id=agent.id,
            agent_number=agent.agent_number,
            name=agent.name,
            phone=agent.phone,
            team_id=agent.team_id,
            site_id=team.site_id if team is not None else "",
            skills=agent.skills,
            queues=list(agent.queues),
            regions=list(agent.regions),
            qualifications=agent.qualifications,
            dial_right=agent.dial_right,
            login=found[0].login if found is not None else "",
            locked=found[0].locked if found is not None else False,
            role=form.RoleOfAgent.model_validate(role, from_attributes=True) if role is not None else None,
        )

    @router.get("/{agent_id}/tasks")
    async def tasks(agent_id: str, who: Reader) -> list[form.TaskView]:
        """What waits for this agent now, of every room that gives agents something to do."""
        found = await logs.tasks(who, agent_id)
        return [form.TaskView.model_validate(task, from_attributes=True) for task in found]

    @router.get("/{agent_id}/log", response_model=form.AgentLog)
    async def log(
        agent_id: str,
        who: Reader,
        day: Day = None,
        shape: Annotated[Literal["json", "csv"], Query(alias="form")] = "json",
    ) -> form.AgentLog | Response:
        """One day of the center's time zone, oldest first; today where none is named. A file is audited."""
        day = day or logs.today(who)
        if shape == "csv":
            return _csv(await logs.export(who, agent_id, day), logs, who, day)
        lines = await logs.lines(who, agent_id, day)
        shown = [form.LogLine.model_validate(line, from_attributes=True) for line in lines]
        return form.AgentLog(day=day, timezone=str(logs.zone(who)), lines=shown)

    return router


def _csv(lines: list[Line], logs: AgentLogs, who: Principal, day: date) -> Response:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["at", "kind", "what", "by", "interaction", "details"])
    for line in lines:
        at = line.at.astimezone(logs.zone(who)).strftime("%Y-%m-%d %H:%M:%S")
        details = "; ".join(f"{name}={value}" for name, value in line.said.items())
        writer.writerow([at, line.kind, line.code, _plain(line.actor), line.interaction_id, _plain(details)])
    headers = {"Content-Disposition": f'attachment; filename="agent-{day.isoformat()}.csv"'}
    return Response(BOM + text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _plain(cell: str) -> str:
    """A text that begins like a formula is none."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
