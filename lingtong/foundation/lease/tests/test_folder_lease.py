import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lingtong.foundation.lease import FolderLease, Sign, standing
from lingtong.kit import SystemClock

pytestmark = pytest.mark.room
CLOCK = SystemClock()
HOLDER = """
import asyncio, sys
from pathlib import Path
from lingtong.foundation.lease import FolderLease
from lingtong.kit import SystemClock

async def hold():
    lease = FolderLease(Path(sys.argv[1]), "other", SystemClock())
    generation = await lease.acquire()
    if sys.argv[2] == "keeps":
        keeping = asyncio.create_task(lease.keep())
        await asyncio.sleep(0)
    print(generation, flush=True)
    await asyncio.Event().wait()

asyncio.run(hold())
"""


@contextmanager
def holder(folder: Path, does: str = "keeps") -> Iterator[subprocess.Popen[str]]:
    """Another process that has the lease."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder), does], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert process.stdout is not None
    try:
        assert int(process.stdout.readline()) > 0
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def lease(folder: Path, ends_after: float = 5.0) -> FolderLease:
    return FolderLease(folder, "here", CLOCK, ends_after)


async def test_one_alone_has_it_and_each_change_of_hands_counts(tmp_path: Path) -> None:
    first, second = lease(tmp_path), lease(tmp_path)
    assert first.try_now() == 1
    assert first.holds()
    assert second.try_now() == 0
    assert not second.holds()
    await first.release()
    assert not first.holds()
    assert second.try_now() == 2
    await second.release()


async def test_the_death_of_its_holder_gives_it_back(tmp_path: Path) -> None:
    own = lease(tmp_path)
    with holder(tmp_path) as other:
        assert own.try_now() == 0
        active = standing(tmp_path).active
        assert active is not None
        assert (active.pid, active.node, active.generation) == (other.pid, "other", 1)
        waiting = asyncio.create_task(own.acquire())
        other.kill()
        assert await asyncio.wait_for(waiting, 20) == 2
    await own.release()
    assert standing(tmp_path).active is None


async def test_a_holder_that_hangs_is_ended_before_another_has_it(tmp_path: Path) -> None:
    own = lease(tmp_path, ends_after=0.6)
    with holder(tmp_path) as other:
        other.send_signal(signal.SIGSTOP)
        assert await asyncio.wait_for(own.acquire(), 20) == 2
        other.send_signal(signal.SIGCONT)
        assert other.wait(20) == -signal.SIGKILL
    await own.release()


async def test_a_holder_that_beats_keeps_it(tmp_path: Path) -> None:
    own = lease(tmp_path, ends_after=2)
    with holder(tmp_path) as other:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(own.acquire(), 5)
        assert other.poll() is None


async def test_a_holder_that_has_only_begun_may_take_its_time(tmp_path: Path) -> None:
    own = lease(tmp_path, ends_after=0.3)
    with holder(tmp_path, "reads its journal") as other:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(own.acquire(), 2)
        assert other.poll() is None


def test_who_slept_himself_does_not_blame_the_holder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = lease(tmp_path, ends_after=0.6)
    with holder(tmp_path) as other:
        assert own.try_now() == 0
        other.send_signal(signal.SIGSTOP)
        assert own.try_now() == 0
        late = time.monotonic() + 3600
        monkeypatch.setattr(time, "monotonic", lambda: late)
        assert own.try_now() == 0
        other.send_signal(signal.SIGCONT)
        assert other.poll() is None


def test_signs_of_who_stands_by_are_seen_and_those_of_the_dead_removed(tmp_path: Path) -> None:
    sign = Sign(tmp_path, "here", CLOCK)
    left = tmp_path / "standby-999999.lock"
    left.write_bytes(b"")
    found = standing(tmp_path)
    assert [one.pid for one in found.standbys] == [os.getpid()]
    assert found.active is None
    assert not left.exists()
    sign.take_down()
    assert standing(tmp_path).standbys == ()
