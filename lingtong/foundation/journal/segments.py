"""The files of a journal, and the note of how far it was shipped."""

import json
import os
from pathlib import Path

Cursor = tuple[int, int]  # number of a segment, offset in it
_NOTE = "shipped"


def segments_in(folder: Path) -> list[Path]:
    """Oldest first."""
    return sorted(folder.glob("journal-*.log"))


def segment(folder: Path, number: int) -> Path:
    return folder / f"journal-{number:08d}.log"


def number_of(path: Path) -> int:
    return int(path.stem.removeprefix("journal-"))


def read_cursor(folder: Path) -> Cursor:
    try:
        number, offset = json.loads((folder / _NOTE).read_text())
    except (FileNotFoundError, ValueError):
        return 0, 0
    return int(number), int(offset)


def write_cursor(folder: Path, cursor: Cursor) -> None:
    temporary = folder / f"{_NOTE}.{os.getpid()}.tmp"  # a shipper that is about to end may write too
    temporary.write_text(json.dumps(cursor))
    temporary.replace(folder / _NOTE)
