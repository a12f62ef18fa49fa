import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from lingtong.floor.recording.room import LOOK_EVERY, RoomWatch

pytestmark = pytest.mark.model


class Usage(NamedTuple):
    free: int
    total: int = 100


async def test_the_share_is_looked_at_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, free = [0.0], [20]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free[0]))
    watch = RoomWatch(tmp_path, lambda: now[0])
    assert await watch.free() == 0.2
    free[0] = 4
    assert await watch.free() == 0.2
    now[0] = LOOK_EVERY
    assert await watch.free() == 0.04


async def test_a_folder_that_is_away_has_no_figure(tmp_path: Path) -> None:
    assert await RoomWatch(tmp_path / "gone").free() is None
