from datetime import timedelta

import pytest

from lingtong.floor.ivr.designer.tests.authors import begun, menu_flow
from lingtong.floor.ivr.designer.tests.test_drafts import case
from lingtong.floor.setup.tests.conftest import World
from lingtong.foundation.identity.testing import MovableClock
from lingtong.foundation.jobs import JobRunner

pytestmark = pytest.mark.room


def moved(world: World, seconds: float) -> None:
    clock = world.parts.clock
    assert isinstance(clock, MovableClock)
    clock.move(seconds)


def jobs_of(world: World) -> JobRunner:
    """As another process would begin: it knows nothing but the database."""
    runner = JobRunner(world.parts.database, world.parts.clock, world.parts.ids)
    world.center.publishing.handle(runner)
    return runner


async def test_versions_stay_for_ever_and_any_two_are_compared(each_world: World) -> None:
    world = each_world
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    assert await author.publish(flow_id, "first") == 1
    nodes = menu_flow(queue)["nodes"]
    nodes["menu"]["tries"] = 2
    nodes["menu"]["keys"] = {"1": "queue", "3": "bye"}
    del nodes["topic"], nodes["balance"]
    nodes["hello"] = {"type": "play", "prompt": "welcome", "next": "menu"}
    nodes["answer"]["next"] = "hello"
    await author.change(flow_id, nodes=nodes, idle_release=30)
    found = await author.raw("GET", f"/{flow_id}/compare", a="1", b="draft")
    compared = found.json()
    assert (compared["added"], compared["removed"]) == (["hello"], ["topic", "balance"])
    assert {(one["node"], field["name"]) for one in compared["changed"] for field in one["fields"]} == {
        ("answer", "next"),
        ("menu", "keys"),
        ("menu", "tries"),
    }
    exits = {(one["node"], one["exit"]): (one["before"], one["after"]) for one in compared["exits"]}
    assert exits["menu", "3"] == ("", "bye")
    assert exits["menu", "2"] == ("topic", "")
    assert exits["answer", "next"] == ("menu", "hello")
    assert compared["flow"] == [{"name": "idle_release", "before": 60.0, "after": 30.0}]
    assert await author.publish(flow_id, "second") == 2
    whole = await author.ask("GET", f"/{flow_id}")
    assert [(one["version"], one["note"], one["by"]) for one in whole["versions"]] == [
        (2, "second", "Administrator"),
        (1, "first", "Administrator"),
    ]
    assert whole["draft"] is None
    first = await author.ask("GET", f"/{flow_id}/versions/1")
    assert "balance" in first["flow"]["nodes"]
    assert first["mark"]["replaced_at"] is not None
    same = (await author.raw("GET", f"/{flow_id}/compare", a="2", b="live")).json()
    assert not any(same.values())


async def test_going_back_is_a_new_version_and_leaves_the_draft_alone(world: World) -> None:
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    await author.publish(flow_id)
    await author.change(flow_id, idle_release=30)
    await author.publish(flow_id)
    await author.change(flow_id, idle_release=40)
    back = await author.ask("POST", f"/{flow_id}/rollback", version=1, note="callers were lost")
    assert back["version"] == 3
    assert world.published[-1].flows[flow_id].idle_release == 60
    whole = await author.ask("GET", f"/{flow_id}")
    assert (whole["versions"][0]["back_to"], whole["draft"]["idle_release"]) == (1, 40)
    assert whole["base_version"] == 2
    unknown = await author.ask("POST", f"/{flow_id}/rollback", 404, version=9)
    assert unknown["code"] == "flow.version_unknown"


async def test_going_back_to_what_is_no_longer_there_is_refused(world: World) -> None:
    author, queue = await begun(world)
    other = (await world.make("queues", number="3002", name="旧"))["id"]
    flow_id = await author.draft(menu_flow(other))
    await author.publish(flow_id)
    await author.change(flow_id, nodes=menu_flow(queue)["nodes"])
    await author.publish(flow_id)
    assert (await world.admin.send("DELETE", f"/api/admin/queues/{other}")).status_code == 204
    refused = await author.ask("POST", f"/{flow_id}/rollback", 422, version=1)
    assert refused["errors"][0]["code"] == "flow.queue_unknown"
    assert world.published[-1].flows[flow_id].version == 2


async def test_what_is_saved_by_the_catalog_is_a_version_like_any_other(world: World) -> None:
    author, queue = await begun(world)
    made = await world.make("flows", **menu_flow(queue))
    await author.ask("PUT", f"/{made['id']}/tests", tests=[case("报修", queue)])
    changed = menu_flow(queue)
    changed["nodes"]["menu"]["keys"] = {"1": "bye"}
    refused = await world.refused("PUT", f"flows/{made['id']}", 422, **changed)
    assert refused["code"] == "flow.tests_failed"
    await world.admin.send("PUT", f"/api/admin/flows/{made['id']}", json=menu_flow(queue, idle_release=30))
    versions = (await author.ask("GET", f"/{made['id']}"))["versions"]
    assert [(one["version"], one["replaced_at"] is None) for one in versions] == [(2, True), (1, False)]


