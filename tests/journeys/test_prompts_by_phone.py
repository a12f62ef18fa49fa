"""A prompt is recorded by the own phone, heard again, kept, and then heard by those who call."""

import asyncio

import pytest

from tests.journeys.test_nodes import ENTRY, flow
from tests.rig.files import size_of
from tests.rig.floor import AGENT, Floor
from tests.rig.people import Agent

pytestmark = pytest.mark.journey
NAME = "trial_by_phone"


async def is_in(keeper: Agent, dictation: str, state: str, within: float = 20.0) -> None:
    async with asyncio.timeout(within):
        while (await keeper.get(f"/api/admin/prompts/dictations/{dictation}"))["state"] != state:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_what_is_said_by_phone_is_what_callers_hear(floor: Floor) -> None:
    desk = await floor.desk("9103", AGENT, ready=False)
    keeper, phone = desk.agent, desk.phone
    mark = phone.mark()
    dictation = (await keeper.ask("POST", "/api/admin/prompts/dictations", {}))["dictation"]
    await phone.rings(after=mark)
    await is_in(keeper, dictation, "ringing")
    await phone.answer()
    await is_in(keeper, dictation, "speaking")
    await speaks(floor, dictation, 3)
    await phone.press("#")
    await is_in(keeper, dictation, "hearing")
    await phone.hears(AGENT)
    await phone.press("1")
    await is_in(keeper, dictation, "kept")
    await phone.is_cleared(20, after=mark)
    kept = await keeper.ask("PUT", f"/api/admin/prompts/zh/{NAME}/dictations/{dictation}?text=您好")
    assert kept["version"] == 1
    play = {"type": "play", "prompt": NAME, "next": "bye"}
    async with flow(floor, {"play": play}):
        customer = await floor.calls(ENTRY)
        await customer.hears(AGENT)


async def speaks(floor: Floor, dictation: str, seconds: float) -> None:
    """Until so much of it was kept."""
    file = floor.product.recordings.parent / f"messages/{dictation}-1.sln"
    async with asyncio.timeout(20):
        while size_of(file) < seconds * 16_000:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
