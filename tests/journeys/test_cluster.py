"""The product apart: three processes, PostgreSQL, NATS. Any of them may die under a call."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.rig.center import QUEUE
from tests.rig.cluster import Whole, running_cluster
from tests.rig.floor import AGENT, CUSTOMER, Floor

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
async def whole() -> AsyncIterator[Whole]:
    async with running_cluster() as whole:
        yield whole


@pytest.fixture
async def floor(whole: Whole) -> AsyncIterator[Floor]:
    floor = Floor(whole.cluster)
    yield floor
    await floor.clean()


async def test_a_call_through_three_processes(floor: Floor) -> None:
    boss = await floor.person("2001")
    await boss.open_screen()
    before = boss.live.queues[QUEUE]["answered"]
    li = await floor.desk("9001")
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT)
    await li.phone.hears(CUSTOMER)
    await boss.live.until(
        lambda live: live.queues[QUEUE]["answered"] == before + 1, what="the wallboard's figures"
    )
    await customer.hangs_up()
    interaction = await li.agent.wrap_up("A word.")
    record = await floor.record(interaction, has=lambda it: it["notes"])
    assert (record["result"], record["notes"][0]["text"]) == ("handled", "A word.")
    recording = await floor.recording(interaction)
    assert recording.left.seconds_of(CUSTOMER) > 1
    assert recording.right.seconds_of(AGENT) > 1
    await boss.close_screen()