async def test_replaced_versions_are_at_hand_for_a_day_for_those_inside(world: World) -> None:
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    await author.publish(flow_id)
    for number in range(24):
        moved(world, 60)
        await author.change(flow_id, idle_release=30 + number)
        await author.publish(flow_id)
    center = world.published[-1]
    assert center.flows[flow_id].version == 25
    assert sorted(center.past_flows) == sorted(f"{flow_id}@{number}" for number in range(5, 25))
    old = center.flow(flow_id, 7)
    assert old is not None
    assert (old.version, old.idle_release) == (7, 35)
    moved(world, 24 * 3600 - 120)
    center = await world.center.publisher.read()
    assert sorted(center.past_flows) == [f"{flow_id}@{number}" for number in (22, 23, 24)]


async def test_failing_cases_stop_a_publication_and_say_where_the_caller_was(world: World) -> None:
    author, queue = await begun(world)
    other = (await world.make("queues", number="3002", name="账单"))["id"]
    flow_id = await author.draft(menu_flow(queue))
    cases = [case("报修", queue), case("账单", other), case("要说再见", queue, events=[{"key": "2"}])]
    await author.ask("PUT", f"/{flow_id}/tests", tests=cases)
    refused = await author.ask("POST", f"/{flow_id}/publish", 422)
    assert refused["code"] == "flow.tests_failed"
    assert [(error["field"], error["message"]) for error in refused["errors"]] == [
        ("账单", "Expected queue 账单, the caller was in the line of 故障报修."),
        ("要说再见", "Expected queue 故障报修, the caller was at balance."),
    ]
    assert refused["errors"][0]["params"]["wanted"] == "账单"
    ran = await author.ask("POST", f"/{flow_id}/tests/run")
    assert [(one["name"], one["ok"]) for one in ran["outcomes"]] == [
        ("报修", True),
        ("账单", False),
        ("要说再见", False),
    ]
    stale = await author.ask("PUT", f"/{flow_id}/tests", 409, tests=[])
    assert stale["code"] == "flow.tests_stale"
    await author.ask("PUT", f"/{flow_id}/tests", tests=cases[:1], seen=1)
    assert await author.publish(flow_id) == 1


async def test_a_planned_publication_happens_at_its_time_whoever_runs_then(each_world: World) -> None:
    world = each_world
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    await author.publish(flow_id)
    await author.change(flow_id, idle_release=30)
    at = (world.parts.clock.now() + timedelta(hours=2)).isoformat()
    planned = await author.ask("POST", f"/{flow_id}/publish", note="tonight", at=at)
    assert planned["version"] == 0
    await author.change(flow_id, idle_release=45)  # for another day
    moved(world, 7199)
    assert await jobs_of(world).run_due() == 0
    moved(world, 1)
    assert await jobs_of(world).run_due() == 1
    flow = world.published[-1].flows[flow_id]
    assert (flow.version, flow.idle_release) == (2, 30)
    whole = await author.ask("GET", f"/{flow_id}")
    assert (whole["scheduled"], whole["draft"]["idle_release"]) == (None, 45)
    assert (whole["versions"][0]["note"], whole["versions"][0]["by"]) == ("tonight", "Administrator")
    assert await jobs_of(world).run_due() == 0


async def test_a_plan_is_taken_back_or_replaced(world: World) -> None:
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    now = world.parts.clock.now()
    past = await author.ask("POST", f"/{flow_id}/publish", 422, at=now.isoformat())
    assert past["code"] == "flow.time_past"
    for hours in (1, 2):
        at = (now + timedelta(hours=hours)).isoformat()
        await author.ask("POST", f"/{flow_id}/publish", at=at)
    moved(world, 3601)
    assert await jobs_of(world).run_due() == 1  # the first ticket does nothing any more
    assert flow_id not in world.published[-1].flows
    assert (await author.raw("DELETE", f"/{flow_id}/schedule")).status_code == 204
    moved(world, 3600)
    await jobs_of(world).run_due()
    assert flow_id not in world.published[-1].flows
    assert (await author.raw("DELETE", f"/{flow_id}/schedule")).status_code == 404


async def test_a_planned_flow_that_no_longer_fits_stays_away_and_the_list_says_so(world: World) -> None:
    author, queue = await begun(world)
    other = (await world.make("queues", number="3002", name="旧"))["id"]
    flow_id = await author.draft(menu_flow(other))
    at = (world.parts.clock.now() + timedelta(hours=1)).isoformat()
    await author.ask("POST", f"/{flow_id}/publish", at=at)
    await world.admin.send("DELETE", f"/api/admin/queues/{other}")
    moved(world, 3600)
    await jobs_of(world).run_due()
    (listed,) = await author.ask("GET", "")
    assert (listed["live_version"], listed["scheduled_at"]) == (0, None)
    assert listed["schedule_failed"] == "flow.not_publishable"
    acts = [row["act"] for row in (await world.admin.get("/api/admin/audit")).json()["items"]]
    assert "flows.not_published" in acts
    assert queue


async def test_a_retired_flow_takes_its_draft_along_and_its_versions_stay(world: World) -> None:
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    await author.publish(flow_id)
    await author.change(flow_id, idle_release=30)
    await world.admin.send("DELETE", f"/api/admin/flows/{flow_id}")
    assert await author.ask("GET", "") == []
    assert (await author.raw("GET", f"/{flow_id}")).status_code == 404
    kept = await author.ask("GET", f"/{flow_id}/versions/1")
    assert kept["flow"]["name"] == "Main"
