from functools import partial

import anyio
import pytest

from lingtong.floor.setup.tests.conftest import World
from lingtong.foundation.identity import audit
from lingtong.foundation.identity.testing import people, signed_browser, unguarded

pytestmark = pytest.mark.room

WEEK = [[{"opens": "09:00", "closes": "18:00"}]] * 5 + [[], []]


async def test_a_center_is_set_up_and_reaches_engine_and_switch(each_world: World) -> None:
    world = each_world
    skill = await world.make("skills", name="普通话", name_en="Mandarin")
    team = await world.make("teams", name="一组")
    said = await world.make("dispositions", code="D1", name="已解决", group="咨询")
    hours = await world.make("calendars", name="办公时间", week=WEEK)
    queue = await world.make(
        "queues",
        number="3001",
        name="故障报修",
        skills={skill["id"]: 3},
        calendar_id=hours["id"],
        dispositions=[said["id"]],
    )
    agent = await world.make(
        "agents", agent_number="1001", name="王丽", team_id=team["id"], skills={skill["id"]: 5}
    )
    flow = await world.simple_flow(queue["id"])
    await world.make("entry-points", number="95598", name="热线", flow_id=flow["id"], browser=True)
    center, plan = world.published[-1], world.applied[-1]
    assert center.revision == len(world.published) == 8
    assert center.tenants[world.tenant_id].name == "demo"
    assert center.agents[agent["id"]].skills == {skill["id"]: 5}
    assert center.queues[queue["id"]].calendar_id == hours["id"]
    assert center.calendars[hours["id"]].week[0][0].opens == "09:00"
    assert [entry.degraded_phones for entry in plan.entries] == [(agent["endpoint"],)]
    assert plan.phones[0].name == agent["endpoint"]
    assert agent["endpoint"].startswith("a-1001-")
    assert len(plan.phones[0].secret) >= 32
    names = (await world.admin.get("/api/center")).json()
    assert names["agents"] == [
        {
            "id": agent["id"],
            "agent_number": "1001",
            "name": "王丽",
            "team_id": team["id"],
            "skills": {skill["id"]: 5},
            "phone": "browser",
        }
    ]
    listed = (await world.admin.get("/api/admin/queues")).json()
    assert [(row["number"], row["revision"]) for row in listed] == [("3001", 1)]


async def test_every_act_is_in_the_audit_and_the_chain_holds(world: World) -> None:
    made = await world.make("teams", name="一组")
    await world.admin.send("PUT", f"/api/admin/teams/{made['id']}", json={"name": "二组"})
    await world.admin.send("DELETE", f"/api/admin/teams/{made['id']}")
    acts = [row["act"] for row in (await world.admin.get("/api/admin/audit")).json()["items"]]
    assert acts[:3] == ["teams.retired", "teams.changed", "teams.created"]
    async with world.parts.database.reading(world.tenant_id) as reader:
        assert await audit.verify(reader) is None


