"""An agent's page: whom it is shown, what the day was, what waits; and the file that is in the audit."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lingtong.apps.tasks import PromisedCalls
from lingtong.floor.agent_log.api import routes
from lingtong.floor.agent_log.ports import Task
from lingtong.floor.agent_log.service import AgentLogs
from lingtong.floor.agents.config import AgentConfig, Reason, Team
from lingtong.floor.agents.events import AgentLoggedIn, AgentStateChanged
from lingtong.floor.callbacks.tables import CallbackRow
from lingtong.floor.center import Center, Tenant
from lingtong.floor.live.centers import CenterBook
from lingtong.floor.live.supervising import reach
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import audit
from lingtong.foundation.identity.tables import AuditRow, UserRow
from lingtong.foundation.identity.testing import MovableClock, app_of, people, signed_browser
from lingtong.foundation.journal import store as journal
from lingtong.foundation.journal.facts import Fact
from lingtong.interactions.events import OfferEnded, SupervisionStarted

pytestmark = pytest.mark.room

NOON = datetime(2026, 3, 23, 4, tzinfo=UTC)  # long ago: the audit has the clock of the wall
WANG, ZHANG, WU = "agent-wang", "agent-zhang", "agent-wu"


class OneTask:
    async def of_agent(self, tenant_id: str, agent_id: str) -> Sequence[Task]:
        return [Task(kind="wrap_up", id="i1", about="138****2046", since=NOON)] if agent_id == WANG else []


class House:
    def __init__(self, parts: Parts, tenant_id: str) -> None:
        self.parts, self.tenant_id = parts, tenant_id
        own: dict[str, Any] = {"tenant_id": tenant_id}
        agents = [
            AgentConfig(id=WANG, agent_number="1001", name="王丽", endpoint="w", team_id="one", **own),
            AgentConfig(id=ZHANG, agent_number="1002", name="张华", endpoint="z", team_id="two", **own),
            AgentConfig(id=WU, agent_number="2001", name="吴敏", endpoint="s", team_id="one", **own),
        ]
        self.book = CenterBook(
            Center(
                tenants={tenant_id: Tenant(id=tenant_id, name="demo")},
                agents={one.id: one for one in agents},
                teams={name: Team(id=name, name=name, site_id="north", **own) for name in ("one", "two")},
                reasons={"meal": Reason(id="meal", code="meal", name="就餐", name_en="Meal", **own)},
            )
        )
        sources = (OneTask(), PromisedCalls(parts.database, self.book))
        self.app = app_of(parts, routes(AgentLogs(parts.database, self.book, sources, reach, parts.clock)))

    async def facts(self, *facts: Fact) -> None:
        async with self.parts.database.writing_everywhere() as work:
            await journal.add_new(work.session, list(facts))

    def fact(self, kind: Any, minutes: float, **values: Any) -> Any:
        at = NOON + timedelta(minutes=minutes)
        return kind(id=self.parts.ids.new(), tenant_id=self.tenant_id, at=at, **values)


@pytest.fixture
async def house(parts: Parts, clock: MovableClock) -> House:
    clock.at = NOON
    tenant_id = await people(parts)
    async with parts.database.writing(tenant_id) as work:
        for login, agent_id in (("agent", WANG), ("team_leader", WU), ("supervisor", "agent-none")):
            user = await work.session.scalar(select(UserRow).where(UserRow.login == login))
            assert user is not None
            user.agent_id = agent_id
    return House(parts, tenant_id)


async def test_the_day_is_whole_in_order_and_in_names(house: House) -> None:
    state = {"agent_id": WANG, "state": "not_ready", "before": "ready", "lasted": 60.0}
    await house.facts(
        house.fact(AgentLoggedIn, -60, agent_id=WANG, endpoint="w"),
        house.fact(AgentStateChanged, -30, **state, reason_id="meal", cause="forced", by=WU, why="排班"),
        house.fact(OfferEnded, -20, interaction_id="i1", agent_id=WANG, outcome="declined", rang=4.0),
        house.fact(SupervisionStarted, -10, interaction_id="i1", agent_id=WU, target_id=WANG, mode="monitor"),
        house.fact(AgentLoggedIn, -9, agent_id=ZHANG, endpoint="z"),
        house.fact(AgentLoggedIn, -60 * 24, agent_id=WANG, endpoint="w"),
    )
    async with house.parts.database.writing(house.tenant_id) as work:
        await audit.service.record_by(work, "admin", None, "agents.changed", f"agents/{WANG}", {"rank": 2})
        row = await work.session.scalar(select(AuditRow).where(AuditRow.target == f"agents/{WANG}"))
        assert row is not None
        row.at = NOON - timedelta(minutes=5)  # the audit has the wall's clock, the test its own
    async with signed_browser(house.app, "supervisor") as it:
        found = (await it.get(f"/api/agents/{WANG}/log")).json()
        earlier = (await it.get(f"/api/agents/{WANG}/log?day=2026-03-22")).json()
    assert [
        (line["kind"], line["code"], line["actor"]) for line in found["lines"] if line["code"] != "user.added"
    ] == [
        ("session", "agent.logged_in", ""),
        ("state", "agent.state_changed", "吴敏"),
        ("contact", "offer.ended", ""),
        ("watching", "supervision.started", "吴敏"),
        ("admin", "agents.changed", "admin"),
    ]
    said = found["lines"][1]["said"]
    assert (said["reason"], said["reason_en"], said["why"], said["state"]) == (
        "就餐",
        "Meal",
        "排班",
        "not_ready",
    )
    assert "agent_id" not in str(found["lines"])
    assert (found["day"], found["timezone"]) == ("2026-03-23", "Asia/Shanghai")
    assert [line["code"] for line in earlier["lines"] if line["kind"] == "session"] == ["agent.logged_in"]


async def test_the_file_is_in_the_audit_and_holds_no_formula(house: House) -> None:
    await house.facts(
        house.fact(
            AgentStateChanged,
            0,
            agent_id=WANG,
            state="ready",
            before="not_ready",
            lasted=1.0,
            by=WU,
            why="=1+1",
        )
    )
    async with signed_browser(house.app, "supervisor") as it:
        answer = await it.get(f"/api/agents/{WANG}/log?form=csv&day=2026-03-23")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[1][:4] == ["2026-03-23 12:00:00", "state", "agent.state_changed", "吴敏"]
    assert not any(cell.startswith("=") for row in rows for cell in row)
    async with house.parts.database.reading(house.tenant_id) as reader:
        acts = (
            await reader.session.scalars(select(AuditRow.act).order_by(AuditRow.sequence.desc()).limit(1))
        ).all()
    assert acts == ["agents.log_exported"]


async def test_profile_and_rights(house: House) -> None:
    async with signed_browser(house.app, "administrator") as it:
        found = (await it.get(f"/api/agents/{WANG}")).json()
        nobody = (await it.get(f"/api/agents/{ZHANG}")).json()
    assert (found["name"], found["site_id"], found["login"]) == ("王丽", "north", "agent")
    assert "desk.use" in found["role"]["permissions"]
    assert (nobody["role"], nobody["login"]) == (None, "")


async def test_tasks_of_every_source_what_is_due_first(house: House) -> None:
    async with house.parts.database.writing(house.tenant_id) as work:
        for number, state in enumerate(("waiting", "done")):
            work.session.add(
                CallbackRow(
                    id=f"c{number}", number="+8613812342046", state=state, agent_id=WANG, asked_at=NOON,
                    first_at=NOON, due=NOON - timedelta(hours=1), ended_at=None,
                )
            )  # fmt: skip
    async with signed_browser(house.app, "supervisor") as it:
        found = (await it.get(f"/api/agents/{WANG}/tasks")).json()
        assert (await it.get(f"/api/agents/{ZHANG}/tasks")).json() == []
    assert [(task["kind"], task["id"]) for task in found] == [("callback", "c0"), ("wrap_up", "i1")]
    assert "13812342046" not in str(found)


@pytest.mark.parametrize(
    ("login", "agent_id", "status"),
    [
        ("team_leader", WANG, 200),
        ("team_leader", ZHANG, 403),
        ("supervisor", ZHANG, 200),
        ("administrator", ZHANG, 200),
        ("supervisor", "no-such", 404),
        ("agent", WANG, 403),
        ("wallboard", WANG, 403),
    ],
)
async def test_rights_go_by_team(house: House, login: str, agent_id: str, status: int) -> None:
    async with signed_browser(house.app, login) as it:
        for path in ("", "/log", "/tasks"):
            assert (await it.get(f"/api/agents/{agent_id}{path}")).status_code == status, path
