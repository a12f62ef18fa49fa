"""Reload, a second tab, and a cut network in the middle of a call (F4, F5)."""

import pytest

from tests.rig.floor import AGENT, CONSULTANT, Floor
from tests.rig.windows import desk_window

pytestmark = pytest.mark.journey
BACK_WITHIN = 5.0  # seconds


async def test_after_a_reload_the_agent_is_back_in_the_same_call(floor: Floor) -> None:
    async with desk_window(floor, "1001") as desk:
        await desk.goes_ready()
        customer = await floor.calls()
        await desk.answers()
        before = await desk.agent.has_call("talking")
        await customer.hears(AGENT)

        await desk.page.reload()
        await desk.is_("talking", within=BACK_WITHIN)
        await customer.hears(AGENT, seconds=0.5, within=BACK_WITHIN)
        after = await desk.agent.has_call("talking")
        assert after["interaction_id"] == before["interaction_id"]
        assert customer.is_on
        await customer.hangs_up()
        await desk.is_("after_call")
        await desk.agent.wrap_up()


async def test_only_one_of_two_tabs_has_the_phone_and_it_can_be_moved(floor: Floor) -> None:
    async with desk_window(floor, "1001") as first:
        await first.goes_ready()
        second = await first.second_tab()
        await second.is_("ready")
        owner = first.agent.live.seat["phone_window"]
        customer = await floor.calls()
        await first.is_("ringing")
        await second.is_("ringing")
        assert await first.has_phone()
        assert not await second.has_phone()

        await first.answers()
        await customer.hears(AGENT)
        await second.takes_the_phone()
        await first.agent.live.until(lambda live: live.seat["phone_window"] != owner, 20, "another owner")
        await second.is_("talking", within=BACK_WITHIN)
        await customer.hears(AGENT, within=BACK_WITHIN * 2)
        assert customer.is_on


async def test_a_second_computer_gets_the_phone_only_when_asked_and_keeps_the_call(floor: Floor) -> None:
    async with desk_window(floor, "1001") as first, desk_window(floor, "1001", CONSULTANT) as second:
        await second.is_("logged_out")
        await first.goes_ready()
        await second.is_("ready")
        customer = await floor.calls()
        await first.answers()
        await customer.hears(AGENT)
        assert not await second.has_phone()

        await second.takes_the_phone()
        await customer.hears(CONSULTANT, within=BACK_WITHIN * 2)
        await second.is_("talking", within=BACK_WITHIN)
        await first.is_("talking")
        await customer.hears_no(AGENT)
        assert customer.is_on


async def test_a_network_that_is_cut_for_a_while_costs_nobody_the_call(floor: Floor) -> None:
    async with desk_window(floor, "1001") as desk:
        await desk.goes_ready()
        customer = await floor.calls()
        await desk.answers()
        call = await desk.agent.has_call("talking")
        await customer.hears(AGENT)

        await desk.page.context.set_offline(True)
        await desk.is_("link_lost", within=20)
        assert customer.is_on
        await desk.page.context.set_offline(False)
        await desk.is_("talking", within=BACK_WITHIN)
        await customer.hears(AGENT, within=BACK_WITHIN * 2)
        assert (await desk.agent.has_call("talking"))["interaction_id"] == call["interaction_id"]
