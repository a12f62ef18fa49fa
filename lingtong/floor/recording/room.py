"""How much of the disk of recordings is free, for alarm rules."""

import asyncio
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path

LOOK_EVERY = 10.0  # seconds


def volumes(folder: Path, more: Path | None) -> list[Path]:
    """The folder, and the other one where it is there and on a disk of its own."""
    if more is None or not more.is_dir() or more.stat().st_dev == folder.stat().st_dev:
        return [folder]
    return [folder, more]


def space_on(folders: Iterable[Path]) -> tuple[int, int]:
    """Free and total, in bytes."""
    found = [shutil.disk_usage(folder) for folder in folders]
    return sum(one.free for one in found), sum(one.total for one in found)


class RoomWatch:
    def __init__(
        self, folder: Path, timer: Callable[[], float] = time.monotonic, more: Path | None = None
    ) -> None:
        self._folder, self._timer, self._more = folder, timer, more
        self._looked_at, self._free = float("-inf"), float("nan")

    async def free(self) -> float | None:
        """As a share; None where the folder cannot be asked."""
        now = self._timer()
        if now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now
            self._free = await asyncio.to_thread(_share, self._folder, self._more)
        return self._free if self._free >= 0 else None


def _share(folder: Path, more: Path | None) -> float:
    try:
        free, total = space_on(volumes(folder, more))
    except OSError:
        return float("nan")
    return free / total if total else float("nan")
