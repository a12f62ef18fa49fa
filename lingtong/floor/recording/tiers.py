"""Where kept files lie. A name is `TENANT/YYYY/MM/DD/ID.SUFFIX`."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

PIECE = 1 << 16


class Tier(Protocol):
    async def put(self, name: str, path: Path, *, sha256: str, until: datetime | None) -> None:
        """Keep a copy of the file, safe when this returns; `until` nobody can change or remove it."""
        ...

    async def size(self, name: str) -> int | None:
        """In bytes; None where it is not there."""
        ...

    def read(self, name: str, first: int, last: int) -> AsyncIterator[bytes]:
        """The bytes from `first` to `last`, both included."""
        ...

    async def remove(self, name: str) -> None: ...


class LocalTier:
    """A folder. Files are made read-only; to lock them against an administrator takes an archive.

    While less than `least_free` percent of its disk are free, new files go to `more`, if that has more.
    """

    def __init__(self, root: Path, more: Path | None = None, least_free: float = 0.0) -> None:
        self.root, self._more, self._least_free = root, more, least_free

    async def put(self, name: str, path: Path, *, sha256: str, until: datetime | None) -> None:  # noqa: ARG002
        await asyncio.to_thread(self._put, name, path)

    async def size(self, name: str) -> int | None:
        path = self.path(name)
        return path.stat().st_size if path.is_file() else None

    async def read(self, name: str, first: int, last: int) -> AsyncIterator[bytes]:
        with self.path(name).open("rb") as file:
            file.seek(first)
            left = last + 1 - first
            while left > 0 and (piece := await asyncio.to_thread(file.read, min(PIECE, left))):
                left -= len(piece)
                yield piece

    async def remove(self, name: str) -> None:
        self.path(name).unlink(missing_ok=True)

    def path(self, name: str) -> Path:
        there = self._more / name if self._more is not None else None
        return there if there is not None and there.is_file() else self.root / name

    def home(self) -> Path:
        """Where a new file goes."""
        if self._more is None or not self._more.is_dir():  # a disk that is not mounted takes nothing
            return self.root
        self.root.mkdir(parents=True, exist_ok=True)
        first, other = shutil.disk_usage(self.root), shutil.disk_usage(self._more)
        short = first.free * 100 < first.total * self._least_free
        return self._more if short and other.free > first.free else self.root

    def _put(self, name: str, source: Path) -> None:
        target = self.home() / name
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(target.name + ".draft")
        try:
            with source.open("rb") as file, draft.open("wb") as out:
                shutil.copyfileobj(file, out, 1 << 20)
                out.flush()
                os.fsync(out.fileno())
            draft.chmod(0o440)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
