"""In a crowd: a call back that keeps its place, a full line that says why, a wait that ends elsewhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.rig.center import QUEUE, RINGS_FOR, WORKS_AFTER
from tests.rig.floor import AGENT, CONSULTANT, CUSTOMER, Floor, hears
from tests.rig.people import Json, Person

pytestmark = pytest.mark.journey
FIRST, SECOND = "13800000001", "13800000002"
NUMBER, ENTRY = "3950", "95550"


@asynccontextmanager
async def line(floor: Floor, *, served: bool, **rules: object) -> AsyncIterator[str]:
    """A queue of these rules, and an entry point that leads to it; its id. Retired afterwards."""
    admin = await floor.person("admin")
    skills = [one["id"] for one in await admin.get("/api/admin/skills") if one["name_en"] == "Mandarin"]
    times = {"ring_for": RINGS_FOR, "after_call_work": WORKS_AFTER}
    body = {"number": NUMBER, "name": "高峰", "name_en": "Peak", **times, **rules}
    needed = dict.fromkeys(skills, 1) if served else {}
    queue = await admin.ask("POST", "/api/admin/queues", {**body, "skills": needed})
    nodes = {"answer": {"type": "answer", "next": "q"}, "q": {"type": "queue", "queue_id": queue["id"]}}
    flow = await admin.ask("POST", "/api/admin/flows", {"name": "Peak", "start": "answer", "nodes": nodes})
    entry = await admin.ask(
        "POST", "/api/admin/entry-points", {"number": ENTRY, "name": "Peak", "flow_id": flow["id"]}
    )
    try:
        yield str(queue["id"])
    finally:
        for kind, one in (("entry-points", entry), ("flows", flow), ("queues", queue)):
            await admin.ask("DELETE", f"/api/admin/{kind}/{one['id']}")


async def stands(boss: Person, waiting: int, callbacks: int = 0) -> None:
    await boss.live.until(
        lambda live: (
            (queue := live.queues.get(NUMBER)) is not None
            and (queue["waiting"], queue["callbacks"]) == (waiting, callbacks)
        ),
        what=f"{waiting} who wait and {callbacks} to be called back",
    )


async def promised(boss: Person, state: str, queue_id: str, within: float = 20.0) -> Json:
    """The callback of this queue, once it is in this state."""
    async with asyncio.timeout(within):
        while True:
            for one in (await boss.get(f"/api/callbacks?state={state}"))["items"]:
                if one["queue_id"] == queue_id:
                    return dict(one)
            await asyncio.sleep(0.1)


async def test_who_hangs_up_is_called_back_in_turn_and_talks(floor: Floor) -> None:
    boss = await floor.person("2001")
    await boss.open_screen()
    async with line(floor, served=True, callback="agent_first") as queue_id:
        first = await floor.calls(ENTRY, ani=FIRST)
        await stands(boss, 1)
        second = await floor.calls(ENTRY, ani=SECOND)
        await stands(boss, 2)
        first.press("1")
        await first.voice.hears_sound()
        first.press("1")
        await stands(boss, 1, callbacks=1)
        await first.is_cleared(within=25)

        outside = await floor.outside_phone(CONSULTANT)
        li = await floor.desk("9001")
        offered = await li.answer("talking")
        assert offered["direction"] == "out"
        assert offered["callback_id"]
        assert offered["number"] == "138 **** 0001"
        await hears(outside, AGENT)
        await li.phone.hears(CONSULTANT)
        await stands(boss, 1)
        assert second.is_on
        await floor.is_recorded(left=CONSULTANT)
        await li.phone.clear()
        await li.agent.wrap_up()

        await li.answer()
        await second.hears(AGENT)
        await second.hangs_up()
        await li.agent.wrap_up()
    record = await floor.record(offered["interaction_id"])
    assert (record["direction"], record["result"]) == ("out", "handled")
    before = await floor.record(record["callback_of"])
    assert (before["direction"], before["result"]) == ("in", "callback")
    recording = await floor.recording(offered["interaction_id"])
    assert recording.left.tones({"agent": AGENT, "customer": CONSULTANT, "caller": CUSTOMER}) == {"customer"}
    assert recording.right.tones({"agent": AGENT, "customer": CONSULTANT}) == {"agent"}
    done = await promised(boss, "done", queue_id)
    assert done["interaction_id"] == offered["interaction_id"]
    await boss.close_screen()


async def test_the_customer_first_is_told_who_calls_and_is_joined(floor: Floor) -> None:
    boss = await floor.person("2001")
    await boss.open_screen()
    outside = await floor.outside_phone(CONSULTANT)
    async with line(floor, served=True, callback="customer_first") as queue_id:
        ask = {"queue_id": queue_id, "number": FIRST, "why": "asked by mail"}
        await boss.ask("POST", "/api/callbacks", ask)
        li = await floor.desk("9001")
        await outside.hears_sound()
        await li.answer()
        await hears(outside, AGENT)
        await li.phone.hears(CONSULTANT)
        await li.phone.clear()
        await li.agent.wrap_up()
    await boss.close_screen()


async def test_a_full_line_says_why(floor: Floor) -> None:
    boss = await floor.person("2001")
    await boss.open_screen()
    async with line(floor, served=False, max_waiting=1):
        first = await floor.calls(ENTRY, ani=FIRST)
        await stands(boss, 1)
        second = await floor.calls(ENTRY, ani=SECOND)
        await second.voice.hears_sound()
        await second.is_cleared()
        assert first.is_on
        await first.hangs_up()
        await stands(boss, 0)
    record = await floor.last_record(boss, SECOND)
    assert record["result"] == "released"
    await boss.close_screen()


async def test_a_wait_ends_in_another_queue(floor: Floor) -> None:
    admin = await floor.person("admin")
    (trial,) = [one["id"] for one in await admin.get("/api/admin/queues") if one["number"] == QUEUE]
    rules = [{"after": 3, "do": "queue", "target": trial}]
    async with line(floor, served=False, after_wait=rules):
        li = await floor.desk("9001")
        customer = await floor.calls(ENTRY)
        offered = await li.answer()
        assert offered["queue_name_en"] == "Trial"
        assert offered["waited"] >= 3
        await customer.hears(AGENT)
        await customer.hangs_up()
        await li.agent.wrap_up()


async def test_the_switch_dies_and_who_waited_is_called_back(floor: Floor) -> None:
    boss = await floor.person("2001")
    await boss.open_screen()
    async with line(floor, served=True, callback="agent_first") as queue_id:
        waiting = await floor.calls(ENTRY, ani=SECOND)
        await stands(boss, 1)
        floor.product.kill_switch()
        await boss.live.until(lambda live: not live.switch, what="the switch is gone")
        lost = await promised(boss, "open", queue_id)
        assert lost["origin"] == "lost"
        await waiting.is_lost()
        await boss.live.until(lambda live: live.switch, 60, "the switch is back")
        outside = await floor.outside_phone(CONSULTANT)
        li = await floor.desk("9001")
        await li.answer()
        await hears(outside, AGENT)
        await li.phone.clear()
        await li.agent.wrap_up()
    await boss.close_screen()
