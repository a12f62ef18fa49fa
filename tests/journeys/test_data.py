"""Bills and PINs by telephone: from a service and from a table, and what a caller hears when it is gone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from lingtong.floor.ivr.sources.testing import ANSWERS, Outside, outside
from tests.journeys.test_nodes import COLLECT, ENTRY, flow, hears_and_presses, kept
from tests.rig.floor import Floor
from tests.rig.people import Json, Person

pytestmark = pytest.mark.journey
PIN, WRONG = "73041865", "73041866"
ACCOUNT = {**COLLECT, "kind": "digits", "into": "account", "least": 4, "most": 4, "done": "ask"}
SAY = {
    "say": {"type": "say", "kind": "money", "value": "{amount}", "next": "tell"},
    "tell": {"type": "set", "values": {"bill": "{amount}"}, "next": "queue"},
    "sorry": {"type": "play", "prompt": "closed", "next": "note"},
    "note": {"type": "set", "values": {"bill": "unknown"}, "next": "queue"},
}


@asynccontextmanager
async def service(floor: Floor, other: Outside, **more: Any) -> AsyncIterator[str]:
    admin = await floor.person("admin")
    request = {"name": "bill", "path": "/bills/{number}", "answers": ANSWERS}
    body = {"name": "Bills", "base_url": other.url, "private": True, "requests": [request], **more}
    async with kept(admin, "http-services", body) as one:
        yield one


def bill_of(service_id: str, **more: Any) -> Json:
    asked = {"type": "http", "service_id": service_id, "request": "bill", "inputs": {"number": "{account}"}}
    return {**asked, "done": "say", "empty": "sorry", "failed": "sorry", "late": "sorry", **more}


@pytest.mark.walks("pin_check", "pin_set", "http")
async def test_a_bill_by_number_and_pin_from_a_service(floor: Floor) -> None:
    async with outside() as other, service(floor, other, auth="bearer", secret="a-secret-of-theirs") as bills:
        nodes = {
            "account": ACCOUNT,
            "ask": {
                "type": "pin_check",
                "account": "{account}",
                "done": "bill",
                "empty": "new",
                "refused": "bye",
                "locked": "bye",
                "failed": "bye",
            },
            "new": {
                "type": "pin_set",
                "account": "{account}",
                "done": "ask",
                "refused": "bye",
                "failed": "bye",
            },
            "bill": bill_of(bills),
            **SAY,
        }
        admin = await floor.person("admin")
        async with flow(floor, nodes):
            li = await floor.desk("9001")
            customer = await floor.calls(ENTRY)
            await hears_and_presses(customer, "1001")
            await hears_and_presses(customer, f"{WRONG}{PIN}{PIN}")  # it has none yet, so a new one
            await has_pin(admin, "1001")
            await hears_and_presses(customer, WRONG)
            await hears_and_presses(customer, PIN)
            offered = await li.agent.has_call("ringing", within=40)
            assert offered["attached_data"] == {"bill": "128.5"}
            await customer.voice.hears_sound()
            assert [one["path"] for one in other.asked] == ["/bills/1001"]
            await admin.ask("POST", "/api/sources/pins/reset", {"account": "1001"})
            await li.answer()
            await customer.hangs_up()
            await li.agent.wrap_up()
    assert_nowhere(floor, PIN, "a-secret-of-theirs")


async def has_pin(admin: Person, account: str, within: float = 15.0) -> None:
    async with asyncio.timeout(within):
        while not (await admin.get(f"/api/sources/pins?begins={account}"))["items"]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


def assert_nowhere(floor: Floor, *secrets: str) -> None:
    """Not in the journal, not in a log, not in the database: in no file of the product at all."""
    files = [path for path in floor.product.folder.rglob("*") if path.is_file()]
    assert {"output", "db.sqlite"} <= {path.name for path in files}
    assert any("journal" in path.parts for path in files)
    for path in files:
        with contextlib.suppress(OSError):
            data = path.read_bytes()
            found = [secret for secret in secrets if secret.encode() in data]
            assert not found, f"{path} knows a secret"


async def test_a_bill_from_a_table_of_ours(floor: Floor) -> None:
    admin = await floor.person("admin")
    columns = [{"name": "account"}, {"name": "amount", "type": "number"}]
    body = {"name": "Bills of ours", "kind": "table", "columns": columns}
    async with kept(admin, "data-sources", body) as table:
        row = {"cells": {"account": "1002", "amount": "77.30"}}
        await admin.ask("POST", f"/api/sources/data/{table}/rows", row)
        query = {"type": "query", "source_id": table, "inputs": {"account": "{account}"}, "done": "say"}
        nodes = {
            "account": ACCOUNT,
            "ask": {**query, "empty": "sorry", "failed": "bye", "late": "bye"},
            **SAY,
        }
        async with flow(floor, nodes):
            li = await floor.desk("9001")
            for number, said in (("1002", "77.3"), ("9999", "unknown")):
                customer = await floor.calls(ENTRY)
                await hears_and_presses(customer, number)
                await customer.voice.hears_sound()
                offered = await li.agent.has_call("ringing", within=20)
                assert offered["attached_data"] == {"bill": said}
                await li.answer()
                await customer.hangs_up()
                await li.agent.wrap_up()


@pytest.mark.parametrize(
    ("way", "why"), [("html", "no_json"), ("redirect", "redirected"), ("hang", "too_late")]
)
async def test_who_asks_a_broken_service_hears_so_and_the_operator_sees_why(
    floor: Floor, way: str, why: str
) -> None:
    within = 1.5 if way == "hang" else 20  # who answers wrongly is to be heard, however full the machine is
    async with outside() as other, service(floor, other, within=within, retries=0) as bills:
        other.way = way
        async with flow(floor, {"account": ACCOUNT, "ask": bill_of(bills), **SAY}):
            li = await floor.desk("9001")
            customer = await floor.calls(ENTRY)
            await hears_and_presses(customer, "1001")
            offered = await li.agent.has_call("ringing", within=20)
            assert offered["attached_data"] == {"bill": "unknown"}
            health = await health_of(await floor.person("admin"), bills)
            assert [one["why"] for one in health["last"]] == [why]
            assert all("secret" not in one["path"] for one in other.asked)


async def health_of(admin: Person, of: str) -> Json:
    async with asyncio.timeout(20):
        while True:
            for one in await admin.get("/api/sources/health"):
                if one["id"] == of:
                    return dict(one)
            await asyncio.sleep(0.1)


@pytest.mark.dies_in("http")
async def test_the_engine_is_killed_while_a_service_is_asked(floor: Floor) -> None:
    async with outside() as other, service(floor, other, within=20.0, retries=0) as bills:
        other.way = "hang"
        async with flow(floor, {"account": ACCOUNT, "ask": bill_of(bills, within=25), **SAY}):
            li = await floor.desk("9001")
            customer = await floor.calls(ENTRY)
            await hears_and_presses(customer, "1001")
            await asked(other, 1)
            await customer.voice.hears_silence()
            await customer.voice.hears_sound()  # music: it takes a while
            floor.product.kill_engine()
            other.way = "well"
            await floor.restart()
            await asked(other, 2)
            offered = await li.agent.has_call("ringing", within=20)
            assert offered["attached_data"] == {"bill": "128.5"}
            assert customer.is_on


async def asked(other: Outside, times: int, within: float = 20.0) -> None:
    async with asyncio.timeout(within):
        while len(other.asked) < times:  # noqa: ASYNC110 - the service does not tell
            await asyncio.sleep(0.05)
