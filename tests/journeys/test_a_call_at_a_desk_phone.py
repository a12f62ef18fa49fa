import pytest

from tests.rig.floor import AGENT, CUSTOMER, TONES, Floor

pytestmark = pytest.mark.journey


async def test_a_customer_talks_to_an_agent_at_a_desk_phone(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls(ani="13812342046")

    offered = await li.answer()
    assert offered["attached_data"]["plan"] == "gold"
    assert offered["number"] == "138 **** 2046"
    await customer.hears(AGENT)
    await li.phone.hears(CUSTOMER)
    await floor.is_recorded()
    await customer.hangs_up()
    interaction = await li.agent.wrap_up("He asked for the bill.")

    recording = await floor.recording(interaction)
    assert recording.left.tones(TONES) == {"customer"}
    assert recording.right.tones(TONES) == {"agent"}
    record = await floor.record(interaction, has=lambda it: it["notes"])
    assert record["result"] == "handled"
    assert record["notes"][0]["text"] == "He asked for the bill."
