"""The call of the README: a customer's browser, the menu, a queue, an agent's browser."""

import pytest

from tests.rig.floor import TONES, Floor
from tests.rig.windows import customer_window, desk_window

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
