"""The desk phone program itself: two of them call each other, without any switch."""

import pytest

from tests.rig.baresip import baresip
from tests.rig.ports import free_sip_port

pytestmark = pytest.mark.journey


async def test_two_desk_phones_call_and_hear_each_other() -> None:
    port, other_port = free_sip_port(), free_sip_port()
    async with (
        baresip("li", tone=440, sip_port=port) as li,
        baresip("hua", tone=660, sip_port=other_port) as hua,
    ):
        await li.dial(f"sip:hua@127.0.0.1:{other_port}")
        await hua.rings()
        await hua.answer()
        await li.talks()
        await hua.talks()
        await hua.hears(440)
        await li.hears(660)
        await li.clear()
        await hua.is_cleared()

        assert hua.heard().seconds_of(660) == 0
        assert li.heard().seconds_of(440) == 0


async def test_a_declined_call_ends_at_the_caller() -> None:
    port, other_port = free_sip_port(), free_sip_port()
    async with baresip("li", sip_port=port) as li, baresip("hua", sip_port=other_port) as hua:
        await li.dial(f"sip:hua@127.0.0.1:{other_port}")
        await hua.rings()
        await hua.decline()

        assert await li.is_cleared()
