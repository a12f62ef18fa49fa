"""Asterisk dies (F2): agents are free and told, records are closed, the service comes back by itself."""

from datetime import UTC, datetime

import pytest

from tests.rig.center import QUEUE
from tests.rig.floor import AGENT, CONSULTANT, Floor

pytestmark = pytest.mark.journey
TOLD_WITHIN = 10.0  # seconds: five, and as many on a full machine
BACK_WITHIN = 60.0  # seconds in which a switch starts there


async def test_when_the_switch_dies_agents_are_told_and_the_service_comes_back(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls()
    await li.answer()
    call = await li.agent.has_call("talking")
    await customer.hears(AGENT)
    waiting = await floor.calls(ani="13800000055")
    await li.live.until(lambda live: live.queues[QUEUE]["waiting"] == 1, what="one waits")

    killed = datetime.now(UTC)
    pid = floor.product.kill_switch()
    await li.live.until(lambda live: not live.switch, TOLD_WITHIN, "the switch away")
    await li.agent.has_call("after_call_work", within=TOLD_WITHIN)
    await customer.is_lost()
    await waiting.is_lost()

    await li.live.until(lambda live: live.switch, BACK_WITHIN, "the switch back")
    assert 0 < (await floor.outage("switch_lost", "switch", killed))["lasted"] < BACK_WITHIN
    assert floor.product.asterisk_pid not in {None, pid}
    await li.agent.wrap_up()
    record = await floor.record(call["interaction_id"])
    assert record["result"] in {"handled", "lost"}
    await li.live.until(lambda live: live.queues[QUEUE]["waiting"] == 0, what="nobody waits")
    boss = await floor.person("2001")
    assert (await floor.last_record(boss, "13800000055"))["ended_at"]

    zhou = await floor.desk("9002", CONSULTANT)
    again = await floor.calls()
    await zhou.answer()
    await again.hears(CONSULTANT)
