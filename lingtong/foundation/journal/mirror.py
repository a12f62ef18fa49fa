"""A journal on another machine: who stands by there asks for what he has not got, piece after piece.

Files are equal byte for byte, so that whoever has them goes on as from a journal of his own. Each question
says how far the last one was written: that is the acknowledgement, and what it bounds.
"""

import os
from pathlib import Path

import msgspec

from lingtong.foundation.journal.segments import (
    Cursor,
    number_of,
    read_cursor,
    segment,
    segments_in,
    write_cursor,
)

MOST = 512 * 1024  # bytes of one piece: a bus takes a megabyte


class Wanted(msgspec.Struct, frozen=True, array_like=True):
    """`generation` is that of the writer whose journal this is a mirror of; 0 for none yet."""

    generation: int
    number: int
    offset: int


class Piece(msgspec.Struct, frozen=True, array_like=True):
    generation: int
    number: int
    offset: int
    data: bytes
    oldest: int  # what comes before this segment is needed no more
    shipped: Cursor
    behind: int  # bytes that follow
    first: bool  # of a new mirror: what was there before is not of this writer


class Source:
    """The side of the writer. Reads the folder, and knows nothing of the engine."""

    def __init__(self, folder: Path, generation: int) -> None:
        self._folder, self._generation = folder, generation

    def piece(self, wanted: Wanted) -> Piece:
        sizes = {number_of(path): path.stat().st_size for path in segments_in(self._folder)}
        number, offset, first = wanted.number, wanted.offset, False
        if wanted.generation != self._generation or number not in sizes or offset > sizes[number]:
            number, offset, first = min(sizes, default=0), 0, True
        elif offset == sizes[number] and number + 1 in sizes:
            number, offset = number + 1, 0
        data = _read(segment(self._folder, number), offset) if number else b""
        later = sum(size for later, size in sizes.items() if later > number)
        return Piece(
            generation=self._generation,
            number=number,
            offset=offset,
            data=data,
            oldest=min(sizes, default=0),
            shipped=read_cursor(self._folder),
            behind=max(sizes.get(number, 0) - offset - len(data), 0) + later,
            first=first,
        )


class Mirror:
    """The side of who stands by. `is_whole` when there was nothing more to be had at the last look."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._wanted = Wanted(0, 0, 0)
        self.is_whole = False
        self.behind = 0

    def wanted(self) -> Wanted:
        return self._wanted

    def take(self, piece: Piece) -> None:
        if piece.first:
            self.is_whole = False
            self.clear()
        for path in segments_in(self._folder):
            if number_of(path) < piece.oldest:
                path.unlink()
        if piece.number:
            _write(segment(self._folder, piece.number), piece.offset, piece.data)
        write_cursor(self._folder, piece.shipped)
        self._wanted = Wanted(piece.generation, piece.number, piece.offset + len(piece.data))
        self.behind = piece.behind
        self.is_whole = self.is_whole or not piece.behind

    def clear(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for path in segments_in(self._folder):
            path.unlink()


def _read(path: Path, offset: int) -> bytes:
    try:
        with path.open("rb") as file:
            return os.pread(file.fileno(), MOST, offset)
    except FileNotFoundError:  # removed this moment: the next question finds what is left
        return b""


def _write(path: Path, offset: int, data: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.pwrite(file, data, offset)
    finally:
        os.close(file)
