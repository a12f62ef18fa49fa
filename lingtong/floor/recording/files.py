"""Recordings on the disk: `YYYY/MM/DD/ID.raw` (day in UTC), 16-bit linear, two channels, the switch's own.

They are never rewritten, so that their hash stays evidence; the WAV header is put before them when they are
read, which also makes a file readable whose writer died.
"""

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

RATE, CHANNELS, WIDTH = 8000, 2, 2
BYTES_PER_SECOND = RATE * CHANNELS * WIDTH
HEADER = 44
CHUNK = 1 << 16


@dataclass(frozen=True)
class Sound:
    """A recording as WAV, without a WAV file. A last, half-written sample is left out."""

    path: Path
    length: int  # bytes of samples

    @property
    def size(self) -> int:
        return HEADER + self.length

    @property
    def duration(self) -> float:
        return self.length / BYTES_PER_SECOND

    def read(self, first: int, last: int) -> Iterator[bytes]:
        """The bytes of the WAV from `first` to `last`, both included."""
        if first < HEADER:
            yield wav_header(self.length)[first : last + 1]
        start, left = max(first - HEADER, 0), last + 1 - max(first, HEADER)
        with self.path.open("rb") as file:
            file.seek(start)
            while left > 0 and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk
        # A file cut short under the reader: keep the promised length, with silence.
        while left > 0:
            yield bytes(min(CHUNK, left))
            left -= CHUNK


class RecordingFiles:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, recording_id: str, started_at: datetime) -> Sound | None:
        """None while the switch still writes it, or where it is lost."""
        for day in self._days(started_at):
            path = day / f"{recording_id}.raw"
            if path.is_file():
                return Sound(path, path.stat().st_size // (CHANNELS * WIDTH) * CHANNELS * WIDTH)
        return None

    def is_coming(self, recording_id: str, started_at: datetime) -> bool:
        """The switch has parts of it and makes them one file when the call is over."""
        return any(any(day.glob(f"{recording_id}.*")) for day in self._days(started_at))

    def _days(self, started_at: datetime) -> list[Path]:
        """The folder's day is the switch's clock; around midnight it may be the one beside ours."""
        days = (started_at + timedelta(days=days) for days in (0, -1, 1))
        return [self.folder / day.strftime("%Y/%m/%d") for day in days]

    def all_older_than(self, at: datetime) -> Iterator[tuple[str, Path]]:
        """Id and path of each file that nobody has written to since."""
        for path in sorted(self.folder.glob("*/*/*/*.raw")):
            if path.stat().st_mtime < at.timestamp():
                yield path.stem, path


def wav_header(length: int) -> bytes:
    block = CHANNELS * WIDTH
    riff = struct.pack("<4sI4s", b"RIFF", min(length + HEADER - 8, 0xFFFFFFFF), b"WAVE")
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, CHANNELS, RATE, BYTES_PER_SECOND, block, WIDTH * 8)
    return riff + form + struct.pack("<4sI", b"data", min(length, 0xFFFFFFFF))


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
