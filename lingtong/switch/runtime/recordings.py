"""Recordings on the disk: two files of one channel while the call goes on, one of two channels after it.

MixMonitor could write both channels into one file itself (its option D), but that file is wrong as soon as
anything on the channel is wider than 8 kHz, like Opus or G.722: half of the samples are left out.
"""

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np

SAID, HEARD = ".said.sln", ".heard.sln"  # 16 bit, 8 kHz, as SLIN files of Asterisk
WHOLE = ".raw"  # the same, left what the customer said, right what it heard
_STEP = 1 << 20  # samples


def files_for(folder: Path, recording_id: str, at: datetime) -> tuple[Path, Path]:
    """Where a recording that begins now is written; the day is in UTC."""
    day = folder / at.strftime("%Y/%m/%d")
    return day / f"{recording_id}{SAID}", day / f"{recording_id}{HEARD}"


def unfinished(folder: Path) -> Iterator[Path]:
    """The whole files that are still to be made of their two parts."""
    parts = [*folder.glob(f"*/*/*/*{SAID}"), *folder.glob(f"*/*/*/*{HEARD}")]
    yield from sorted({_whole_of(part) for part in parts})


def is_being_written(whole: Path, open_files: frozenset[str]) -> bool:
    return any(str(part) in open_files for part in _parts_of(whole))


def finish(whole: Path) -> None:
    """Make the file of two channels. Done twice, or broken off anywhere, it comes to the same."""
    said, heard = _parts_of(whole)
    if not whole.exists():
        draft = whole.with_suffix(".draft")
        with draft.open("wb") as out:
            for block in _interleaved(said, heard):
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(whole)
    said.unlink(missing_ok=True)
    heard.unlink(missing_ok=True)


def open_files(pid: int | None) -> frozenset[str]:
    """The files that a process of ours has open; none where it is gone."""
    found: set[str] = set()
    if pid is not None:
        with contextlib.suppress(OSError), os.scandir(f"/proc/{pid}/fd") as handles:
            for handle in handles:
                with contextlib.suppress(OSError):
                    found.add(os.readlink(handle.path))  # noqa: PTH115 - asked for a thousand files
    return frozenset(found)


def being_written(folder: Path, files: frozenset[str]) -> tuple[str, ...]:
    """The ids of recordings that go on."""
    root = str(folder.resolve())
    return tuple(
        sorted({Path(one).name.removesuffix(SAID) for one in files if one.startswith(root) and SAID in one})
    )


def _interleaved(said: Path, heard: Path) -> Iterator[bytes]:
    left, right = (_samples(part) for part in (said, heard))
    for at in range(0, max(len(left), len(right)), _STEP):
        size = min(_STEP, max(len(left), len(right)) - at)
        both = np.zeros((size, 2), dtype="<i2")
        for channel, samples in enumerate((left, right)):
            piece = samples[at : at + size]
            both[: len(piece), channel] = piece
        yield both.tobytes()


def _samples(part: Path) -> np.ndarray:
    size = part.stat().st_size // 2 if part.exists() else 0
    return np.memmap(part, dtype="<i2", mode="r", shape=(size,)) if size else np.zeros(0, dtype="<i2")


def _whole_of(part: Path) -> Path:
    return part.with_name(part.name.removesuffix(SAID).removesuffix(HEARD) + WHOLE)


def _parts_of(whole: Path) -> tuple[Path, Path]:
    stem = whole.name.removesuffix(WHOLE)
    return whole.with_name(stem + SAID), whole.with_name(stem + HEARD)
