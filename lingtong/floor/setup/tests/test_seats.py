"""What supervisors change of agents on the floor, and the PIN that opens a desk phone."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from sqlalchemy import update

from lingtong.floor.agents import pin_fits
from lingtong.floor.live.centers import CenterBook
from lingtong.floor.live.seat_api import floor_router
from lingtong.floor.setup.tests.conftest import World
from lingtong.foundation.identity.seed import seed_user
from lingtong.foundation.identity.tables import UserRow
from lingtong.foundation.identity.testing import PASSWORD, Browser, app_of, signed_browser

pytestmark = pytest.mark.room


class Floor:
    def __init__(self, world: World, book: CenterBook, browsers: dict[str, Browser]) -> None:
        self.world, self.book, self.at = world, book, browsers

    async def set_skills(self, login: str, agent_id: str, **body: object) -> tuple[int, dict[str, object]]:
        self.book.replace(self.world.published[-1])
        answer = await self.at[login].send("PUT", f"/api/floor/agents/{agent_id}/skills", json=body)
        return answer.status_code, answer.json()


@pytest.fixture
async def floor(world: World) -> AsyncIterator[Floor]:
    async with world.parts.database.writing(world.tenant_id) as work:
        for login in ("supervisor", "team_leader"):
            await seed_user(world.parts, work, login=login, name=login, role=login, password=PASSWORD)
    async with world.parts.database.reading_everywhere() as reader:
        book = CenterBook(await world.center.setup.load_center(reader))
    router = floor_router(world.center.catalog, world.center.kind("agents"), book)
    app = app_of(replace(world.parts, agents=world.center.agents), router)
    async with AsyncExitStack() as stack:
        browsers = {
            login: await stack.enter_async_context(signed_browser(app, login))
            for login in ("supervisor", "team_leader", "agent")
        }
        yield Floor(world, book, browsers)


async def sits(world: World, login: str, agent_id: str) -> None:
    async with world.parts.database.writing(world.tenant_id) as work:
        await work.session.execute(update(UserRow).where(UserRow.login == login).values(agent_id=agent_id))


async def test_skills_change_at_once_and_the_rest_of_the_agent_stays(floor: Floor) -> None:
    world = floor.world
    fault, queue = (
        await world.make("skills", name="Fault"),
        await world.make("queues", number="3001", name="Bill"),
    )
    agent = await world.make(
        "agents", agent_number="1001", name="王丽", queues=[queue["id"]], pin="2468", regions=["山东"]
    )
    status, now = await floor.set_skills("supervisor", agent["id"], skills={fault["id"]: 7})
    assert (status, now["skills"], now["queues"]) == (200, {fault["id"]: 7}, [queue["id"]])
    kept = world.published[-1].agents[agent["id"]]
    assert (kept.skills, kept.regions, kept.endpoint) == ({fault["id"]: 7}, ("山东",), agent["endpoint"])
    assert pin_fits("2468", kept.pin_hash)
    status, now = await floor.set_skills("supervisor", agent["id"], skills={}, queues=[])
    assert (status, now["skills"], now["queues"]) == (200, {}, [])
    audit = (await world.admin.get("/api/admin/audit")).text
    assert "agents.changed" in audit


async def test_a_skill_that_is_none_is_refused(floor: Floor) -> None:
    agent = await floor.world.make("agents", agent_number="1001", name="王丽")
    for skills in ({"nowhere": 5}, {"nowhere": 11}):
        status, _ = await floor.set_skills("supervisor", agent["id"], skills=skills)
        assert status == 422
    status, _ = await floor.set_skills("supervisor", "nobody", skills={})
    assert status == 404
    status, _ = await floor.set_skills("agent", agent["id"], skills={})
    assert status == 403


async def test_a_team_leader_changes_the_own_team_only(floor: Floor) -> None:
    world = floor.world
    day, night = await world.make("teams", name="Day"), await world.make("teams", name="Night")
    leader = await world.make("agents", agent_number="1001", name="李", team_id=day["id"])
    mate = await world.make("agents", agent_number="1002", name="王", team_id=day["id"])
    other = await world.make("agents", agent_number="1003", name="陈", team_id=night["id"])
    await sits(world, "team_leader", leader["id"])
    assert (await floor.set_skills("team_leader", mate["id"], skills={}))[0] == 200
    assert (await floor.set_skills("team_leader", other["id"], skills={}))[0] == 403


async def test_a_pin_is_kept_as_a_hash_and_never_shown(floor: Floor) -> None:
    world = floor.world
    agent = await world.make("agents", agent_number="1001", name="王丽", pin="135790")
    assert (agent["has_pin"], "pin" in agent, "pin_hash" in agent) == (True, False, False)
    assert pin_fits("135790", world.published[-1].agents[agent["id"]].pin_hash)
    body = {name: value for name, value in agent.items() if name not in ("warnings", "revision")}
    changed = await world.admin.send("PUT", f"/api/admin/agents/{agent['id']}", json={**body, "name": "王莉"})
    assert changed.json()["has_pin"] is True
    gone = await world.admin.send("PUT", f"/api/admin/agents/{agent['id']}", json={**body, "pin": ""})
    assert gone.json()["has_pin"] is False
    for wrong in ("123", "12345a", "123456789"):
        await world.refused("POST", "agents", 422, agent_number="1002", name="x", pin=wrong)
    audit = (await world.admin.get("/api/admin/audit")).text
    assert "135790" not in audit
    assert "pin_hash" not in audit


async def test_desk_phones_can_be_chosen_from_a_list(floor: Floor) -> None:
    world = floor.world
    await world.make("phones", name="desk-9", display_name="前台")
    await world.make("phones", name="desk-8", display_name="大厅")
    agent = await world.make("agents", agent_number="1004", name="刘燕", phone="desk", endpoint="desk-8")
    floor.book.replace(world.published[-1])
    answer = (await floor.at["agent"].get("/api/floor/phones")).json()
    found = answer["phones"]
    assert answer["own"] == ""  # this login has no seat
    assert [(one["name"], one["agent_id"]) for one in found] == [("desk-9", ""), ("desk-8", agent["id"])]
    assert "secret" not in json.dumps(found)
