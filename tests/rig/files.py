"""Files that other processes write: waited for, never read too early."""

import asyncio
from pathlib import Path


def size_of(file: Path) -> int:
    """Of one that may not be there yet, or any more."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


async def tells(file: Path, text: str, after: int = 0, within: float = 20.0) -> None:
    """Wait until the text stands in the file, behind so many bytes: a log is written after the answer."""
    told = b""
    try:
        async with asyncio.timeout(within):
            while text.encode() not in told:
                await asyncio.sleep(0.05)
                told = await asyncio.to_thread(_read, file, after)
    except TimeoutError:
        raise AssertionError(f"{file.name} does not tell {text!r}:\n{told[-2000:].decode()}") from None


def _read(file: Path, after: int) -> bytes:
    try:
        return file.read_bytes()[after:]
    except FileNotFoundError:
        return b""


def newest(folder: Path, pattern: str) -> Path | None:
    """Where files are removed meanwhile."""
    found = [(_changed(file), file) for file in folder.glob(pattern)]
    return max(found)[1] if found else None


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
