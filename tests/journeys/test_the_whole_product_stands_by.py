"""`lingtong run` twice on one data folder: when the first dies the second is there, with screens and all."""

import asyncio
import signal
from datetime import UTC, datetime

import httpx
import pytest

from tests.rig.floor import AGENT, Floor
from tests.rig.product import ENDED_WITHIN

pytestmark = pytest.mark.journey
RIGHT_WITHIN = 20.0  # seconds: two, and more where a whole product and its callers share two cores


async def test_calls_and_screens_go_on_with_the_second(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls()
    before = await li.answer()
    await customer.hears(AGENT)
    admin = await floor.person("admin")
    assert (await admin.get("/api/system"))["standbys"] == []
    await floor.product.launch_standby()
    assert floor.product.standby is not None
    told = await admin.get("/api/system")
    assert [one["pid"] for one in told["standbys"]] == [floor.product.standby.pid]

    killed = datetime.now(UTC)
    floor.product.kill_active()
    await li.live.until(lambda live: not live.connected, what="the end of the live socket")
    await floor.product.ready(within=RIGHT_WITHIN)
    await li.live.until(lambda live: live.connected and live.switch, what="socket and switch")
    after = await li.agent.has_call("talking", within=RIGHT_WITHIN)
    assert after["interaction_id"] == before["interaction_id"]
    await customer.hears(AGENT)
    assert (await floor.outage("died", "take_over", killed))["lasted"] < RIGHT_WITHIN * 2
    again = await admin.get("/api/system")
    assert again["active"]["generation"] == told["active"]["generation"] + 1
    assert again["standbys"] == []


async def test_who_stands_by_can_be_stopped_and_leaves_the_first_alone(floor: Floor) -> None:
    await floor.product.launch_standby()
    standby = floor.product.standby
    assert standby is not None
    standby.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(standby.wait, ENDED_WITHIN) == 0
    floor.product.standby = None
    async with httpx.AsyncClient(base_url=floor.product.address) as http:
        assert (await http.get("/readyz")).status_code == 200
    admin = await floor.person("admin")
    assert (await admin.get("/api/system"))["standbys"] == []
