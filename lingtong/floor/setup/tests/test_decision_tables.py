import pytest

from lingtong.floor.setup.tests.conftest import World
from lingtong.floor.testing.dmn import LEVELS

pytestmark = pytest.mark.room


async def test_a_drawn_table_is_compiled_for_the_engine_and_kept_as_it_was_drawn(world: World) -> None:
    kept = await world.make("decision-tables", name="Levels", xml=LEVELS)
    assert kept["xml"] == LEVELS
    assert [rule["when"] for rule in kept["compiled"]["rules"]] == [["< 100"], ["[100..1000)"], [">= 1000"]]
    published = world.published[-1].decision_tables[kept["id"]]
    assert (published.xml, len(published.compiled.rules)) == ("", 3)
    again = await world.admin.send("PUT", f"/api/admin/decision-tables/{kept['id']}", json=kept)
    assert again.status_code == 200, again.text


async def test_a_table_that_cannot_be_evaluated_is_refused_with_its_reason(world: World) -> None:
    refusal = await world.refused("POST", "decision-tables", 422, name="x", xml="<html/>")
    assert [(error["field"], error["code"]) for error in refusal["errors"]] == [
        ("xml", "flow.table_unreadable")
    ]


async def test_a_flow_that_names_a_table_keeps_it(world: World) -> None:
    table = await world.make("decision-tables", name="Levels", xml=LEVELS)
    nodes = {"decide": {"type": "decision", "table_id": table["id"]}}
    variables = {"amount": {"type": "money"}, "level": {}}
    await world.make("flows", name="x", start="decide", nodes=nodes, variables=variables)
    refusal = await world.refused("DELETE", f"decision-tables/{table['id']}", 409)
    assert refusal["params"]["dependents"] == "flows: x"
    nodes = {"decide": {"type": "decision", "table_id": "gone"}}
    refusal = await world.refused("POST", "flows", 422, name="y", start="decide", nodes=nodes)
    assert refusal["errors"][0]["code"] == "flow.decision_table_unknown"
