"""A queue's own music: uploaded on the page, heard by those who wait and by those who are on hold."""

import pytest

from tests.journeys.test_routing import ruled
from tests.journeys.test_ways import toned
from tests.rig.floor import AGENT, Floor

pytestmark = pytest.mark.journey
OURS, TONE = "trial_music", 1100.0


async def test_who_waits_or_is_on_hold_hears_the_music_of_the_queue(floor: Floor) -> None:
    await toned(floor, OURS, TONE, seconds=2.0)
    before = await floor.calls(ani="13800000041")
    await before.voice.hears_sound()  # that of the installation
    await before.hears_no(TONE)
    async with ruled(floor, music=OURS):
        customer = await floor.calls(ani="13800000042")
        await customer.hears(TONE, seconds=5)  # longer than the recording: it begins again
        await before.hears_no(TONE)
        await before.hangs_up()

        li = await floor.desk("9001")
        await li.answer()
        await customer.hears(AGENT)
        await customer.hears_no(TONE)
        await li.agent.about("hold")
        await customer.hears(TONE)
        await li.agent.about("retrieve")
        await customer.hears(AGENT)
        await customer.hears_no(TONE)
        await customer.hangs_up()
        await li.agent.wrap_up()
