"""The call of the README: a customer's browser, the menu, a queue, an agent's browser."""

import pytest

from tests.rig.center import NOT_RECORDED
from tests.rig.floor import AGENT, CONSULTANT, CUSTOMER, TONES, Floor
from tests.rig.windows import customer_window, desk_window, hears

pytestmark = pytest.mark.journey


async def test_a_customer_in_a_browser_talks_to_an_agent_in_a_browser(floor: Floor) -> None:
    async with desk_window(floor, "1001") as desk, customer_window(floor) as customer:
        await desk.goes_ready()
        await customer.calls("95598")
        await customer.press("1", until=desk.rings)
        await desk.answers()
        call = await desk.agent.has_call("talking")
        assert call["queue_name_en"] == "Fault report"
        assert call["menu_path"]
        await floor.is_recorded()
        await customer.hangs_up()
        await desk.is_("after_call")
        await desk.agent.wrap_up()

    recording = await floor.recording(call["interaction_id"])
    assert recording.left.tones(TONES) == {"customer"}
    assert recording.right.tones(TONES) == {"agent"}
    assert customer.diary.errors == []
    assert desk.diary.errors == []


async def test_two_browsers_that_nobody_records_meet_as_a_pair_and_everything_works_in_it(
    floor: Floor,
) -> None:
    """Decision 0009: a pair first; a hold or a consultation moves them into a bridge that mixes."""
    li = await floor.desk("9001", CONSULTANT, ready=False)
    async with desk_window(floor, "1001") as desk, customer_window(floor) as customer:
        await desk.goes_ready()
        await customer.calls(NOT_RECORDED)
        await desk.answers()
        call = await desk.agent.has_call("talking")
        assert call["recording"] == "off"
        await hears(customer.page, AGENT)
        await hears(desk.page, CUSTOMER)

        await desk.agent.about("hold")
        await desk.is_("hold")
        await desk.agent.about("retrieve")
        await desk.is_("talking")
        await hears(customer.page, AGENT)
        await hears(desk.page, CUSTOMER)

        await desk.agent.about("consult", kind="agent", target=li.agent.agent_id)
        await li.answers_consultation()
        await hears(desk.page, CONSULTANT)
        await li.phone.hears(AGENT)
        await desk.agent.about("end_consult")
        await desk.is_("talking")
        await hears(customer.page, AGENT)
        await hears(desk.page, CUSTOMER)
        await customer.hangs_up()
        await desk.is_("after_call")
        await desk.agent.wrap_up()
    record = await floor.record(call["interaction_id"])
    assert record["recordings"] == []
