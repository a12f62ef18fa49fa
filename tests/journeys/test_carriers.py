"""Trunks in their order: where one carrier fails another takes the call; a busy number is busy."""

import pytest

from lingtong.switch.ari.outgoing import SILENT_FOR
from tests.rig import sipp as sip
from tests.rig.carriers import carrier, has
from tests.rig.floor import AGENT, CONSULTANT, Desk, Floor
from tests.rig.ports import free_port
from tests.rig.voice import Voice

pytestmark = pytest.mark.journey
FIRST, SECOND = "127.0.0.3", "127.0.0.4"
NUMBER = "0531 8601 2345"
GONE_IS_KNOWN = SILENT_FOR + 20


async def dials(li: Desk) -> None:
    await li.agent.do("dial", number=NUMBER)
    await li.phone.rings()
    await li.phone.answer()


async def talks_to(li: Desk, voice: Voice, within: float = 20.0) -> None:
    await li.agent.has_call("talking", within=within)
    await voice.hears(AGENT)
    await li.phone.hears(CONSULTANT)
    await li.phone.clear()
    await li.agent.wrap_up()


async def test_a_call_that_the_first_carrier_refuses_goes_out_by_the_second(floor: Floor) -> None:
    li = await floor.desk("9001", ready=False)
    full, takes = sip.declining_phone("503 Service Unavailable"), free_port("udp")
    async with (
        Voice(CONSULTANT, port=takes) as voice,
        carrier(floor, "first", FIRST, 1, full) as first,
        carrier(floor, "second", SECOND, 2, sip.phone(voice_port=takes)) as second,
    ):
        await dials(li)
        await talks_to(li, voice)
        assert has(first, "INVITE")
        assert has(second, "INVITE")
    assert all(notice["code"] != "dial.failed" for notice in li.live.notices)


async def test_a_carrier_that_is_gone_is_passed_by(floor: Floor) -> None:
    li = await floor.desk("9001", ready=False)
    takes = free_port("udp")
    async with (
        Voice(CONSULTANT, port=takes) as voice,
        carrier(floor, "first", FIRST, 1, sip.silent_phone()) as first,
        carrier(floor, "second", SECOND, 2, sip.phone(voice_port=takes)) as second,
    ):
        await first.end()
        await dials(li)
        await talks_to(li, voice, within=GONE_IS_KNOWN)
        assert has(second, "INVITE")


async def test_a_busy_number_is_busy_and_no_other_carrier_is_asked(floor: Floor) -> None:
    li = await floor.desk("9001", ready=False)
    busy = sip.declining_phone("486 Busy Here")
    async with (
        carrier(floor, "first", FIRST, 1, busy) as first,
        carrier(floor, "second", SECOND, 2, busy) as second,
    ):
        known = len(li.live.notices)
        await dials(li)
        notice = await li.live.until(
            lambda live: next((one for one in live.notices[known:] if one["code"] == "dial.failed"), None),
            what="told that it failed",
        )
        assert notice["params"]["cause"] == "busy"
        await li.phone.is_cleared()
        assert has(first, "INVITE")
        assert not has(second, "INVITE")


async def test_a_call_from_a_carrier_reaches_its_entry_point(floor: Floor) -> None:
    li = await floor.desk("9001")
    async with carrier(floor, "second", SECOND, 2, sip.silent_phone()):
        customer = await floor.calls(ani="13812342046", host=SECOND)
        offered = await li.answer()
        assert offered["number"] == "138 **** 2046"
        await customer.hears(AGENT)
        await customer.hangs_up()
        await li.agent.wrap_up()
