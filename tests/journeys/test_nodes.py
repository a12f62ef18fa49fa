"""Flows on the real switch: keys as RTP events, prompts heard, decisions, sub-flows, agents called."""

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from lingtong.floor.testing.dmn import LEVELS
from tests.rig.center import PATIENT
from tests.rig.floor import Customer, Floor
from tests.rig.people import Json, Person, Refused

pytestmark = pytest.mark.journey
ENTRY = "95560"
VARIABLES = {
    "account": {"type": "digits"},
    "amount": {"type": "money"},
    "born": {"type": "date"},
    "agreed": {"type": "yes_no"},
    "place": {"type": "text"},
    "level": {"type": "text"},
    "rounds": {"type": "number", "start": "0"},
}
COLLECT = {"type": "collect", "prompt": "callback_type", "otherwise": "bye"}
BYE = {"type": "hang_up"}


@asynccontextmanager
async def flow(floor: Floor, nodes: dict[str, Any], **fields: Any) -> AsyncIterator[str]:
    """An entry point that leads into a flow of these nodes, which ends in a queue as `queue`; its id."""
    admin = await floor.person("admin")
    queue = next(one for one in await admin.get("/api/admin/queues") if one["number"] == PATIENT)
    nodes = {**nodes, "queue": {"type": "queue", "queue_id": queue["id"]}, "bye": BYE}
    body = {"name": "Nodes", "start": next(iter(nodes)), "nodes": nodes, "variables": VARIABLES, **fields}
    drawn = await admin.ask("POST", "/api/admin/flows", body)
    entry = {"number": ENTRY, "name": "Nodes", "flow_id": drawn["id"]}
    led = await admin.ask("POST", "/api/admin/entry-points", entry)
    yield str(drawn["id"])
    await admin.ask("DELETE", f"/api/admin/entry-points/{led['id']}")
    await admin.ask("DELETE", f"/api/admin/flows/{drawn['id']}")


@asynccontextmanager
async def kept(admin: Person, kind: str, body: Json) -> AsyncIterator[str]:
    """One of the catalog, for the time of a journey; after one that failed the whole product is made anew."""
    one = await admin.ask("POST", f"/api/admin/{kind}", body)
    yield str(one["id"])
    with contextlib.suppress(Refused):
        await admin.ask("DELETE", f"/api/admin/{kind}/{one['id']}")


async def hears_and_presses(customer: Customer, keys: str) -> None:
    """The first key ends what is said now, so that what is heard after the last one comes of them."""
    await customer.voice.hears_sound()
    customer.press(keys)
    await customer.voice.has_pressed()


@pytest.mark.walks("collect", "say", "set", "queue")
async def test_what_is_typed_comes_to_the_agent_as_it_was_meant(floor: Floor) -> None:
    nodes = {
        "account": {**COLLECT, "kind": "digits", "into": "account", "least": 4, "most": 6, "done": "amount"},
        "amount": {**COLLECT, "kind": "amount", "into": "amount", "confirm": True, "done": "born"},
        "born": {**COLLECT, "kind": "date", "into": "born", "most": 8, "done": "agreed"},
        "agreed": {**COLLECT, "kind": "yes_no", "into": "agreed", "done": "said"},
        "said": {"type": "say", "kind": "money", "value": "{amount}", "next": "tell"},
        "tell": {
            "type": "set",
            "values": {"typed": "{account} {amount} {born} {agreed}", "called": "{right(called, 3)}"},
            "next": "queue",
        },
    }
    async with flow(floor, nodes):
        li = await floor.desk("9001")
        customer = await floor.calls(ENTRY)
        await hears_and_presses(customer, "12#")  # too short: asked again
        await hears_and_presses(customer, "001234#")
        await hears_and_presses(customer, "128*50#")
        await hears_and_presses(customer, "1")
        await hears_and_presses(customer, "20260228")
        await hears_and_presses(customer, "1")
        offered = await li.agent.has_call("ringing", within=20)
        assert offered["attached_data"] == {"typed": "001234 128.5 2026-02-28 yes", "called": "560"}


