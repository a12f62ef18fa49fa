"""Two engines with a folder, a journal and a switch each; the lease is an entry at NATS, good for 2 s."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lingtong.apps.standby import ask_standing
from lingtong.foundation.bus import NatsBus
from lingtong.foundation.lease import Standing
from tests.rig.center import MENU
from tests.rig.cluster import Cluster, Whole, running_cluster
from tests.rig.floor import AGENT, Floor
from tests.rig.product import READY_WITHIN

pytestmark = pytest.mark.journey
SECONDS = 6.0
STEPPED_DOWN = 75


@pytest.fixture
async def whole() -> AsyncIterator[Whole]:
    settings = {"LINGTONG_ENGINE__LEASE": "bus", "LINGTONG_ENGINE__LEASE_SECONDS": f"{SECONDS}"}
    async with running_cluster(settings) as whole:
        yield whole


@pytest.fixture
async def leaving() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def standby(whole: Whole, leaving: AsyncExitStack) -> Cluster:
    """Stands by, and has all of the journal."""
    other = await whole.cluster.launch_elsewhere()
    leaving.push_async_callback(other.end)
    bus = await NatsBus.connect(whole.cluster.env["LINGTONG_BUS"], "test")
    async with asyncio.timeout(READY_WITHIN):
        while not _has_all(await ask_standing(bus)):
            assert other.runs, other.output()[-4000:]
            await asyncio.sleep(0.05)
    await bus.close()
    return other


def _has_all(found: Standing | None) -> bool:
    return found is not None and [(one.node, one.behind) for one in found.standbys] == [("node-2", 0)]


def journal(cluster: Cluster) -> dict[str, bytes]:
    folder: Path = cluster.folder / "data/journal"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("journal-*.log"))}


async def test_the_machine_of_the_active_engine_dies(whole: Whole, leaving: AsyncExitStack) -> None:
    """Its calls die with its switch. Seats, notes and promises live on with the other engine."""
    floor = Floor(whole.cluster)
    other = await standby(whole, leaving)
    li = await floor.desk("9001")
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT)
    await li.note("Half a sentence")
    await customer.hangs_up()
    before = await li.agent.has_call("after_call_work")
    async with asyncio.timeout(READY_WITHIN):
        while journal(other) != journal(whole.cluster):  # noqa: ASYNC110 - files
            await asyncio.sleep(0.02)
    killed = datetime.now(UTC)
    whole.cluster.kill_engine()
    whole.cluster.kill_switch()
    whole.cluster.sip_port = other.sip_port
    await other.has_role("active")
    await li.live.until(
        lambda live: live.connected and live.switch, READY_WITHIN, "the other engine and its switch"
    )
    after = await li.agent.has_call("after_call_work")
    assert after["interaction_id"] == before["interaction_id"]
    assert after["notes"] == "Half a sentence"
    another = await floor.calls(MENU, ani="13800000056")
    await another.voice.hears_sound()
    await another.hangs_up()
    outage = await floor.outage("died", "take_over", killed)
    assert outage["lasted"] > SECONDS * 0.5
    assert await li.agent.wrap_up("A whole sentence.") == before["interaction_id"]
    record = await floor.record(before["interaction_id"], has=lambda it: it["disposition_id"])
    assert [note["text"] for note in record["notes"]] == ["A whole sentence."]
    await floor.clean()


async def test_one_that_was_away_for_longer_than_its_lease_writes_and_sends_nothing(
    whole: Whole, leaving: AsyncExitStack
) -> None:
    other = await standby(whole, leaving)
    floor, old = Floor(whole.cluster), whole.cluster.parts["engine"]
    old.send_signal(signal.SIGSTOP)
    written = journal(whole.cluster)
    caller = await floor.calls(MENU, ani="13800000057")  # its switch tells it, and it would answer
    await other.has_role("active")
    old.send_signal(signal.SIGCONT)
    assert await asyncio.to_thread(old.wait, 30) == STEPPED_DOWN
    assert journal(whole.cluster) == written
    assert "engine.lease_lost" in whole.cluster.output() or "engine.taken_over" in whole.cluster.output()
    assert (await other.health())["role"] == "active"
    del whole.cluster.parts["engine"]
    await caller.is_lost()


async def test_without_the_bus_nobody_may_act_and_the_switch_serves_alone(
    whole: Whole, leaving: AsyncExitStack
) -> None:
    other = await standby(whole, leaving)
    floor = Floor(whole.cluster)
    li = await floor.desk("9001")
    await whole.cluster.stop_bus()
    old = whole.cluster.parts.pop("engine")
    assert await asyncio.to_thread(old.wait, SECONDS * 5) == STEPPED_DOWN
    customer = await floor.calls(ani="13800000097")
    await li.phone.rings(within=20)
    await li.phone.answer()
    await customer.hears(AGENT)
    await customer.hangs_up()
    assert other.runs
    assert (await other.health())["role"] == "standby"
    await whole.cluster.start_bus()
    await other.has_role("active")
    whole.cluster.launch("engine")
    await whole.cluster.has_role("standby")
    assert (await other.health())["ready"]
