"""Who may supervise whom: by role, by team, by tenant; and what stands in the audit trail afterwards."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center, Tenant
from lingtong.floor.live import api, supervising
from lingtong.floor.live.asking import EngineDesk
from lingtong.floor.live.commands import ForceState, MoveWaiting, PickUp, Watch
from lingtong.floor.live.supervising import Trail
from lingtong.floor.live.testing import FakeEngine, PlainParts, interaction_view
from lingtong.floor.live.visitors import Visitors
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.tables import AuditRow, UserRow
from lingtong.foundation.identity.testing import Browser, app_of, people, signed_browser, unguarded

pytestmark = pytest.mark.room
TEAMS = {"wang": "first", "wu": "", "zhang": "first", "chen": "second", "lead": "first", "alone": ""}


def agent(agent_id: str, tenant_id: str) -> AgentConfig:
    return AgentConfig(
        id=agent_id,
        tenant_id=tenant_id,
        agent_number=agent_id,
        name=agent_id.title(),
        endpoint=f"ep-{agent_id}",
        team_id=TEAMS[agent_id],
    )


class House:
    def __init__(self, parts: Parts, tenant_id: str) -> None:
        agents = {agent_id: agent(agent_id, tenant_id) for agent_id in TEAMS}
        center = Center(tenants={tenant_id: Tenant(id=tenant_id, name="demo")}, agents=agents)
        plain = PlainParts(center)
        self.parts, self.tenant_id = parts, tenant_id
        self.engine = FakeEngine(parts.bus, tenant_id)
        desk = EngineDesk(parts.bus, plain, Trail(parts.database))
        self.routes = [
            api.routes(desk, plain, plain, Visitors(plain, parts.clock), parts.settings),
            supervising.routes(parts.bus, plain),
        ]
        self.app = app_of(parts, *self.routes)

    async def trail(self) -> list[tuple[str, str, str, dict[str, Any]]]:
        async with self.parts.database.reading(self.tenant_id) as reader:
            rows = await reader.session.scalars(select(AuditRow).order_by(AuditRow.sequence))
            return [
                (row.actor, row.act, row.target, msgspec.json.decode(row.data))
                for row in rows
                if row.act.startswith("floor.")
            ]


@pytest.fixture
async def house(parts: Parts) -> House:
    tenant_id = await people(parts)
    async with parts.database.writing(tenant_id) as work:
        for login, agent_id in (("agent", "wang"), ("supervisor", "wu"), ("team_leader", "lead")):
            await work.session.execute(
                update(UserRow).where(UserRow.login == login).values(agent_id=agent_id)
            )
    house = House(parts, tenant_id)
    await house.engine.start()
    return house


@pytest.fixture
async def leader(house: House) -> AsyncIterator[Browser]:
    """A team leader, who is the agent `lead` of the first team."""
    async with signed_browser(house.app, "team_leader") as it:
        yield it


async def ask(browser: Browser, **command: Any) -> tuple[int, str]:
    answer = await browser.send("POST", "/api/commands", json=command)
    return answer.status_code, answer.json().get("code", "")


async def test_a_supervisor_reaches_everybody_and_every_act_is_kept(house: House) -> None:
    async with signed_browser(house.app, "supervisor") as boss:
        watch = {"do": "watch", "interaction_id": "i1", "target_id": "zhang", "mode": "whisper"}
        assert await ask(boss, **watch, team_id="second", agent_id="zhang") == (200, "")
        assert await ask(boss, do="force_clear", interaction_id="i1", why="insults") == (200, "")
        assert await ask(boss, do="force_state", target_id="chen", state="not_ready", why="meal") == (200, "")
    sent = house.engine.commands
    assert sent[0] == Watch(
        tenant_id=house.tenant_id, agent_id="wu", interaction_id="i1", target_id="zhang", mode="whisper"
    )
    assert [command.team_id for command in sent] == [None, None, None]
    assert await house.trail() == [
        ("supervisor", "floor.watch", "zhang", {"interaction_id": "new", "mode": "whisper"}),
        ("supervisor", "floor.force_clear", "new", {"interaction_id": "new", "why": "insults"}),
        ("supervisor", "floor.force_state", "chen", {"state": "not_ready", "why": "meal"}),
    ]


async def test_a_team_leader_reaches_the_own_team(house: House, leader: Browser) -> None:
    """The engine refuses what is outside the team that goes with the command."""
    assert await ask(leader, do="move_waiting", interaction_id="i1", place="front", team_id=None) == (200, "")
    assert await ask(leader, do="force_state", target_id="zhang", state="ready") == (200, "")
    moved, forced = house.engine.commands
    assert isinstance(moved, MoveWaiting)
    assert isinstance(forced, ForceState)
    assert (moved.team_id, forced.team_id) == ("first", "first")


async def test_a_team_leader_without_a_team_reaches_nobody(house: House) -> None:
    async with house.parts.database.writing(house.tenant_id) as work:
        await work.session.execute(
            update(UserRow).where(UserRow.login == "team_leader").values(agent_id="alone")
        )
    async with signed_browser(house.app, "team_leader") as alone:
        assert await ask(alone, do="watch", interaction_id="i1") == (403, "supervise.no_team")
        assert (await alone.send("GET", "/api/floor/interactions/i1")).status_code == 403
    assert house.engine.commands == []


@pytest.mark.parametrize(
    "command",
    [
        {"do": "watch", "interaction_id": "i1", "target_id": "zhang"},
        {"do": "unwatch", "interaction_id": "i1"},
        {"do": "take_over", "interaction_id": "i1"},
        {"do": "force_clear", "interaction_id": "i1", "why": "because"},
        {"do": "pull", "interaction_id": "i1"},
        {"do": "move_waiting", "interaction_id": "i1", "place": "front"},
        {"do": "set_priority", "interaction_id": "i1", "priority": 9},
        {"do": "force_state", "target_id": "zhang", "state": "ready"},
        {"do": "lock", "target_id": "zhang", "on": True},
    ],
    ids=lambda command: command["do"],
)
async def test_an_agent_supervises_nobody(house: House, command: dict[str, Any]) -> None:
    async with signed_browser(house.app, "agent") as wang:
        assert await ask(wang, **command) == (403, "not_allowed")
    assert house.engine.commands == []
    assert await house.trail() == []


async def test_agents_pick_up_within_their_team_and_supervisors_everywhere(house: House) -> None:
    async with signed_browser(house.app, "agent") as wang:
        assert await ask(wang, do="pick_up", target_id="zhang", team_id="second") == (200, "")
    async with signed_browser(house.app, "supervisor") as boss:
        assert await ask(boss, do="pick_up", target_id="zhang") == (200, "")
    reached = [command.team_id for command in house.engine.commands if isinstance(command, PickUp)]
    assert reached == ["first", None]


async def test_what_the_engine_refuses_is_not_in_the_trail(house: House) -> None:
    house.engine.refuse = {"code": "call.not_now", "status": 409, "message": "", "params": {}}
    async with signed_browser(house.app, "supervisor") as boss:
        assert await ask(boss, do="watch", interaction_id="i1") == (409, "call.not_now")
    assert await house.trail() == []


async def test_a_supervisor_sees_the_agents_call_and_it_is_kept(house: House) -> None:
    house.engine.looked = {"i1": interaction_view("i1", "chen", notes="meter 7")}
    async with signed_browser(house.app, "supervisor") as boss:
        answer = await boss.send("GET", "/api/floor/interactions/i1")
        assert (answer.status_code, answer.json()["notes"]) == (200, "meter 7")
        assert (await boss.send("GET", "/api/floor/interactions/i2")).status_code == 404
    assert await house.trail() == [("supervisor", "floor.look", "chen", {"interaction_id": "i1"})]


async def test_a_team_leader_sees_no_call_of_another_team_and_an_agent_none(
    house: House, leader: Browser
) -> None:
    house.engine.looked = {"i1": interaction_view("i1", "chen"), "i2": interaction_view("i2", "zhang")}
    assert (await leader.send("GET", "/api/floor/interactions/i1")).status_code == 403
    assert (await leader.send("GET", "/api/floor/interactions/i2")).status_code == 200
    async with signed_browser(house.app, "agent") as wang:
        assert (await wang.send("GET", "/api/floor/interactions/i2")).status_code == 403


async def test_a_supervisor_of_another_tenant_asks_another_engine(house: House) -> None:
    house.engine.looked = {"i1": interaction_view("i1", "chen")}
    other = FakeEngine(house.parts.bus, await people(house.parts, "other"))
    await other.start()
    async with signed_browser(house.app, "supervisor", "other") as stranger:
        answer = await stranger.send("GET", "/api/floor/interactions/i1")
        assert (answer.status_code, answer.json()["code"]) == (404, "call.unknown")
    assert await house.trail() == []


async def test_every_route_is_guarded(house: House) -> None:
    assert unguarded(house.app) == []
