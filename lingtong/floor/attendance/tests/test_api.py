"""Attendance as supervisors ask for it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lingtong.apps.keeper import Keeper
from lingtong.floor.agents.config import AgentConfig, Reason, Team
from lingtong.floor.agents.events import AgentStateChanged
from lingtong.floor.attendance.api import routes
from lingtong.floor.attendance.service import Attendance
from lingtong.floor.center import Center, Tenant
from lingtong.floor.live.centers import CenterBook
from lingtong.foundation.db import Database
from lingtong.foundation.identity.testing import (
    Browser,
    MovableClock,
    app_of,
    parts_for,
    people,
    signed_browser,
)

pytestmark = pytest.mark.room
DAY = "2026-11-23"


class Office:
    def __init__(self, tenant_id: str, database: Database, clock: MovableClock) -> None:
        self.tenant_id, self.clock, self.keeper = tenant_id, clock, Keeper(database)
        self.at: dict[str, Browser] = {}
        self._count = 0

    async def changes(self, agent: str, before: str, state: str, lasted: float, reason: str = "") -> None:
        self._count += 1
        fact = AgentStateChanged(
            id=str(self._count),
            tenant_id=self.tenant_id,
            at=self.clock.now(),
            agent_id=agent,
            state=state,
            before=before,
            lasted=lasted,
            reason_before=reason,
        )
        await self.keeper.store_facts([fact])


@pytest.fixture
async def office(database: Database, tmp_path: Path) -> AsyncIterator[Office]:
    clock = MovableClock()
    parts = parts_for(database, tmp_path, clock)
    tenant_id = await people(parts, logins=("supervisor", "agent"))
    agents = {
        name: AgentConfig(
            id=name, tenant_id=tenant_id, agent_number=number, name=shown, endpoint=name, team_id=team
        )
        for name, number, shown, team in (
            ("wang", "1001", "王丽", "day"),
            ("chen", "1002", "=cmd()", "night"),
        )
    }
    center = Center(
        revision=1,
        tenants={tenant_id: Tenant(id=tenant_id, name="demo")},
        agents=agents,
        teams={"day": Team(id="day", tenant_id=tenant_id, name="白班")},
        reasons={"meal": Reason(id="meal", tenant_id=tenant_id, code="meal", name="就餐")},
    )
    office = Office(tenant_id, database, clock)
    app = app_of(parts, routes(Attendance(database, clock), CenterBook(center)))
    async with AsyncExitStack() as stack:
        for login in ("supervisor", "agent"):
            office.at[login] = await stack.enter_async_context(signed_browser(app, login))
        yield office


async def a_morning(office: Office) -> datetime:
    """Gives when it began."""
    began = office.clock.now()
    for agent in ("wang", "chen"):
        await office.changes(agent, "logged_out", "ready", 0.0)
    office.clock.move(3600)
    await office.changes("wang", "ready", "not_ready", 3600.0)
    office.clock.move(1800)
    await office.changes("wang", "not_ready", "logged_out", 1800.0, "meal")
    return began


async def test_a_day_of_a_team(office: Office) -> None:
    began = await a_morning(office)
    found = (await office.at["supervisor"].get(f"/api/attendance?day={DAY}")).json()
    assert found["timezone"] == "Asia/Shanghai"
    assert [one["name"] for one in found["agents"]] == ["=cmd()", "王丽"]
    found = (await office.at["supervisor"].get(f"/api/attendance?day={DAY}&team=day")).json()
    (wang,) = found["agents"]
    assert (wang["worked"], wang["not_ready"], wang["logged_in"]) == (3600.0, 1800.0, 5400.0)
    assert wang["reasons"] == {"meal": 1800.0}
    assert datetime.fromisoformat(wang["first_in"]) == began
    assert datetime.fromisoformat(wang["last_out"]) == began + timedelta(seconds=5400)


async def test_a_spreadsheet_gets_local_times_names_of_reasons_and_no_formulas(office: Office) -> None:
    await a_morning(office)
    answer = await office.at["supervisor"].get(f"/api/attendance?day={DAY}&form=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.startswith("\ufeff")
    title, chen, wang = answer.text.lstrip("\ufeff").splitlines()
    assert title.startswith("agent_number,name,team,first_in,last_out,sessions,logged_in,worked")
    assert "not_ready: 就餐" in title
    assert wang.startswith("1001,王丽,白班,2026-11-23 09:00:00,2026-11-23 10:30:00,1,5400.0,3600.0")
    assert chen.startswith("1002,'=cmd(),,2026-11-23 09:00:00,,1,5400.0")


async def test_today_is_meant_where_no_day_is_named(office: Office) -> None:
    await a_morning(office)
    found = (await office.at["supervisor"].get("/api/attendance")).json()
    assert (found["day"], len(found["agents"])) == (DAY, 2)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_a_day_beyond_all_calendars_is_refused(office: Office, day: str) -> None:
    assert (await office.at["supervisor"].get(f"/api/attendance?day={day}")).status_code == 422


async def test_only_who_views_the_floor_may_ask(office: Office) -> None:
    assert (await office.at["agent"].get(f"/api/attendance?day={DAY}")).status_code == 403
    assert (await office.at["supervisor"].get("/api/attendance?day=yesterday")).status_code == 422
    empty = (await office.at["supervisor"].get("/api/attendance?day=2020-02-29")).json()
    assert empty["agents"] == []
