"""Suspected callers press the key that is named, or reach nobody; agents judge a call as false."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from lingtong.floor.ivr.model import key_drawn
from tests.journeys.test_lists import is_asked, is_on_record
from tests.rig.center import QUICK
from tests.rig.floor import AGENT, Customer, Floor
from tests.rig.people import Json, Person

pytestmark = pytest.mark.journey
SUSPECTED = "13911117401"
BETWEEN = 2.2  # seconds between two keys: longer than the right one has to stand alone


@asynccontextmanager
async def screening(admin: Person) -> AsyncIterator[None]:
    """The quick entry point asks suspects for a key, with a list that suspects one number."""
    (entry,) = [one for one in await admin.get("/api/admin/entry-points") if one["number"] == QUICK]
    path = f"/api/admin/entry-points/{entry['id']}"
    listed = await admin.ask("POST", "/api/admin/number-lists", {"name": "可疑号码", "kind": "suspect"})
    one = await admin.ask("POST", "/api/lists/entries", {"list_id": listed["id"], "number": SUSPECTED})
    await admin.ask("PUT", path, changed(entry, screening="suspects", lock_after=1))
    try:
        yield
    finally:
        entry = await admin.get(path)
        await admin.ask("PUT", path, changed(entry, screening="off", lock_after=3))
        await admin.ask("POST", f"/api/lists/entries/{one['id']}/end")
        await admin.ask("DELETE", f"/api/admin/number-lists/{listed['id']}")


def changed(item: Json, **fields: object) -> Json:
    return {name: value for name, value in item.items() if name not in {"id", "tenant_id"}} | fields


async def presses_until(customer: Customer, key: str, done: asyncio.Task[object]) -> None:
    """As people do who are not sure that the first one counted."""
    while not done.done():
        customer.press(key)
        await asyncio.wait([done], timeout=BETWEEN)
    await done


async def test_a_suspect_passes_by_the_named_key_and_is_ended_by_another(floor: Floor) -> None:
    admin, boss = await floor.person("admin"), await floor.person("2001")
    await boss.open_screen()
    li = await floor.desk("9001")
    async with screening(admin):
        caller = await floor.calls(ani=SUSPECTED)
        asked = await boss.live.until(lambda live: live.menus or None, what="a caller who is asked")
        key = key_drawn(f"{asked[0]['interaction_id']}:1", 0)
        await presses_until(caller, key, asyncio.create_task(li.agent.has_call("ringing", 30)))
        call = await li.answer()
        await caller.hears(AGENT)
        assert (call["screening"]["suspected"], call["screening"]["outcome"]) == (True, "passed")
        await li.do("report_false")
        lock = await is_asked(boss, SUSPECTED)
        await boss.ask("POST", f"/api/lists/locks/{lock['lock_id']}/decline", {})
        await caller.hangs_up()
        await li.agent.wrap_up()

        again = await floor.calls(ani=SUSPECTED)
        await presses_until(again, "*", asyncio.create_task(again.is_cleared(30)))
        await is_on_record(boss, SUSPECTED, result="screened")
        (row,) = (await boss.get("/api/lists/entries?list=suspected&state=active"))["items"]
        assert row["reports"] == 1
        await boss.ask("POST", f"/api/lists/suspicions/{row['id']}/end")
