"""The product apart: three processes, PostgreSQL, NATS. Any of them may be away under a call."""

from collections.abc import AsyncIterator

import pytest

from tests.rig.center import QUEUE
from tests.rig.cluster import Whole, running_cluster
from tests.rig.floor import AGENT, CUSTOMER, Customer, Desk, Floor
from tests.rig.people import Refused

pytestmark = pytest.mark.journey
BACK_WITHIN = 60.0  # seconds in which a part, or the bus, starts on a full machine, and the others find it


@pytest.fixture(scope="module")
async def whole() -> AsyncIterator[Whole]:
    async with running_cluster() as whole:
        yield whole


@pytest.fixture
async def floor(whole: Whole) -> AsyncIterator[Floor]:
    floor = Floor(whole.cluster)
    yield floor
    await floor.clean()


async def talking(floor: Floor) -> tuple[Desk, Customer]:
    li = await floor.desk("9001")
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT)
    return li, customer


async def is_kept(floor: Floor, li: Desk) -> None:
    """The talk goes on, and its end is on record."""
    call = await li.agent.has_call("talking")
    interaction = call["interaction_id"]
    mark = li.phone.mark()
    await li.do("hold")
    await li.agent.has_call("hold")
    await li.do("retrieve")
    await li.agent.has_call("talking")
    await li.do("clear", only_me=False)
    await li.phone.is_cleared(after=mark)
    assert await li.agent.wrap_up("A word.") == interaction
    record = await floor.record(interaction, has=lambda it: it["notes"])
    assert (record["result"], record["notes"][0]["text"]) == ("handled", "A word.")
    recording = await floor.recording(interaction)
    assert recording.left.seconds_of(CUSTOMER) > 1
    assert recording.right.seconds_of(AGENT) > 1


async def test_a_call_through_three_processes(whole: Whole, floor: Floor) -> None:
    boss = await floor.person("2001")
    await boss.open_screen()
    before = boss.live.queues[QUEUE]["answered"]
    li, customer = await talking(floor)
    await li.phone.hears(CUSTOMER)
    await boss.live.until(
        lambda live: live.queues[QUEUE]["answered"] == before + 1, what="the wallboard's figures"
    )
    await customer.hears(AGENT)
    await is_kept(floor, li)
    await whole.everything_arrives()
    await boss.close_screen()


async def test_the_api_is_killed_under_a_call(whole: Whole, floor: Floor) -> None:
    li, customer = await talking(floor)
    whole.cluster.kill("api")
    await customer.hears(AGENT)
    await li.live.until(lambda live: not live.connected, what="the end of the live socket")
    whole.cluster.launch("api")
    await whole.cluster.ready()
    await li.live.until(lambda live: live.connected and live.switch, BACK_WITHIN, "socket and switch")
    await customer.hears(AGENT)
    await is_kept(floor, li)


async def test_the_engine_is_killed_under_a_call(whole: Whole, floor: Floor) -> None:
    li, customer = await talking(floor)
    whole.cluster.kill("engine")
    await customer.hears(AGENT)
    await li.live.until(lambda live: not live.switch, BACK_WITHIN, "that the switch is away")
    whole.cluster.launch("engine")
    await li.live.until(lambda live: live.switch, BACK_WITHIN, "the switch")
    await customer.hears(AGENT)
    await is_kept(floor, li)
    await whole.everything_arrives()


async def test_the_bus_is_away_under_a_call(whole: Whole, floor: Floor) -> None:
    """Nobody can be told anything then, but the call goes on, and all of it is known afterwards."""
    li, customer = await talking(floor)
    await whole.cluster.stop_bus()
    await li.live.until(lambda live: not live.switch, BACK_WITHIN, "that the switch is away")
    with pytest.raises(Refused) as no:
        await li.do("hold")
    assert (no.value.status, no.value.code) == (503, "bus.nobody_answers")
    await customer.hears(AGENT)
    second = await floor.calls(ani="13800000002")
    await second.voice.hears_sound()
    await whole.cluster.start_bus()
    await li.live.until(lambda live: live.switch, BACK_WITHIN, "the switch")
    await li.live.until(lambda live: live.queues[QUEUE]["waiting"] == 1, what="who called meanwhile")
    await second.hangs_up()
    await is_kept(floor, li)
    await whole.everything_arrives()


async def test_what_is_configured_while_the_bus_is_away_is_known_afterwards(
    whole: Whole, floor: Floor
) -> None:
    boss, admin = await floor.person("2001"), await floor.person("admin")
    await boss.open_screen()
    await whole.cluster.stop_bus()
    path = f"/api/admin/queues/{whole.cluster.center.queue_id}"
    queue = await admin.get(path)
    await admin.ask("PUT", path, {**queue, "name": "改名"})
    await whole.cluster.start_bus()
    await boss.live.until(
        lambda live: live.queues[QUEUE]["name"] == "改名", BACK_WITHIN, "the queue's new name"
    )
    await admin.ask("PUT", path, {**await admin.get(path), "name": queue["name"]})
    await boss.live.until(lambda live: live.queues[QUEUE]["name"] == queue["name"], what="its old name")
    await boss.close_screen()


async def test_engine_and_worker_start_without_a_database(whole: Whole, floor: Floor) -> None:
    """They go on with what the engine last knew, and take up the rest when it is back."""
    li, customer = await talking(floor)
    await whole.door.shut()
    whole.cluster.kill("engine")
    whole.cluster.kill("worker")
    await li.live.until(lambda live: not live.switch, BACK_WITHIN, "that the switch is away")
    whole.cluster.launch("engine")
    whole.cluster.launch("worker")
    await li.live.until(lambda live: live.switch, BACK_WITHIN, "the switch")
    await li.agent.has_call("talking")
    await customer.hears(AGENT)
    assert whole.cluster.runs
    await whole.door.open()
    await is_kept(floor, li)
    await whole.everything_arrives()
    assert whole.cluster.runs


async def test_the_database_is_away_under_calls(whole: Whole, floor: Floor) -> None:
    """Calls come, are answered, held and ended without it; every fact arrives afterwards, in order."""
    li, customer = await talking(floor)
    await whole.door.shut()
    await li.do("hold")
    await li.agent.has_call("hold")
    await li.do("retrieve")
    await li.agent.has_call("talking")
    first = next(iter(li.live.calls))
    await customer.hangs_up()
    assert await li.agent.wrap_up("Said without a database.") == first
    await li.agent.ready()

    another = await floor.calls(ani="13800000077")
    await li.answer()
    await another.hears(AGENT)
    assert not set(whole.journaled()) <= set(whole.stored())
    await whole.door.open()
    await whole.everything_arrives()
    await is_kept(floor, li)
    record = await floor.record(first, has=lambda it: it["notes"])
    assert (record["result"], record["notes"][0]["text"]) == ("handled", "Said without a database.")
