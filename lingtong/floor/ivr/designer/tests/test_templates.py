"""Flows to begin with: whole but for what is the center's own, and the bill menu walked from end to end."""

from typing import Any

import pytest

from lingtong.floor.ivr.designer.templates import templates
from lingtong.floor.ivr.designer.tests.authors import Author, begun
from lingtong.floor.setup.tests.conftest import World

pytestmark = pytest.mark.room
LISTEN: dict[str, Any] = {"listen": True}
KNOWN: dict[str, Any] = {"answer": "done", "values": {"id_digits": "5678", "last_bill": "98.7"}}
BILL: dict[str, Any] = {"answer": "done", "values": {"amount": "128.5", "due": "2026-12-15"}}
ACCOUNT = [{"key": key} for key in "1001#"]


async def test_a_template_lacks_nothing_but_the_things_of_the_center(world: World) -> None:
    author, _ = await begun(world)
    listed = {one["id"]: one for one in await author.ask("GET", "/templates")}
    assert set(listed) == set(templates()) >= {"bill_query", "main_menu", "hours_and_messages"}
    for name, one in listed.items():
        assert all(one[words][language] for words in ("title", "hint") for language in ("zh", "en"))
        made = await author.ask("POST", "", 201, name=f"From {name}", template=name)
        assert {finding["code"] for finding in made["findings"]} == {"flow.field_missing"}, made["findings"]
        whole = await author.ask("GET", f"/{made['id']}")
        assert whole["draft"]["name"] == f"From {name}"
    refused = await author.ask("POST", "", 422, name="No", template="nothing")
    assert refused["code"] == "flow.template_unknown"


async def bill_menu(author: Author, queue: str) -> dict[str, Any]:
    """The template with a service, a table and a queue chosen."""
    made = await author.ask("POST", "", 201, name="Bills", template="bill_query")
    flow: dict[str, Any] = (await author.ask("GET", f"/{made['id']}"))["draft"]
    flow["nodes"]["customer"]["source_id"] = "table"
    flow["nodes"]["bill"] |= {"service_id": "bills", "request": "bill"}
    flow["nodes"]["agent"]["queue_id"] = queue
    return flow


async def heard(author: Author, flow: dict[str, Any], *events: dict[str, Any]) -> tuple[Any, list[str]]:
    tried = await author.ask("POST", "/try", flow=flow, events=[LISTEN, *events])
    return tried, [line["text"] for line in tried["transcript"] if line["kind"] == "said"]


async def test_who_knows_the_pin_hears_the_bill_in_the_chosen_language(world: World) -> None:
    author, queue = await begun(world)
    flow = await bill_menu(author, queue)
    for key, amount, fax in (("1", "一百二十八元五角", "户号"), ("2", "yuan", "Account")):
        pin = [{"key": one} for one in "7304#"]
        keys = [{"key": key}, *ACCOUNT, KNOWN, *pin, {"answer": "done"}, BILL, LISTEN, {"key": "1"}, LISTEN]
        tried, said = await heard(author, flow, *keys)
        assert amount in " ".join(said)
        assert tried["now"]["node"] == "fax"
        assert fax in flow["nodes"]["fax"]["text"]


async def test_who_has_no_pin_is_asked_for_the_identity_and_sets_one(world: World) -> None:
    author, queue = await begun(world)
    flow = await bill_menu(author, queue)
    asked = [{"key": "1"}, *ACCOUNT, KNOWN, *({"key": one} for one in "7304#"), {"answer": "empty"}]
    right, _ = await heard(author, flow, *asked, *({"key": one} for one in "5678"))
    assert right["now"]["node"] == "new_pin"
    wrong, _ = await heard(author, flow, *asked, *({"key": one} for one in "1234"), LISTEN)
    assert [line["text"] for line in wrong["transcript"] if line["kind"] == "queue"] == ["故障报修"]


async def test_who_is_not_known_is_asked_again_and_then_put_through(world: World) -> None:
    author, queue = await begun(world)
    flow = await bill_menu(author, queue)
    unknown = [*ACCOUNT, {"answer": "empty"}]
    once, _ = await heard(author, flow, {"key": "1"}, *unknown, LISTEN)
    assert once["now"]["node"] == "account"
    often, _ = await heard(
        author, flow, {"key": "1"}, *unknown, LISTEN, *unknown, LISTEN, *unknown, LISTEN, *unknown, LISTEN
    )
    assert [line["text"] for line in often["transcript"] if line["kind"] == "queue"] == ["故障报修"]
