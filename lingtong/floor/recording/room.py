"""How much of the disk of recordings is free, for alarm rules."""

import asyncio
import shutil
import time
from collections.abc import Callable
from pathlib import Path

LOOK_EVERY = 10.0  # seconds


class RoomWatch:
    def __init__(self, folder: Path, timer: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._timer = folder, timer
        self._looked_at, self._free = float("-inf"), float("nan")

    async def free(self) -> float | None:
        """As a share; None where the folder cannot be asked."""
        now = self._timer()
        if now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now
            self._free = await asyncio.to_thread(_share, self._folder)
        return self._free if self._free >= 0 else None


def _share(folder: Path) -> float:
    try:
        found = shutil.disk_usage(folder)
    except OSError:
        return float("nan")
    return found.free / found.total if found.total else float("nan")
