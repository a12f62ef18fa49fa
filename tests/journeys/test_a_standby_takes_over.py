"""Two engines on one machine: the second touches nothing, knows everything, goes on where the first ends."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest

from tests.rig.center import MENU, QUEUE, SLOW
from tests.rig.cluster import Whole, running_cluster
from tests.rig.floor import AGENT, Customer, Desk, Floor

pytestmark = pytest.mark.journey
RIGHT_WITHIN = 10.0  # seconds from a death: two by `bench.takeover`, more on a full machine
BACK_WITHIN = 60.0  # seconds in which a bus or an engine starts there
HANGS_FOR = 5.0  # seconds after which one who does nothing is ended


@pytest.fixture(scope="module")
async def whole() -> AsyncIterator[Whole]:
    async with running_cluster() as whole:
        yield whole


@pytest.fixture
async def floor(whole: Whole) -> AsyncIterator[Floor]:
    floor = Floor(whole.cluster)
    yield floor
    await floor.clean()


async def talking(floor: Floor, login: str = "9001") -> tuple[Desk, Customer]:
    desk = await floor.desk(login)
    customer = await floor.calls(ani="13900000000")
    await desk.answer()
    await customer.hears(AGENT)
    return desk, customer


async def test_the_active_engine_is_killed_under_calls_in_all_states(whole: Whole, floor: Floor) -> None:
    await whole.cluster.launch_standby()
    boss = await floor.person("2001")
    await boss.open_screen()
    li, first = await talking(floor)
    zhou, second = await talking(floor, "9002")
    await zhou.do("hold")
    chen = await floor.desk("9004")
    third = await floor.calls(SLOW)
    before = await chen.agent.has_call("ringing")
    waits = await floor.calls(ani="13800000001")
    await boss.live.until(lambda live: live.queues[QUEUE]["waiting"] == 1, what="one waits")
    chooses = await floor.calls(MENU, ani="13700000001")
    await chooses.voice.hears_sound()
    generation = whole.generation()

    whole.cluster.kill_active()
    async with asyncio.timeout(RIGHT_WITHIN):
        while whole.generation() == generation:  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.01)
    for desk, state, seat in (
        (li, "talking", "talking"),
        (zhou, "hold", "talking"),
        (chen, "ringing", "reserved"),
    ):
        await desk.live.until(lambda live: live.connected and live.switch, what="the switch")
        await desk.agent.has_call(state, within=RIGHT_WITHIN)
        await desk.agent.is_(seat, within=RIGHT_WITHIN)
    assert all(one.is_on for one in (first, second, third, waits, chooses))
    await first.hears(AGENT)
    assert (await chen.answer())["interaction_id"] == before["interaction_id"]
    await third.hears(AGENT)
    await zhou.do("retrieve")
    await second.hears(AGENT)
    chooses.press("1")
    await boss.live.until(lambda live: live.queues[QUEUE]["waiting"] == 2, what="both wait")
    await whole.everything_arrives()
    await boss.close_screen()


async def test_one_that_hangs_is_ended_before_another_acts(whole: Whole, floor: Floor) -> None:
    await whole.cluster.launch_standby()
    li, customer = await talking(floor)
    generation = whole.generation()
    frozen = whole.cluster.freeze_active()
    async with asyncio.timeout(HANGS_FOR + RIGHT_WITHIN):
        while whole.generation() == generation:  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.05)
    os.kill(frozen.pid, signal.SIGCONT)
    assert await asyncio.to_thread(frozen.wait, 20) == -signal.SIGKILL
    await li.live.until(lambda live: live.switch, BACK_WITHIN, "the switch")
    await li.agent.has_call("talking", within=RIGHT_WITHIN)
    await customer.hears(AGENT)
    await li.do("hold")
    await li.agent.has_call("hold")
    await whole.everything_arrives()


async def test_the_bus_is_away_while_a_standby_takes_over(whole: Whole, floor: Floor) -> None:
    """The lease is the kernel's, so calls do not wait for the bus."""
    await whole.cluster.launch_standby()
    li, customer = await talking(floor)
    await whole.cluster.stop_bus()
    await li.live.until(lambda live: not live.switch, BACK_WITHIN, "that nobody answers")
    generation = whole.generation()
    whole.cluster.kill_active()
    async with asyncio.timeout(RIGHT_WITHIN):
        while whole.generation() == generation:  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.01)
    another = await floor.calls(MENU, ani="13800000055")
    await another.voice.hears_sound()
    await whole.cluster.start_bus()
    await li.live.until(lambda live: live.switch, BACK_WITHIN, "the switch")
    await li.agent.has_call("talking")
    await customer.hears(AGENT)
    await whole.everything_arrives()


async def test_without_any_engine_the_degraded_mode_serves(whole: Whole, floor: Floor) -> None:
    await whole.cluster.launch_standby()
    li = await floor.desk("9001")
    assert whole.cluster.standby is not None
    whole.cluster.standby.kill()
    whole.cluster.standby.wait()
    whole.cluster.standby = None
    whole.cluster.kill_engine()
    customer = await floor.calls(ani="13800000098")
    await customer.voice.hears_sound()
    await li.phone.rings(within=20)
    await li.phone.answer()
    await customer.hears(AGENT)
    await customer.hangs_up()
    await li.phone.is_cleared()
    whole.cluster.launch("engine")
    await li.live.until(lambda live: live.switch, BACK_WITHIN, "the switch")
    assert await floor.last_record(await floor.person("2001"), "13800000098")
