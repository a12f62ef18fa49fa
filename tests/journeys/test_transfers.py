"""Each kind of transfer, with the screen's data arriving at the second agent."""

import pytest

from tests.rig.center import QUEUE
from tests.rig.floor import AGENT, CONSULTANT, CUSTOMER, TONES, Floor, hears

pytestmark = pytest.mark.journey


async def test_a_blind_transfer_to_a_colleague_brings_data_and_notes(floor: Floor) -> None:
    li, zhou = await floor.desk("9001"), await floor.desk("9002", CONSULTANT, ready=False)
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT)
    await zhou.agent.ready()
    await li.note("Wants to speak about the meter.")

    await li.do("blind_transfer", kind="agent", target=zhou.agent.agent_id, why="meter")
    offered = await zhou.answer()

    assert offered["attached_data"]["plan"] == "gold"
    assert offered["why"] == "meter"
    assert [note["text"] for note in offered["earlier_notes"]] == ["Wants to speak about the meter."]
    await customer.hears(CONSULTANT)
    await zhou.phone.hears(CUSTOMER)
    assert await li.agent.wrap_up() == offered["interaction_id"]
    await customer.hangs_up()
    recording = await floor.recording(await zhou.agent.wrap_up())
    assert recording.left.tones(TONES) == {"customer"}
    assert recording.right.tones(TONES) == {"agent", "consultant"}


async def test_a_blind_transfer_to_a_queue_is_offered_to_its_next_agent(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls()
    await li.answer()
    await li.do("blind_transfer", kind="queue", target=floor.product.center.queue_id)
    await li.agent.has_call("after_call_work")
    await li.live.until(lambda live: live.queues[QUEUE]["waiting"] == 1, what="the customer waits again")

    zhou = await floor.desk("9002", CONSULTANT)
    offered = await zhou.answer()
    await customer.hears(CONSULTANT)
    assert offered["attached_data"]["plan"] == "gold"


async def test_a_blind_transfer_to_an_outside_number_goes_by_the_carrier(floor: Floor) -> None:
    li = await floor.desk("9001")
    outside = await floor.outside_phone()
    customer = await floor.calls()
    await li.answer()

    await li.do("blind_transfer", kind="number", target="053186012345")
    await hears(outside, CUSTOMER)
    await customer.hears(CONSULTANT)
    interaction = await li.agent.wrap_up()
    await customer.hangs_up()
    assert (await floor.record(interaction))["result"] == "handled"


async def test_an_attended_transfer_joins_customer_and_consultant(floor: Floor) -> None:
    li, zhou = await floor.desk("9001"), await floor.desk("9002", CONSULTANT, ready=False)
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT)
    await zhou.agent.ready()

    await li.do("consult", kind="agent", target=zhou.agent.agent_id)
    offered = await zhou.answers_consultation()
    assert offered["attached_data"]["plan"] == "gold"
    await li.phone.hears(CONSULTANT)
    await customer.hears_no(AGENT)
    await li.do("complete_transfer", why="tariff")

    await customer.hears(CONSULTANT)
    await zhou.phone.hears(CUSTOMER)
    await li.agent.wrap_up()
    await zhou.agent.has_call("talking")


async def test_a_consultation_that_ends_brings_the_customer_back(floor: Floor) -> None:
    li, zhou = await floor.desk("9001"), await floor.desk("9002", CONSULTANT, ready=False)
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT)
    await zhou.agent.ready()
    await li.do("consult", kind="agent", target=zhou.agent.agent_id)
    await zhou.answers_consultation()
    await customer.hears_no(AGENT)

    await li.do("end_consult")

    await customer.hears(AGENT)
    await li.agent.has_call("talking")
    await zhou.phone.is_cleared()
    await zhou.agent.wrap_up()


async def test_all_three_of_a_conference_hear_each_other(floor: Floor) -> None:
    li, zhou = await floor.desk("9001"), await floor.desk("9002", CONSULTANT, ready=False)
    customer = await floor.calls()
    await li.answer()
    await zhou.agent.ready()
    await li.do("consult", kind="agent", target=zhou.agent.agent_id)
    await zhou.answers_consultation()
    await li.do("conference")
    call = await li.agent.has_call("conference")

    assert len(call["parties"]) == 3
    await zhou.phone.hears(CUSTOMER)
    await li.phone.hears(CUSTOMER)
    await zhou.phone.hears(AGENT)
    await li.do("leave")
    await zhou.agent.has_call("talking")
    await customer.hangs_up()
    await li.agent.wrap_up()
    recording = await floor.recording(await zhou.agent.wrap_up())
    assert recording.left.tones(TONES) == {"customer"}
    assert recording.right.tones(TONES) == {"agent", "consultant"}


async def test_hold_plays_music_and_retrieve_brings_the_agent_back(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT)

    await li.do("hold")
    await li.agent.has_call("hold")
    await customer.hears_no(AGENT)
    await customer.voice.hears_sound()
    await li.do("retrieve")
    await li.agent.has_call("talking")
    await customer.hears(AGENT)


async def test_an_agent_dials_out_and_the_call_is_recorded(floor: Floor) -> None:
    li = await floor.desk("9001", ready=False)
    outside = await floor.outside_phone()

    interaction = await li.agent.do("dial", number="0531 8601 2345")
    await li.phone.rings()
    await li.phone.answer()
    await hears(outside, AGENT)
    await li.phone.hears(CONSULTANT)
    await floor.is_recorded(left=CONSULTANT)
    await li.phone.clear()
    assert await li.agent.wrap_up() == interaction
    recording = await floor.recording(interaction)
    assert recording.left.tones(TONES) == {"consultant"}
    assert recording.right.tones(TONES) == {"agent"}
