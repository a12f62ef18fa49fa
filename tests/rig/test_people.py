import asyncio

import pytest

from tests.rig.people import Live

pytestmark = pytest.mark.model


async def test_who_waits_sees_each_picture_though_the_next_one_came_with_it() -> None:
    live = Live()
    waiting = [asyncio.create_task(live.until(lambda live: live.switch, 5)) for _ in range(2)]
    await asyncio.sleep(0)

    for connected in (True, False):
        await live.take({"kind": "switch.changed", "connected": connected})

    assert await asyncio.gather(*waiting) == [True, True]
    assert not live.switch
