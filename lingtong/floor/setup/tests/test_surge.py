"""Rules of a wait, plans and the do-not-call list as administrators keep them."""

from typing import Any

import pytest

from lingtong.floor.setup.tests.conftest import World
from lingtong.foundation.identity.testing import signed_browser

pytestmark = pytest.mark.room
TRUNK = {"name": "carrier", "kind": "ip", "host": "192.0.2.1", "allowed_ips": ["192.0.2.1"]}


async def found(world: World, **rules: Any) -> dict[str, str]:
    """Code by field of what is wrong with a queue of these rules."""
    refusal = await world.refused("POST", "queues", 422, number="3009", name="九", **rules)
    return {error["field"]: error["code"] for error in refusal["errors"]}


async def test_rules_that_contradict_one_another_are_refused(world: World) -> None:
    other = await world.make("queues", number="3001", name="一")
    later = [{"after": 60, "do": "hang_up"}, {"after": 30, "do": "queue", "target": other["id"]}]
    assert await found(world, after_wait=later) == {"after_wait": "after_wait_order"}
    assert await found(world, after_wait=[{"after": 9, "do": "queue"}]) == {"after_wait.0": "target_missing"}
    assert await found(world, after_wait=[{"after": 9, "do": "callback"}]) == {"after_wait.0": "callback_off"}
    nowhere = [{"after": 9, "do": "queue", "target": "no-such"}]
    assert list(await found(world, after_wait=nowhere)) == ["after_wait.0.target"]
    assert await found(world, no_agents="overflow") == {"no_agents": "target_missing"}


async def test_who_is_called_needs_a_number_and_a_trunk(world: World) -> None:
    number = {"no_agents": "number", "no_agents_number": "0531-86012345"}
    assert await found(world, **number) == {"no_agents_number": "no_trunk"}
    assert await found(world, callback="agent_first") == {"callback": "no_trunk"}
    await world.make("trunks", **TRUNK)
    assert await found(world, no_agents="number") == {"no_agents_number": "target_missing"}
    wrong = [{"after": 9, "do": "number", "target": "call me"}]
    assert await found(world, after_wait=wrong) == {"after_wait.0": "number_undialable"}
    await world.make("queues", number="3001", name="一", callback="agent_first", **number)


async def test_callers_come_back_by_no_rule(world: World) -> None:
    one = await world.make("queues", number="3001", name="一")
    way = [{"after": 30, "do": "queue", "target": one["id"]}]
    two = await world.make("queues", number="3002", name="二", after_wait=way)
    refusal = await world.refused(
        "PUT", f"queues/{one['id']}", 422, number="3001", name="一", overflow_queue=two["id"]
    )
    assert [error["code"] for error in refusal["errors"]] == ["overflow_circle"]
    gone = await world.refused("DELETE", f"queues/{one['id']}", 409)
    assert "queues: 3002 二" in gone["params"]["dependents"]


async def test_rules_that_are_never_reached_are_saved_with_a_warning(world: World) -> None:
    rules = [{"after": 90, "do": "hang_up", "target": "goodbye"}, {"after": 120, "do": "hang_up"}]
    queue = await world.make("queues", number="3001", name="一", max_wait=60, after_wait=rules)
    assert {warning["code"] for warning in queue["warnings"]} == {"never_reached"}


async def test_a_plan_names_what_there_is_and_leads_in_no_circle(world: World) -> None:
    one = await world.make("queues", number="3001", name="一")
    two = await world.make("queues", number="3002", name="二")
    flow = await world.simple_flow(one["id"], "短菜单")
    entry = await world.make("entry-points", number="95598", name="热线", flow_id=flow["id"])
    plan = await world.make(
        "plans",
        name="大面积停电",
        overflow={one["id"]: two["id"]},
        flows={entry["id"]: flow["id"]},
        heavy_load=[one["id"]],
    )
    assert plan["most_hours"] == 4.0
    assert next(iter(world.published[-1].plans.values())).overflow == {one["id"]: two["id"]}
    circle = {one["id"]: two["id"], two["id"]: one["id"]}
    refusal = await world.refused("POST", "plans", 422, name="x", overflow=circle)
    assert {error["code"] for error in refusal["errors"]} == {"overflow_circle"}
    await world.refused("POST", "plans", 422, name="x", heavy_load=["no-such"])
    empty = await world.make("plans", name="空")
    assert [warning["code"] for warning in empty["warnings"]] == ["plan_empty"]
    await world.refused("DELETE", f"queues/{two['id']}", 409)


async def test_a_number_is_listed_once_in_whatever_form(world: World) -> None:
    await world.make("do-not-call", number="138 0000 1111", note="asked in writing")
    assert [one.number for one in world.published[-1].do_not_call.values()] == ["+8613800001111"]
    await world.refused("POST", "do-not-call", 422, number="+86-138-0000-1111")
    await world.refused("POST", "do-not-call", 422, number="nobody")
    async with signed_browser(world.app, "agent") as agent:
        assert (await agent.get("/api/admin/do-not-call")).status_code == 403
