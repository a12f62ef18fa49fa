"""Reload, a second tab, and a cut network in the middle of a call (F4, F5)."""

import pytest
from playwright.async_api import expect

from tests.rig.floor import AGENT, CONSULTANT, Floor
from tests.rig.people import Json, Live
from tests.rig.windows import DeskWindow, desk_window

pytestmark = pytest.mark.journey
# Seconds. On a machine of one's own it is five; here two browsers and the callers share two cores.
BACK_WITHIN = 20.0


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


def own_party(live: Live) -> Json:
    """The agent's own leg in the call; empty while the phone is gone."""
    parties = [party for call in live.calls.values() for party in call["parties"]]
    return next((party for party in parties if party["agent_id"] == live.seat["agent_id"]), {})


async def reloads(desk: DeskWindow) -> Json:
    """Until the phone is back in the call, by another leg."""
    before = own_party(desk.agent.live)["leg_id"]
    await desk.page.reload()

    def again(live: Live) -> Json | None:
        own = own_party(live)
        return own if own and own["leg_id"] != before and own["state"] in ("connected", "hold") else None

    return await desk.agent.live.until(again, what="the phone is back")


async def test_after_a_reload_a_muted_agent_is_muted_and_a_customer_on_hold_is_on_hold(floor: Floor) -> None:
    async with desk_window(floor, "1001") as desk:
        await desk.goes_ready()
        customer = await floor.calls()
        await desk.answers()
        await customer.hears(AGENT)
        mute = desk.slot("mute")
        await desk.page.keyboard.press("F8")
        await expect(mute).to_have_attribute("aria-pressed", "true")
        await customer.hears_no(AGENT)

        assert (await reloads(desk))["muted"]
        await desk.is_("talking")
        await expect(mute).to_have_attribute("aria-pressed", "true")
        await customer.hears_no(AGENT)
        await desk.page.keyboard.press("F8")
        await expect(mute).to_have_attribute("aria-pressed", "false")
        await customer.hears(AGENT)

        await desk.page.keyboard.press("F4")
        await desk.is_("hold")
        await customer.hears_no(AGENT)
        await reloads(desk)
        await desk.is_("hold")
        await customer.stays(1)  # with music
        await customer.hears_no(AGENT)
        await desk.page.keyboard.press("F4")
        await desk.is_("talking")
        await customer.hears(AGENT)
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
        await first.can_answer()
        assert not await second.has_phone()

        await first.answers()
        await customer.hears(AGENT)
        await second.takes_the_phone()
        await first.agent.live.until(lambda live: live.seat["phone_window"] != owner, 20, "another owner")
        await second.is_("talking", within=BACK_WITHIN)
        await customer.hears(AGENT, within=BACK_WITHIN)
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
        await customer.hears(CONSULTANT, within=BACK_WITHIN)
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
        await customer.hears(AGENT, within=BACK_WITHIN)
        assert (await desk.agent.has_call("talking"))["interaction_id"] == call["interaction_id"]
