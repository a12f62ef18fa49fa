"""A desk phone that everybody may use: an agent signs in at it by number and PIN, as its keys send them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from tests.rig.baresip import Baresip, baresip
from tests.rig.floor import AGENT, CUSTOMER, Floor
from tests.rig.people import Agent, Person

pytestmark = pytest.mark.journey
PHONE, PIN = "shared-1", "24680"
LOUD = 1000.0  # of 32768: a voice, and no silence or comfort noise


@asynccontextmanager
async def shared_phone(floor: Floor) -> AsyncIterator[Baresip]:
    admin = await floor.person("admin")
    made = await admin.ask("POST", "/api/admin/phones", {"name": PHONE})
    try:
        port = floor.product.sip_port
        async with baresip(PHONE, made["secret"], switch_port=port, tone=AGENT) as phone:
            await phone.registered()
            yield phone
    finally:
        await admin.ask("DELETE", f"/api/admin/phones/{made['id']}")


async def has_pin(admin: Person, agent: Agent) -> None:
    path = f"/api/admin/agents/{agent.agent_id}"
    await admin.ask("PUT", path, {**await admin.get(path), "pin": PIN})


async def dials(floor: Floor, phone: Baresip, code: str, keys: str = "") -> None:
    """Until the phone is cleared, which is when the last word has been said, and heard."""
    mark = phone.mark()
    await phone.dial(f"sip:{code}@127.0.0.1:{floor.product.sip_port}")
    await phone.talks(after=mark)
    for key in keys:
        await phone.press(key)
    await phone.is_cleared(within=20.0, after=mark)
    assert np.abs(phone.heard().wave).max() > LOUD


async def test_an_agent_signs_in_at_a_shared_phone_and_takes_a_call_there(floor: Floor) -> None:
    li = await floor.agent("9001")
    await has_pin(await floor.person("admin"), li)
    async with shared_phone(floor) as phone:
        await dials(floor, phone, "*11", "9001#0000#")
        assert li.live.seat["state"] == "logged_out"

        await dials(floor, phone, "*11", f"9001#{PIN}#")
        seat = await li.is_("not_ready")
        assert seat["desk_phone"] == PHONE
        await dials(floor, phone, "*13")
        await li.is_("ready")

        mark = phone.mark()
        customer = await floor.calls(ani="13812342046")
        await phone.rings(after=mark)
        await phone.answer()
        await li.has_call("talking")
        await customer.hears(AGENT)
        await phone.hears(CUSTOMER)
        await customer.hangs_up()
        await li.wrap_up()

        await dials(floor, phone, "*12")
        seat = await li.is_("logged_out")
        assert seat["desk_phone"] == ""
    await was_there(await floor.person("2001"), li)


async def was_there(boss: Person, agent: Agent) -> None:
    async with asyncio.timeout(30):
        while True:
            found = (await boss.get("/api/attendance"))["agents"]
            mine = next((one for one in found if one["agent_id"] == agent.agent_id), None)
            if mine is not None and mine["last_out"] is not None and mine["talking"] > 0:
                break
            await asyncio.sleep(0.1)
    assert mine["sessions"] >= 1
    assert mine["worked"] <= mine["logged_in"]
