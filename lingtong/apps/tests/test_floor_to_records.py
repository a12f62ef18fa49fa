"""The engine's own facts, through the worker, into records, recordings and figures."""

from pathlib import Path

import pytest

from lingtong.apps.keeper import Keeper
from lingtong.apps.recordings import join_recordings
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import TENANT, FakeFloor, demo_center
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.tables import TenantRow
from lingtong.insight.reporting.metrics import Fold, Goal
from lingtong.insight.reporting.today import Today
from lingtong.interactions import store
from lingtong.interactions.service import Interactions
from lingtong.interactions.tables import InteractionRow
from lingtong.interactions.testing import EngineWithout, NoRecordings, PlainNames

pytestmark = pytest.mark.room

GOAL = Goal(seconds=20, short_abandoned=5)


@pytest.fixture
def day(tmp_path: Path) -> FakeFloor:
    day = FakeFloor(demo_center(), tmp_path / "floor")
    day.switch.behavior = {"ep-wang": "answers", "ep-chen": "answers"}
    return day


class Book:
    def current(self) -> object:
        return demo_center()


async def keep(parts: Parts, day: FakeFloor) -> None:
    async with parts.database.writing_everywhere() as work:
        if await work.session.get(TenantRow, TENANT) is None:
            work.session.add(TenantRow(id=TENANT, code=TENANT, name="Demo", created_at=day.clock.now()))
    await Keeper(parts.database).store_facts(day.facts)


async def records(parts: Parts) -> list[InteractionRow]:
    async with parts.database.reading(TENANT) as reader:
        return list(await store.listed(reader.session, store.Wanted()))


async def test_a_call_with_hold_and_wrap_up(parts: Parts, day: FakeFloor) -> None:
    day.agent_ready("wang")
    day.caller_waits("fault")
    day.time_passes(3)
    day.time_passes(20)
    day.do(ask.Hold, "wang")
    day.time_passes(10)
    day.do(ask.Retrieve, "wang")
    day.do(ask.SaveNotes, "wang", notes="half", revision=1)
    day.time_passes(5)
    interaction_id = day.seat("wang").interaction_id
    day.agent_hangs_up("wang")
    day.time_passes(15)
    day.do(ask.WrapUp, "wang", interaction_id=interaction_id, disposition_id="done", notes="mended")
    day.time_passes(30)
    await keep(parts, day)
    [record] = await records(parts)
    assert (record.direction, record.number, record.entry_point_id) == ("in", "+8613812342046", "main")
    assert (record.queue_id, record.result, record.disposition_id) == ("fault", "handled", "done")
    assert (record.note, record.has_recording) == ("mended", True)
    assert (record.talked, record.held) == pytest.approx((26, 10), abs=0.5)
    assert [(part.agent_id, part.took_part, part.finished) for part in record.parts] == [("wang", True, True)]
    assert record.parts[0].after_call_work == pytest.approx(15, abs=0.5)

    fold = Fold("Asia/Shanghai")
    for fact in day.facts:
        fold.take(fact)
    today = fold.day_of(day.clock.now())
    queue, agent = fold.queue(today, "fault", GOAL), fold.agent(today, "wang", day.clock.now())
    assert (queue.offered, queue.answered, queue.handled, queue.service_level) == (1, 1, 1, 1.0)
    assert queue.aht == pytest.approx(51, abs=1)
    assert agent.answered == day.seat("wang").answered_today == 1
    assert agent.ready == pytest.approx(30, abs=5)
    assert agent.occupancy == pytest.approx(51 / (51 + agent.ready), abs=0.02)

    recordings = join_recordings(parts).recordings
    async with parts.database.reading(TENANT) as reader:
        [entry] = await recordings.of(reader, record.id)
    hold = next(mark for mark in entry.marks if mark.kind == "hold")
    assert hold.until is not None
    assert hold.until - hold.at == pytest.approx(10, abs=0.5)


async def test_time_that_runs_out_leaves_a_wrap_up_to_finish_later(parts: Parts, day: FakeFloor) -> None:
    day.agent_ready("wang")
    caller = day.caller_waits("fault")
    day.time_passes(2)
    day.time_passes(20)
    day.do(ask.SaveNotes, "wang", notes="half", revision=1)
    day.hangs_up(caller)
    day.time_passes(60)
    await keep(parts, day)
    [record] = await records(parts)
    assert (record.disposition_id, record.parts[0].unfinished, record.parts[0].notes) == ("", True, "half")
    rooms = Interactions(
        parts.database, PlainNames(), NoRecordings(), EngineWithout(), parts.clock, parts.ids
    )
    await rooms.finish_wrap_up(TENANT, "wang", record.id, "done", "whole")
    [record] = await records(parts)
    assert (record.disposition_id, record.note, record.parts[0].unfinished) == ("done", "whole", False)
    assert record.parts[0].after_call_work == pytest.approx(45, abs=0.5)
    today = Today(parts.database, Book(), day.clock)  # type: ignore[arg-type]
    await today.catch_up()
    assert today.queue(TENANT, "fault").aht == pytest.approx(65, abs=1)  # the 45 s are charged once


async def test_an_abandoned_and_a_menu_call(parts: Parts, day: FakeFloor) -> None:
    waiting = day.caller_waits("fault")
    day.time_passes(30)
    day.hangs_up(waiting)
    early = day.caller_dials()
    day.time_passes(1)
    day.hangs_up(early)
    await keep(parts, day)
    found = {record.result: record for record in await records(parts)}
    assert sorted(found) == ["abandoned", "abandoned_in_menu"]
    assert found["abandoned"].waited == pytest.approx(30, abs=1)
    assert found["abandoned"].parts == []
    today = Today(parts.database, Book(), day.clock)  # type: ignore[arg-type]
    await today.catch_up()
    figures = today.queue(TENANT, "fault")
    assert (figures.offered, figures.abandoned, figures.service_level) == (1, 1, 0.0)


async def test_a_blind_transfer_to_another_queue_counts_in_both(parts: Parts, day: FakeFloor) -> None:
    day.agent_ready("wang")
    day.caller_waits("fault")
    day.time_passes(2)
    day.time_passes(10)
    day.do(ask.BlindTransfer, "wang", kind="queue", target="billing", why="a bill")
    day.agent_ready("chen")
    day.time_passes(3)
    day.time_passes(20)
    day.agent_hangs_up("chen")
    day.time_passes(60)
    await keep(parts, day)
    [record] = await records(parts)
    assert [part.agent_id for part in record.parts if part.took_part] == ["wang", "chen"]
    assert record.talked == pytest.approx(30, abs=1)
    today = Today(parts.database, Book(), day.clock)  # type: ignore[arg-type]
    await today.catch_up()
    for queue_id in ("fault", "billing"):
        figures = today.queue(TENANT, queue_id)
        assert (figures.offered, figures.answered, figures.handled) == (1, 1, 1), queue_id


async def test_the_same_day_after_a_crash_of_the_engine(parts: Parts, day: FakeFloor) -> None:
    day.agent_ready("wang")
    day.caller_waits("fault")
    day.time_passes(2)
    day.time_passes(10)
    await keep(parts, day)
    day.crash()
    day.start()
    day.time_passes(10)
    day.agent_hangs_up("wang")
    day.time_passes(60)
    await keep(parts, day)
    [record] = await records(parts)
    assert (record.result, record.has_recording) == ("handled", True)
    assert record.talked == pytest.approx(20, abs=2)
