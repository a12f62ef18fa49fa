"""What is saved while a process starts reaches it, though it does not listen yet."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy.exc import OperationalError

from lingtong.apps import run
from lingtong.apps import switch as switch_of_apps
from lingtong.apps.engine import EngineProcess
from lingtong.apps.switch import SwitchRoom
from lingtong.floor.center import Center, Tenant
from lingtong.foundation.bus import InProcessBus
from lingtong.foundation.config import Settings
from lingtong.kit import Ids, SystemClock
from lingtong.switch.fake import FakeSwitch
from lingtong.switch.plan import Entry, SwitchPlan
from lingtong.switch.runtime.configure import NotRead

pytestmark = pytest.mark.room


async def test_an_engine_knows_what_was_saved_before_it_listened(tmp_path: Path) -> None:
    clock, bus, tenants = SystemClock(), InProcessBus(), {"demo": Tenant(id="demo", name="demo")}

    async def snapshot(_: bytes) -> bytes:
        return msgspec.json.encode(Center(revision=2, tenants=tenants))

    async def ship(_: object) -> None:
        await asyncio.Event().wait()

    engine = EngineProcess(
        clock=clock,
        ids=Ids(clock),
        switch=FakeSwitch(clock),
        bus=bus,
        folder=tmp_path,
        degraded_log=tmp_path / "degraded.log",
        ship=ship,
    )
    engine.begin(Center(revision=1, tenants=tenants))
    await bus.serve("center.snapshot", snapshot)
    running = asyncio.create_task(engine.run())
    async with asyncio.timeout(5):
        while engine.engine.floor.board.center.revision < 2:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.wait([running])
    await bus.close()


def plan(number: str) -> SwitchPlan:
    return SwitchPlan(entries=(Entry(number=number),))


async def test_a_plan_that_is_saved_while_the_first_is_written_is_written_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, go_on, written = asyncio.Event(), asyncio.Event(), list[SwitchPlan]()

    async def write(one: SwitchPlan, *_: Any) -> None:
        writing.set()
        await go_on.wait()
        written.append(one)

    async def first() -> SwitchPlan:
        return plan("1")

    monkeypatch.setattr(switch_of_apps, "find", lambda _: None)
    monkeypatch.setattr(switch_of_apps, "apply", write)
    room = SwitchRoom(Settings(data=tmp_path), SystemClock(), lambda: True)
    monkeypatch.setattr(room, "asterisk", PlayedAsterisk())
    beginning = asyncio.create_task(room.begin(first))
    await writing.wait()
    saved = asyncio.create_task(room.apply(plan("2")))
    go_on.set()
    async with asyncio.timeout(5):
        await asyncio.gather(beginning, saved)
    assert [one.entries[0].number for one in written] == ["1", "2"]


@pytest.mark.parametrize("no", [NotRead("it is just starting"), OSError(28, "No space left on device")])
async def test_a_plan_that_could_not_be_written_or_read_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no: Exception
) -> None:
    tries, asked = list[SwitchPlan](), asyncio.Event()

    async def write(one: SwitchPlan, *_: Any) -> None:
        tries.append(one)
        if len(tries) == 1:
            raise no
        asked.set()

    monkeypatch.setattr(switch_of_apps, "find", lambda _: None)
    monkeypatch.setattr(switch_of_apps, "apply", write)
    monkeypatch.setattr(switch_of_apps, "AGAIN_AFTER", 0.01)
    room = SwitchRoom(Settings(data=tmp_path), SystemClock(), lambda: True)
    monkeypatch.setattr(room, "asterisk", PlayedAsterisk())
    await room.begin(None)
    await room.apply(plan("1"))
    running = asyncio.create_task(room.run())
    async with asyncio.timeout(5):
        await asked.wait()
    running.cancel()
    await asyncio.wait([running])
    assert tries == [plan("1"), plan("1")]


class SavedPlans:
    """The database is away when the first is asked for."""

    def __init__(self) -> None:
        self.asked, self.applied = 0, list[SwitchPlan]()
        self.center = self.publisher = self

    async def plan(self) -> SwitchPlan:
        self.asked += 1
        if self.asked == 1:
            raise OperationalError("SELECT", None, Exception("connection refused"))
        return plan("1")

    async def apply(self, one: SwitchPlan) -> None:
        self.applied.append(one)


async def test_a_plan_that_could_not_be_read_is_read_when_the_database_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "DATABASE_AGAIN", 0.01)
    saved: Any = SavedPlans()
    async with asyncio.timeout(5):
        await run._plan_again(saved, saved)("center.changed", b"")
    assert saved.applied == [plan("1")]


class PlayedAsterisk:
    alive, pid = False, 0

    async def start(self) -> None: ...

    async def watch(self) -> None: ...
