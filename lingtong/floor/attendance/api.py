import csv
import io
from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Response

from lingtong.floor.attendance.fold import NOT_READY, WORKING
from lingtong.floor.attendance.ports import Names
from lingtong.floor.attendance.schemas import AttendanceOfDay, Presence
from lingtong.floor.attendance.service import Attendance
from lingtong.floor.attendance.service import Presence as Found
from lingtong.floor.center import Center
from lingtong.foundation.identity import Principal, requires

Viewer = Annotated[Principal, Depends(requires("floor.view"))]
COLUMNS = ("sessions", "logged_in", "worked", *WORKING, NOT_READY)
EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)
BOM = "\ufeff"  # spreadsheets take a file without it for the system's own encoding


def routes(attendance: Attendance, names: Names) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["attendance"])

    @router.get("/attendance", response_model=AttendanceOfDay)
    async def of_day(
        who: Viewer,
        day: Annotated[date | None, Query(ge=EARLIEST, le=LATEST)] = None,
        team: Annotated[str, Query(max_length=36)] = "",
        form: Literal["json", "csv"] = "json",
    ) -> AttendanceOfDay | Response:
        """First in, last out, worked and breaks of each agent on one day of the tenant's time zone: today,
        where none is named."""
        center = names.current()
        tenant = center.tenants.get(who.tenant_id)
        zone = ZoneInfo(tenant.timezone if tenant is not None else "Asia/Shanghai")
        day = day or attendance.today(zone)
        found = await attendance.of_day(who.tenant_id, day, zone)
        shown = [_shown(one, center, names) for one in found]
        if team:
            shown = [one for one in shown if one.team_id == team]
        if form == "csv":
            return _csv(shown, center, zone, day)
        return AttendanceOfDay(day=day, timezone=str(zone), agents=shown)

    return router


def _shown(one: Found, center: Center, names: Names) -> Presence:
    agent = center.agents.get(one.agent_id)
    spent = {state: round(one.seconds.get(state, 0.0), 3) for state in (*WORKING, NOT_READY)}
    return Presence(
        agent_id=one.agent_id,
        agent_number=agent.agent_number if agent else "",
        name=names.agent(one.agent_id),
        team_id=agent.team_id if agent else "",
        first_in=one.first_in,
        last_out=one.last_out,
        sessions=one.sessions,
        logged_in=round(sum(spent.values()), 3),
        worked=round(sum(spent[state] for state in WORKING), 3),
        reasons={reason_id: round(seconds, 3) for reason_id, seconds in one.reasons.items()},
        overruns=one.overruns,
        **spent,
    )


def _csv(shown: list[Presence], center: Center, zone: ZoneInfo, day: date) -> Response:
    """One line for each agent, times as the clocks on the wall, one column for each reason that occurs."""
    reasons = sorted({reason_id for one in shown for reason_id in one.reasons})
    text = io.StringIO()
    writer = csv.writer(text)
    titles = [_reason_name(center, reason_id) for reason_id in reasons]
    writer.writerow(["agent_number", "name", "team", "first_in", "last_out", *COLUMNS, *titles, "overruns"])
    for one in shown:
        team = center.teams.get(one.team_id)
        cells = [one.agent_number, one.name, team.name if team else ""]
        times = [_local(one.first_in, zone), _local(one.last_out, zone)]
        spent = [str(getattr(one, name)) for name in COLUMNS]
        breaks = [str(one.reasons.get(reason_id, 0.0)) for reason_id in reasons]
        writer.writerow([*(_plain(cell) for cell in cells), *times, *spent, *breaks, str(one.overruns)])
    headers = {"Content-Disposition": f'attachment; filename="attendance-{day.isoformat()}.csv"'}
    return Response(BOM + text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _reason_name(center: Center, reason_id: str) -> str:
    reason = center.reasons.get(reason_id)
    return _plain(f"not_ready: {reason.name}" if reason else f"not_ready: {reason_id or '-'}")


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if at is not None else ""


def _plain(cell: str) -> str:
    """A name that begins like a formula is none."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
