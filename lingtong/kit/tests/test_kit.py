import asyncio
import random
from datetime import UTC, datetime, timedelta
from enum import Enum
from uuid import RFC_4122, UUID

import pytest

from lingtong.kit import Ids, NoSuchMove, Refusal, step
from lingtong.kit.clock import LoopClock
from lingtong.kit.state_table import flaws
from lingtong.kit.virtual_time import run_virtually

pytestmark = pytest.mark.model


class Light(Enum):
    RED = "red"
    GREEN = "green"
    OFF = "off"


class Cue(Enum):
    GO = "go"
    STOP = "stop"
    CUT = "cut"


MOVES = {
    (Light.RED, Cue.GO): Light.GREEN,
    (Light.GREEN, Cue.STOP): Light.RED,
    (Light.GREEN, Cue.CUT): Light.OFF,
}


class FixedClock:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def test_a_table_moves_by_its_rows_only() -> None:
    assert step(MOVES, Light.RED, Cue.GO) is Light.GREEN
    with pytest.raises(NoSuchMove, match="stop does nothing in state red"):
        step(MOVES, Light.RED, Cue.STOP)


def test_a_whole_table_has_no_flaws() -> None:
    assert flaws(MOVES, Light.RED, {Light.OFF}) == []


def test_each_flaw_of_a_table_is_named() -> None:
    assert flaws(MOVES, Light.RED, set()) == ["off has no exit"]
    rows = {(Light.RED, Cue.GO): Light.GREEN}
    assert flaws(rows, Light.RED, {Light.OFF}) == [
        "off is out of reach",
        "green has no exit",
        "stop is never used",
        "cut is never used",
    ]


def test_ids_sort_by_time_and_are_the_same_in_the_same_run() -> None:
    clock = FixedClock(datetime(2026, 11, 23, tzinfo=UTC))
    first = Ids(clock, random.Random(1)).new()
    assert first == Ids(clock, random.Random(1)).new()
    clock.at += timedelta(milliseconds=1)
    assert first < Ids(clock, random.Random(2)).new()
    assert first[14] == "7"


def test_ids_are_uuids_of_version_7_and_no_two_are_alike() -> None:
    ids = Ids()
    made = [UUID(ids.new()) for _ in range(1000)]
    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}
    assert len({one.int & ((1 << 64) - 1) for one in made}) == 1000


def test_a_refusal_carries_what_a_translation_needs() -> None:
    refusal = Refusal("Too many.", most=3)
    assert (refusal.code, refusal.status, refusal.params) == ("refused", 409, {"most": 3})


def test_virtual_time_does_not_wait() -> None:
    async def day() -> list[tuple[str, datetime]]:
        clock, seen = LoopClock(datetime(2026, 11, 23, tzinfo=UTC)), []

        async def later(name: str, seconds: float) -> None:
            await asyncio.sleep(seconds)
            seen.append((name, clock.now()))

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(later("evening", 36_000))
            tasks.create_task(later("noon", 18_000))
        return seen

    seen = run_virtually(day())
    assert [name for name, _ in seen] == ["noon", "evening"]
    assert seen[1][1] - seen[0][1] >= timedelta(hours=4, minutes=59)


def test_waiting_for_nothing_is_told_instead_of_hanging() -> None:
    async def forever() -> None:
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="no timer will bring"):
        run_virtually(forever())
