"""What happens when an offered call is not answered."""

import pytest

from tests.journeys.test_routing import ruled
from tests.rig.center import QUEUE
from tests.rig.floor import Floor

pytestmark = pytest.mark.journey


async def test_nobody_answers_and_the_caller_keeps_the_place_in_front(floor: Floor) -> None:
    li = await floor.desk("9001")
    async with ruled(floor, ring_for=4):
        first = await floor.calls(ani="13800000001")
        await li.agent.has_call("ringing")
        second = await floor.calls(ani="13800000002")
        await li.live.until(lambda live: live.queues[QUEUE]["waiting"] == 2, what="two callers wait")
        seat = await li.agent.is_("not_ready")
    assert seat["cause"] == "missed"
    await li.phone.is_cleared()
    assert first.is_on
    assert second.is_on

    zhou = await floor.desk("9002")
    offered = await zhou.answer()
    assert offered["number"].endswith("0001")
    await first.hangs_up()


async def test_a_declined_call_goes_to_another_agent(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls()
    await li.agent.has_call("ringing")
    await li.phone.rings()
    zhou = await floor.desk("9002", ready=False)

    await li.do("decline")
    await li.phone.is_cleared()
    seat = await li.agent.is_("not_ready")
    assert seat["cause"] == "declined"
    await zhou.agent.ready()
    await zhou.answer()
    await customer.hears(660)


async def test_a_call_declined_at_the_phone_itself_goes_to_another_agent(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls()
    await li.phone.rings()
    await li.phone.decline()
    await li.agent.has_no_call()
    await li.live.until(lambda live: live.queues[QUEUE]["waiting"] == 1, what="the caller waits again")

    zhou = await floor.desk("9002")
    await zhou.answer()
    await customer.hears(660)


async def test_a_caller_who_gives_up_frees_the_ringing_agent(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls()
    offered = await li.agent.has_call("ringing")
    await li.phone.rings()
    await customer.hangs_up()

    await li.phone.is_cleared()
    await li.agent.is_("ready")
    record = await floor.record(offered["interaction_id"])
    assert record["result"] == "abandoned"
    assert record["agent_ids"] == []


async def test_a_caller_who_gives_up_in_the_menu_is_recorded_as_such(floor: Floor) -> None:
    boss = await floor.person("2001")
    async with floor.customer("95598", ani="13800000077") as customer:
        await customer.voice.hears_sound()
        await customer.hangs_up()

    record = await floor.last_record(boss, "13800000077")
    assert record["result"] == "abandoned_in_menu"
