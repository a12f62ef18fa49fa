"""Two places of one center: whose team and queue is where, and callers who are sent to the other place."""

import pytest

from lingtong.floor.routing.config import AfterWait
from lingtong.floor.setup.tests.conftest import World

pytestmark = pytest.mark.room


async def test_a_rule_sends_callers_to_the_queue_of_the_other_site(world: World) -> None:
    south = await world.make("queues", number="4001", name="南区故障")
    site = await world.make("sites", name="南区", name_en="South", overflow_queue=south["id"])
    team = await world.make("teams", name="南区一班", site_id=site["id"])
    rules = [{"after": 30, "do": "site", "target": site["id"]}]
    north = await world.make("queues", number="3001", name="北区故障", after_wait=rules)
    center = world.published[-1]
    assert center.queues[north["id"]].after_wait == (AfterWait(after=30, do="queue", target=south["id"]),)
    assert center.teams[team["id"]].site_id == site["id"]
    shown = (await world.admin.get("/api/center")).json()
    assert [one["name_en"] for one in shown["sites"]] == ["South"]
    refused = await world.refused("DELETE", f"sites/{site['id']}", 409)
    assert "南区一班" in refused["params"]["dependents"]
    kept = (await world.admin.get(f"/api/admin/queues/{north['id']}")).json()
    assert kept["after_wait"][0]["do"] == "site"


async def test_a_site_that_is_none_of_ours_is_a_number_outside(world: World) -> None:
    await world.make("trunks", name="carrier", kind="ip", host="192.0.2.1", allowed_ips=["192.0.2.1"])
    site = await world.make("sites", name="合作中心", number="053186012345")
    rules = [{"after": 30, "do": "site", "target": site["id"]}]
    queue = await world.make("queues", number="3001", name="故障", after_wait=rules)
    given = world.published[-1].queues[queue["id"]].after_wait
    assert given == (AfterWait(after=30, do="number", target="053186012345"),)


async def test_callers_never_come_back_over_a_site(world: World) -> None:
    south = await world.make("queues", number="4001", name="南区故障")
    site = await world.make("sites", name="南区", overflow_queue=south["id"])
    rules = [{"after": 30, "do": "site", "target": site["id"]}]
    north = await world.make("queues", number="3001", name="北区故障", after_wait=rules)
    circle = {"number": "4001", "name": "南区故障", "overflow_queue": north["id"]}
    refused = await world.refused("PUT", f"queues/{south['id']}", 422, **circle)
    assert [one["field"] for one in refused["errors"]] == ["overflow_queue"]
    turned = {"name": "南区", "overflow_queue": north["id"]}
    refused = await world.refused("PUT", f"sites/{site['id']}", 422, **turned)
    assert [one["field"] for one in refused["errors"]] == ["overflow_queue"]


async def test_a_site_that_leads_nowhere_is_said_and_takes_nobody(world: World) -> None:
    site = await world.make("sites", name="筹建中")
    rules = [{"after": 30, "do": "site", "target": site["id"]}, {"after": 60, "do": "hang_up"}]
    queue = await world.make("queues", number="3001", name="故障", after_wait=rules)
    assert [one["code"] for one in queue["warnings"]] == ["site_leads_nowhere"]
    assert [one.do for one in world.published[-1].queues[queue["id"]].after_wait] == ["hang_up"]
    missing = [{"after": 30, "do": "site", "target": ""}]
    await world.refused("POST", "queues", 422, number="3002", name="x", after_wait=missing)
    await world.refused("POST", "queues", 422, number="3002", name="x", site_id="no-such-site")
    await world.refused("POST", "sites", 422, name="x", number="not a number")
