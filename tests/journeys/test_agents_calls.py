"""Parked calls, a menu and back, a conference of four, a mobile phone, words before the talk."""

import asyncio

import pytest

from tests.rig.center import MOBILE, SPOKEN
from tests.rig.floor import AGENT, CONSULTANT, CUSTOMER, TONES, Desk, Floor, hears
from tests.rig.listen import Sound
from tests.rig.people import Json
from tests.rig.voice import loudness, samples

pytestmark = pytest.mark.journey
SECOND = 1100.0  # Hz, the voice of a second agent
OUTSIDE = "053186012345"
WORDS = 200.0  # of 32768: louder than any silence


async def test_a_parked_caller_is_taken_from_the_screen_and_by_dialing_the_slot(floor: Floor) -> None:
    li, zhou = await floor.desk("9001"), await floor.desk("9002", CONSULTANT, ready=False)
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT)
    await li.note("The fuse is out.")
    await li.do("park")
    await customer.hears_no(AGENT)
    await customer.voice.hears_sound()  # music
    interaction = await li.agent.wrap_up()

    await zhou.agent.do("take_parked", slot=1)
    taken = await zhou.answer()
    assert [note["text"] for note in taken["earlier_notes"]] == ["The fuse is out."]
    await customer.hears(CONSULTANT)
    await zhou.phone.hears(CUSTOMER)

    await zhou.do("park")
    await zhou.agent.wrap_up()
    mark = li.phone.mark()
    await li.phone.dial(f"sip:*51@127.0.0.1:{floor.product.sip_port}")
    await li.phone.talks(after=mark)
    await li.agent.has_call("talking")
    await customer.hears(AGENT)
    await li.phone.hears(CUSTOMER)
    await customer.hangs_up()
    await li.agent.wrap_up()
    recording = await floor.recording(interaction)
    assert recording.left.tones(TONES) == {"customer"}
    assert recording.right.tones(TONES) == {"agent", "consultant"}


async def test_four_confer_and_the_leader_mutes_and_sends_out(floor: Floor) -> None:
    li, zhou = await floor.desk("9001"), await floor.desk("9002", SECOND, ready=False)
    outside = await floor.outside_phone()
    customer = await floor.calls()
    await li.answer()
    await zhou.agent.ready()
    await li.do("consult", kind="agent", target=zhou.agent.agent_id)
    await zhou.answers_consultation()
    await li.do("conference")
    await customer.hears(SECOND)
    await li.do("consult", kind="number", target=OUTSIDE)
    await hears(outside, AGENT)
    await customer.hears(SECOND)  # the two talk on while the third is asked
    await li.do("conference")

    await customer.hears(CONSULTANT)
    for tone in (CUSTOMER, AGENT, SECOND):
        await hears(outside, tone)
    for tone in (CUSTOMER, AGENT, CONSULTANT):
        await zhou.phone.hears(tone)

    call = await li.agent.has_call("conference")
    await li.do("mute_party", leg_id=_leg(call, agent_id=zhou.agent.agent_id), on=True)
    await customer.hears_no(SECOND)
    await zhou.phone.hears(CUSTOMER)
    await li.do("mute_party", leg_id=_leg(call, agent_id=zhou.agent.agent_id), on=False)
    await customer.hears(SECOND)
    await li.do("drop_party", leg_id=_leg(call, agent_id=zhou.agent.agent_id))
    await zhou.agent.wrap_up()
    await customer.hears_no(SECOND)
    await customer.hears(CONSULTANT)

    await li.do("leave")
    interaction = await li.agent.wrap_up()
    await hears(outside, CUSTOMER)
    await customer.hangs_up()
    assert (await floor.record(interaction))["result"] == "handled"


async def test_a_customer_walks_a_menu_and_comes_back_with_what_was_chosen(floor: Floor) -> None:
    li = await floor.desk("9001")
    menu = await _rating(floor, li)
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT)
    await li.do("send_to_menu", flow_id=menu)
    waits = await li.agent.has_call("in_menu")
    assert waits["in_menu"]["flow_name_en"] == "Rating"
    assert waits["recording"] == "paused"
    await customer.hears_no(AGENT)
    customer.press("1")

    back = await li.agent.has_call("talking", within=20.0)
    assert back["attached_data"]["rating"] == "满意"
    assert back["recording"] == "on"
    await customer.hears(AGENT)
    await li.phone.hears(CUSTOMER)
    await li.do("send_to_menu", flow_id=menu)
    await customer.hears_no(AGENT)
    await li.do("take_back")
    await customer.hears(AGENT)
    await customer.hangs_up()
    await li.agent.wrap_up()


async def test_a_mobile_phone_takes_a_call_with_a_key_and_holds_from_the_screen(floor: Floor) -> None:
    lin = await floor.agent(MOBILE)
    async with asyncio.timeout(20):
        await lin.ready()
    mobile = await floor.outside_phone(AGENT)
    customer = await floor.calls()
    await lin.has_call("ringing")
    await mobile.hears_sound()  # the question for the key
    assert (await lin.has_call("ringing"))["state"] == "ringing"
    await customer.hears_no(AGENT)

    mobile.press("1")
    await lin.has_call("talking")
    await customer.hears(AGENT)
    await hears(mobile, CUSTOMER)
    await lin.about("hold")
    await customer.hears_no(AGENT)
    await lin.about("retrieve")
    await customer.hears(AGENT)
    await customer.hangs_up()
    await lin.wrap_up()


async def test_words_come_before_the_talk_and_are_not_in_its_recording(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls(SPOKEN)
    await li.answer()
    begin = len(customer.voice.heard)
    await customer.hears(AGENT)
    told = Sound(samples(bytes(customer.voice.heard[begin:])))
    assert loudness(told.part(0, told.windows_with(AGENT)[0]).wave) > WORDS
    await li.phone.hears(CUSTOMER)
    await customer.hangs_up()
    recording = await floor.recording(await li.agent.wrap_up())
    assert recording.left.tones(TONES) == {"customer"}
    assert recording.right.tones(TONES) == {"agent"}
    assert recording.right.windows_with(AGENT)[0] < 1


async def _rating(floor: Floor, li: Desk) -> str:
    menus = (await li.agent.get("/api/center"))["menus"]
    return str(next(menu["id"] for menu in menus if menu["name_en"] == "Rating"))


def _leg(call: Json, agent_id: str) -> str:
    return str(next(party["leg_id"] for party in call["parties"] if party["agent_id"] == agent_id))
