"""Recordings and messages are heard from any phone by number and PIN, and once more after a death."""

from typing import Any

import pytest

from tests.journeys.test_a_shared_desk_phone import PIN, has_pin
from tests.journeys.test_messages import box, leads_to, message_in, speaks
from tests.journeys.test_nodes import ENTRY, flow
from tests.journeys.test_ways import TELLS, TOLD, toned
from tests.rig.floor import AGENT, CUSTOMER, Customer, Floor

pytestmark = pytest.mark.journey
MANAGER = "13911117402"


async def recorded_talk(floor: Floor) -> int:
    """The serial number of its recording."""
    li = await floor.desk("9001")
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT, seconds=3)
    await li.phone.hears(CUSTOMER, seconds=3)
    await customer.hangs_up()
    interaction_id = await li.agent.wrap_up()
    await floor.recording(interaction_id, 20)
    record = await floor.record(interaction_id)
    boss = await floor.person("2001")
    return int((await boss.get(f"/api/recordings/{record['recordings'][0]['id']}"))["serial"])


def told_after(kind: str) -> dict[str, Any]:
    return {
        "hear": {"type": kind, "done": "told", "refused": "bye"},
        "told": {"type": "play", "prompt": TOLD, "next": "bye"},
    }


async def asks_for_it(customer: Customer, serial: int) -> None:
    """And hears it from its begin; both who spoke are in it."""
    await customer.voice.hears_sound(within=20)
    customer.press(f"9001#{PIN}#{serial}#")
    await customer.hears(CUSTOMER, within=40, seconds=1)
    await customer.hears(AGENT, within=20, seconds=0.5)


@pytest.mark.walks("recordings", "play")
@pytest.mark.dies_in("recordings")
async def test_who_knows_number_and_pin_hears_a_recording_by_its_serial(floor: Floor) -> None:
    serial = await recorded_talk(floor)
    await has_pin(await floor.person("admin"), await floor.agent("9001"))
    await toned(floor, TOLD, TELLS)
    async with flow(floor, told_after("recordings")):
        manager = await floor.calls(ENTRY, ani=MANAGER, tone=0)
        await asks_for_it(manager, serial)
        floor.product.kill_engine()
        await floor.restart()
        await asks_for_it(manager, serial)
        manager.press("#*")
        await manager.voice.hears(TELLS)
        await manager.is_cleared(20)


@pytest.mark.walks("messages", "voicemail")
@pytest.mark.dies_in("messages")
async def test_who_knows_number_and_pin_hears_a_message(floor: Floor) -> None:
    li = await floor.agent("9001")
    await has_pin(await floor.person("admin"), li)
    await toned(floor, TOLD, TELLS)
    async with box(floor, agent_id=li.agent_id) as box_id:
        async with leads_to(floor, box_id):
            caller = await floor.calls(ENTRY)
            await speaks(floor, caller, 3)
            await caller.hangs_up()
            await message_in(li, box_id)
        async with flow(floor, told_after("messages")):
            manager = await floor.calls(ENTRY, ani=MANAGER, tone=0)
            for death in (True, False):
                await manager.voice.hears_sound(within=20)
                manager.press(f"9001#{PIN}#")
                await manager.hears(CUSTOMER, within=60, seconds=1)
                if death:
                    floor.product.kill_engine()
                    await floor.restart()
            manager.press("*")
            await manager.voice.hears(TELLS)
            await manager.is_cleared(20)
        message = await message_in(li, box_id)
        assert message["state"] == "new"
