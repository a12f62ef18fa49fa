"""A node of a pack on the product that is started with it: drawn by its form, checked, walked by a call."""

import pytest
from playwright.async_api import expect

from tests.journeys.test_nodes import ENTRY, flow
from tests.journeys.test_the_designer import author, settled
from tests.rig.browser import window
from tests.rig.floor import Floor
from tests.rig.windows import DeskWindow

pytestmark = pytest.mark.journey
OUTAGE = {"type": "outage", "area": "0532", "before": "welcome", "until": "until"}
VARIABLES = {"until": {"type": "time"}, "bill": {"type": "money"}}


async def test_a_node_of_a_pack_is_walked_by_a_caller(floor: Floor) -> None:
    nodes = {
        "outage": {**OUTAGE, "affected": "tell", "not_affected": "bye", "failed": "bye"},
        "tell": {"type": "set", "values": {"until": "{until}"}, "next": "queue"},
    }
    async with flow(floor, nodes, variables=VARIABLES):
        li = await floor.desk("9001")
        customer = await floor.calls(ENTRY)
        await customer.voice.hears_sound()
        offered = await li.agent.has_call("ringing", within=20)
        assert offered["attached_data"] == {"until": "22:30"}


async def test_a_node_of_a_pack_is_drawn_by_the_form_that_its_fields_make(floor: Floor) -> None:
    admin = await floor.person("admin")
    agent = await author(admin, floor)
    made = await admin.ask("POST", "/api/flows", {"name": "停电"})
    try:
        async with window(language="zh") as page:
            await DeskWindow(page, floor, agent).sign_in()
            await page.goto(f"{floor.product.address}/flows/{made['id']}")
            await page.locator(".palette [data-kind=outage]").click()
            await expect(page.locator("[data-node=outage]")).to_contain_text("停电公告")
            await page.locator("#f-area").fill("010")
            await expect(page.locator(".node-form")).to_contain_text("没有这个区号的停电计划")
            await page.locator("#f-area").fill("0532")
            await expect(page.locator(".node-form")).not_to_contain_text("没有这个区号的停电计划")
            await page.locator("#f-affected").select_option("new:hang_up")
            await expect(page.locator("[data-line='outage|affected']")).to_be_visible()
            await settled(page)
            await page.get_by_role("button", name="试走 ▶").click()
            await expect(page.locator(".try__lines")).to_contain_text("停电公告")
    finally:
        await admin.ask("DELETE", f"/api/flows/{made['id']}/draft")