async def test_an_old_revision_never_overwrites_a_newer_one(world: World) -> None:
    made = await world.make("teams", name="一组")
    path = f"/api/admin/teams/{made['id']}"
    first = await world.admin.send("PUT", path, json={**made, "name": "二组"}, headers={"If-Match": '"1"'})
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    late = await world.admin.send("PUT", path, json={"name": "三组"}, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (409, "catalog.stale")
    by_body = await world.admin.send("PUT", path, json={"name": "三组", "revision": 1})
    assert by_body.status_code == 409
    odd = await world.admin.send("PUT", path, json={"name": "三组"}, headers={"If-Match": '"now"'})
    assert odd.status_code == 409
    assert (await world.admin.get(path)).json()["name"] == "二组"


async def test_wrong_fields_are_named_all_at_once(world: World) -> None:
    refusal = await world.refused(
        "POST", "queues", 422, number="x", name="", ring_for=1, goal_share=2, skills={"s": 11}, surprise=1
    )
    fields = {error["field"] for error in refusal["errors"]}
    assert fields == {"number", "name", "ring_for", "goal_share", "skills.s", "surprise"}
    refusal = await world.refused(
        "POST", "agents", 422, agent_number="1001", name="王丽", team_id="t", skills={"s": 1}, queues=["q"]
    )
    assert {error["field"] for error in refusal["errors"]} == {"team_id", "skills.s", "queues"}
    assert world.published == []


async def test_a_number_is_given_once_over_agents_queues_and_entry_points(world: World) -> None:
    queue = await world.make("queues", number="3001", name="故障报修")
    flow = await world.simple_flow(queue["id"])
    for kind, body in (
        ("queues", {"number": "3001", "name": "账单"}),
        ("agents", {"agent_number": "3001", "name": "王丽"}),
        ("entry-points", {"number": "3001", "name": "热线", "flow_id": flow["id"]}),
        ("queues", {"number": "3002", "name": "故障报修"}),
    ):
        refusal = await world.refused("POST", kind, 422, **body)
        assert "already used" in refusal["errors"][0]["message"]
    await world.admin.send("DELETE", f"/api/admin/flows/{flow['id']}")
    gone = await world.admin.send("DELETE", f"/api/admin/queues/{queue['id']}")
    assert gone.status_code == 204
    await world.make("queues", number="3001", name="故障报修")


async def test_what_is_in_use_is_not_retired_and_the_users_are_named(world: World) -> None:
    queue = await world.make("queues", number="3001", name="故障报修")
    flow = await world.simple_flow(queue["id"], "主流程")
    await world.make("agents", agent_number="1001", name="王丽", queues=[queue["id"]])
    refusal = await world.refused("DELETE", f"queues/{queue['id']}", 409)
    assert "agents: 1001 王丽" in refusal["params"]["dependents"]
    assert "flows: 主流程" in refusal["params"]["dependents"]
    await world.make("entry-points", number="95598", name="热线", flow_id=flow["id"])
    refusal = await world.refused("DELETE", f"flows/{flow['id']}", 409)
    assert refusal["params"]["dependents"] == "entry-points: 95598 热线"


async def test_callers_never_overflow_in_a_circle(world: World) -> None:
    one = await world.make("queues", number="3001", name="一")
    two = await world.make("queues", number="3002", name="二", overflow_queue=one["id"])
    refusal = await world.refused(
        "PUT", f"queues/{one['id']}", 422, number="3001", name="一", overflow_queue=two["id"]
    )
    assert refusal["errors"][0]["field"] == "overflow_queue"
    itself = await world.refused(
        "PUT", f"queues/{one['id']}", 422, number="3001", name="一", overflow_queue=one["id"]
    )
    assert itself["errors"][0]["field"] == "overflow_queue"


async def test_too_many_dispositions_are_saved_with_a_warning(world: World) -> None:
    ids = [(await world.make("dispositions", code=f"D{n}", name=f"结果{n}"))["id"] for n in range(16)]
    queue = await world.make("queues", number="3001", name="一", dispositions=ids)
    assert [warning["code"] for warning in queue["warnings"]] == ["many"]


async def test_a_calendar_that_never_opens_or_runs_backwards_is_refused(world: World) -> None:
    await world.refused("POST", "calendars", 422, name="x", week=[[]] * 7)
    backwards = [[{"opens": "18:00", "closes": "09:00"}], *[[]] * 6]
    await world.refused("POST", "calendars", 422, name="x", week=backwards)
    await world.refused("POST", "calendars", 422, name="x", week=WEEK, timezone="Mars/Olympus")
    twice = [{"date": "2026-10-01"}, {"date": "2026-10-01"}]
    await world.refused("POST", "calendars", 422, name="x", week=WEEK, special_days=twice)
    days = (await world.admin.get("/api/admin/mainland-days/2026")).json()
    assert days["known"] is True
    made = await world.make("calendars", name="x", week=WEEK, special_days=days["special_days"])
    assert len(made["special_days"]) > 20
    assert (await world.admin.get("/api/admin/mainland-days/2027")).json()["known"] is False


async def test_only_those_with_the_permission_get_in(world: World) -> None:
    assert unguarded(world.app) == []
    async with signed_browser(world.app, "agent") as agent:
        assert (await agent.get("/api/center")).status_code == 200
        for kind in world.center.catalog.kinds:
            assert (await agent.get(f"/api/admin/{kind}")).status_code == 403
            assert (await agent.send("POST", f"/api/admin/{kind}", json={})).status_code == 403


async def test_tenants_do_not_see_each_other(world: World) -> None:
    other_id = await people(world.parts, "other", ("administrator",))
    team = await world.make("teams", name="一组")
    queue = await world.make("queues", number="3001", name="一")
    flow = await world.simple_flow(queue["id"])
    await world.make("entry-points", number="95598", name="热线", flow_id=flow["id"])
    async with signed_browser(world.app, "administrator", "other") as stranger:
        assert (await stranger.get("/api/admin/teams")).json() == []
        assert (await stranger.get(f"/api/admin/teams/{team['id']}")).status_code == 404
        assert (
            await stranger.send("PUT", f"/api/admin/teams/{team['id']}", json={"name": "x"})
        ).status_code == 404
        assert (await stranger.send("DELETE", f"/api/admin/teams/{team['id']}")).status_code == 404
        foreign = {"agent_number": "1", "name": "x", "team_id": team["id"]}
        assert (await stranger.send("POST", "/api/admin/agents", json=foreign)).status_code == 422
        own = await stranger.send("POST", "/api/admin/queues", json={"number": "3001", "name": "一"})
        assert own.status_code == 201
        nodes = {"q": {"type": "queue", "queue_id": own.json()["id"]}}
        own_flow = await stranger.send(
            "POST", "/api/admin/flows", json={"name": "f", "start": "q", "nodes": nodes}
        )
        taken = {"number": "95598", "name": "x", "flow_id": own_flow.json()["id"]}
        answer = await stranger.send("POST", "/api/admin/entry-points", json=taken)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "number"
        names = (await stranger.get("/api/center")).json()
        assert names["tenant"]["id"] == other_id
        assert [row["id"] for row in names["queues"]] == [own.json()["id"]]
    assert len(world.published[-1].queues) == 2


async def test_a_user_becomes_an_agent_with_a_phone(world: World) -> None:
    roles = {row["name_en"]: row["id"] for row in (await world.admin.get("/api/admin/roles")).json()}
    ask = {"login": "wang", "name": "王丽", "role_id": roles["Agent"], "agent": {"agent_number": "1001"}}
    made = await world.admin.send("POST", "/api/admin/users", json=ask)
    assert made.status_code == 201, made.text
    agent = world.published[-1].agents[made.json()["agent_id"]]
    assert (agent.agent_number, agent.name) == ("1001", "王丽")
    used = await world.refused("DELETE", f"agents/{agent.id}", 409)
    assert used["params"]["dependents"] == "users: wang 王丽"
    renumbered = {"agent_number": "1010", "name": "王丽"}
    await world.admin.send("PUT", f"/api/admin/agents/{agent.id}", json=renumbered)
    user = (await world.admin.get(f"/api/admin/users/{made.json()['id']}")).json()
    assert user["agent_number"] == "1010"
    twice = await world.admin.send(
        "POST",
        "/api/admin/users",
        json={**ask, "login": "li", "agent": {"agent_number": "1001", "skills": {"x": 0}}},
    )
    assert twice.status_code == 422
    assert twice.json()["errors"][0]["field"] == "agent.skills.x"
    await world.admin.send("DELETE", f"/api/admin/users/{made.json()['id']}")
    assert world.published[-1].agents == {}
    assert world.applied[-1].phones == ()


async def test_a_seat_dials_no_further_than_the_role_of_its_user(world: World) -> None:
    """The desk phone, dialed by hand, asks nobody but the engine."""
    await world.center.publisher.start()
    role = {"name": "短号", "permissions": ["desk.use"], "dial_right": "internal"}
    made = (await world.admin.send("POST", "/api/admin/roles", json=role)).json()
    ask = {"login": "wang", "name": "王丽", "role_id": made["id"]}
    seat = {"agent_number": "1001", "dial_right": "international"}
    user = (await world.admin.send("POST", "/api/admin/users", json={**ask, "agent": seat})).json()
    agent_id = user["agent_id"]
    assert world.published[-1].agents[agent_id].dial_right == "internal"
    for right in ("national", "international", "internal"):
        await world.admin.send("PUT", f"/api/admin/roles/{made['id']}", json={**role, "dial_right": right})
        await dials(world, agent_id, right)
    wider = {row["name_en"]: row["id"] for row in (await world.admin.get("/api/admin/roles")).json()}["Agent"]
    await world.admin.send("PUT", f"/api/admin/users/{user['id']}", json={**ask, "role_id": wider})
    await dials(world, agent_id, "national")


async def dials(world: World, agent_id: str, right: str) -> None:
    """Wait until the engine is told that this agent may dial so far and no further."""
    with anyio.fail_after(5):
        while world.published[-1].agents[agent_id].dial_right != right:  # noqa: ASYNC110
            await anyio.sleep(0.01)


async def test_a_bus_that_fails_loses_no_configuration(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_: str, __: bytes) -> None:
        raise ConnectionError("no bus")

    whole = world.parts.bus.publish
    monkeypatch.setattr(world.parts.bus, "publish", broken)
    await world.make("teams", name="一组")
    monkeypatch.setattr(world.parts.bus, "publish", whole)
    await world.make("teams", name="二组")
    assert len(world.published[-1].teams) == 2


async def test_saves_at_the_same_moment_all_count_and_none_is_lost(each_world: World) -> None:
    async with anyio.create_task_group() as saves:
        for number in range(8):
            saves.start_soon(partial(each_world.make, "teams", name=f"班{number}"))
    assert (await each_world.center.publisher.read()).revision == 8
    assert len(each_world.published[-1].teams) == 8
    revisions = [center.revision for center in each_world.published]
    assert revisions == sorted(revisions)


async def test_text_that_no_database_holds_is_refused(each_world: World) -> None:
    nodes = '{"a": {"type": "set", "values": {"k": "%s"}, "next": ""}}'
    headers = {"Content-Type": "application/json"}
    for bad in ("\\u0000", "\\ud800", "\\u202e"):
        for path, body in (
            ("teams", '{"name": "x%s"}'),
            ("flows", f'{{"name": "x", "start": "a", "nodes": {nodes}}}'),
            ("flows", '{"name": "x", "start": "%s", "nodes": {}}'),
            ("flows", '{"name": "x", "start": "a", "nodes": {"a%s": {"type": "hang_up"}}}'),
            ("agents", '{"agent_number": "1001", "name": "x", "skills": {"%s": 1}}'),
        ):
            content = (body % bad).encode()
            answer = await each_world.admin.send(
                "POST", f"/api/admin/{path}", content=content, headers=headers
            )
            assert answer.status_code == 422, (path, bad)
    deep = ('{"name": "x", "start": "a", "nodes": {"a": {"type": "hang_up", "x": ' + "[" * 20000).encode()
    answer = await each_world.admin.send("POST", "/api/admin/flows", content=deep, headers=headers)
    assert answer.status_code in {400, 422}
    for path in ("/api/admin/teams/a%00b", "/api/admin/teams/%ff"):
        assert (await each_world.admin.get(path)).status_code == 422
