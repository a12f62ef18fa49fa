import msgspec
import pytest

from lingtong.floor.setup.tests.conftest import World

pytestmark = pytest.mark.room


async def test_an_agents_phone_outside_is_a_number_and_no_account(world: World) -> None:
    lin = await world.make("agents", agent_number="1006", name="林芳", phone="mobile", mobile="139 0000 6666")
    center, plan = world.published[-1], world.applied[-1]
    assert center.agents[lin["id"]].mobile == "13900006666"
    assert center.agents[lin["id"]].phone == "mobile"
    assert not plan.phones
    assert (await world.admin.get("/api/center")).json()["agents"][0]["phone"] == "mobile"


@pytest.mark.parametrize(
    ("number", "right", "code"),
    [
        ("", "national", "number.unreadable"),
        ("nobody", "national", "number.unreadable"),
        ("0012125551234", "national", "number.not_allowed"),
        ("13900006666", "internal", "number.not_allowed"),
    ],
)
async def test_a_number_that_may_not_be_dialed_is_no_phone(
    world: World, number: str, right: str, code: str
) -> None:
    refused = await world.refused(
        "POST",
        "agents",
        422,
        agent_number="1006",
        name="林芳",
        phone="mobile",
        mobile=number,
        dial_right=right,
    )
    assert [(one["field"], one["code"]) for one in refused["errors"]] == [("mobile", code)]


async def test_an_agent_goes_outside_and_comes_back_to_the_browser(world: World) -> None:
    lin = await world.make("agents", agent_number="1006", name="林芳", persistent_leg=True)
    body = {"agent_number": "1006", "name": "林芳", "persistent_leg": True}
    outside = {**body, "phone": "mobile", "mobile": "13900006666"}
    answer = await world.admin.send("PUT", f"/api/admin/agents/{lin['id']}", json=outside)
    assert answer.status_code == 200
    assert not world.published[-1].agents[lin["id"]].persistent_leg
    answer = await world.admin.send(
        "PUT", f"/api/admin/agents/{lin['id']}", json={**body, "phone": "browser"}
    )
    assert answer.json()["endpoint"] == lin["endpoint"]
    assert world.published[-1].agents[lin["id"]].mobile == ""


async def test_a_greeting_is_a_prompt_that_exists(world: World) -> None:
    refused = await world.refused("POST", "agents", 422, agent_number="1006", name="林芳", greeting="hello")
    assert [(one["field"], one["code"]) for one in refused["errors"]] == [("greeting", "prompt_unknown")]
    lin = await world.make("agents", agent_number="1006", name="林芳", greeting="welcome")
    assert world.published[-1].agents[lin["id"]].greeting == "welcome"


async def test_menus_for_agents_are_the_flows_that_return(world: World) -> None:
    nodes = {"ask": {"type": "play", "prompt": "welcome", "next": "end"}, "end": {"type": "hang_up"}}
    made = await world.make("flows", name="评价", start="ask", nodes=nodes, returns=True)
    await world.make("flows", name="其他", start="ask", nodes=nodes)
    menus = (await world.admin.get("/api/center")).json()["menus"]
    assert menus == [{"id": made["id"], "name": "评价", "name_en": ""}]
    assert msgspec.structs.asdict(world.published[-1].flows[made["id"]])["returns"]