@pytest.mark.walks("menu", "collect")
async def test_keys_ahead_and_the_keys_that_lead_everywhere(floor: Floor) -> None:
    menu = {"type": "menu", "prompt": "main_menu", "otherwise": "bye"}
    nodes = {
        "one": {**menu, "keys": {"1": "two"}, "labels": {"1": "one"}},
        "two": {**menu, "keys": {"2": "three"}, "labels": {"2": "two"}},
        "three": {**COLLECT, "kind": "digits", "into": "account", "most": 3, "done": "tell"},
        "tell": {"type": "set", "values": {"account": "{account}"}, "next": "four"},
        "four": {**menu, "keys": {"9": "bye"}},
    }
    async with flow(floor, nodes, zero="queue", star="back"):
        li = await floor.desk("9001")
        customer = await floor.calls(ENTRY)
        await hears_and_presses(customer, "1*12456")
        await hears_and_presses(customer, "0")
        offered = await li.agent.has_call("ringing")
        assert offered["attached_data"] == {"account": "456"}
        assert offered["menu_path"] == ["one", "one", "two"]


@pytest.mark.walks("region", "subflow", "loop", "return", "branch", "decision", "expected_wait", "class")
async def test_a_flow_decides_and_comes_back_from_a_sub_flow(floor: Floor) -> None:
    admin = await floor.person("admin")
    inner = {
        "loop": {"type": "loop", "at_most": 2, "again": "count", "enough": "return"},
        "count": {"type": "set", "compute": {"rounds": "rounds + 1"}, "next": "loop"},
        "return": {"type": "return", "exit": "counted"},
    }
    table = {"name": "Levels", "xml": LEVELS}
    sub = {"name": "Inner", "start": "loop", "nodes": inner, "variables": VARIABLES}
    async with kept(admin, "decision-tables", table) as table_id, kept(admin, "flows", sub) as sub_id:
        nodes: dict[str, Any] = {
            "region": {"type": "region", "regions": {"山东": "sub"}, "place": "place", "otherwise": "bye"},
            "sub": {"type": "subflow", "flow_id": sub_id, "exits_by_name": {"counted": "branch"}},
            "branch": {"type": "branch", "cases": [{"when": "rounds == 2", "to": "set"}], "otherwise": "bye"},
            "set": {"type": "set", "compute": {"amount": "rounds * 100"}, "next": "decide"},
            "decide": {"type": "decision", "table_id": table_id, "done": "wait", "empty": "bye"},
            "wait": {
                "type": "expected_wait",
                "queue_id": "",
                "short": "tell",
                "long": "tell",
                "unknown": "tell",
            },
            "tell": {"type": "set", "values": {"level": "{level}", "place": "{place}"}, "next": "class"},
            "class": {"type": "class", "otherwise": "queue"},
        }
        queue = next(one for one in await admin.get("/api/admin/queues") if one["number"] == PATIENT)
        nodes["wait"]["queue_id"] = queue["id"]
        async with flow(floor, nodes):
            li = await floor.desk("9001")
            await floor.calls(ENTRY, ani="053188886666")
            offered = await li.agent.has_call("ringing")
            assert offered["attached_data"]["level"] == "middle"
            assert "山东" in offered["attached_data"]["place"]


@pytest.mark.walks("transfer")
async def test_a_flow_calls_an_agent_and_goes_on_where_nobody_answers(floor: Floor) -> None:
    agent = {"type": "transfer", "to": "agent", "agent": "9002", "ring_for": 5, "failed": "queue"}
    async with flow(floor, {"agent": agent}):
        zhou, li = await floor.desk("9002"), await floor.desk("9001")
        customer = await floor.calls(ENTRY)
        await zhou.agent.has_call("ringing")
        await customer.voice.hears_sound()
        await li.agent.has_call("ringing")
