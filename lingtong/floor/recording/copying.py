"""A copy of all that is kept, in a folder: a network device, a removable disk, a tape with LTFS, a disc.

Each file is read back and compared with its hash before it stands in the manifest. What stands there is not
copied again, so a copy that was broken off, or is made each night, goes on where it stopped. Encrypted files
stay encrypted: with `secrets.json` and the database they can be played, without them they are noise.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from lingtong.floor.recording import store
from lingtong.floor.recording.errors import ArchiveAway
from lingtong.floor.recording.files import sha256_of
from lingtong.floor.recording.opening import Places
from lingtong.floor.recording.tables import RecordingRow
from lingtong.foundation.db import Database

MANIFEST = "manifest.jsonl"
PAGE, PIECE = 500, 1 << 20


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """`sha256` is of the file as it lies here; `sound_sha256` of the sound, as the chain of hashes has it."""

    id: str
    serial: int
    tenant_id: str
    started_at: datetime
    name: str
    size: int
    sha256: str
    sound_sha256: str
    key_number: int


class Copied(msgspec.Struct, kw_only=True):
    """`failed`: id and reason."""

    copied: int = 0
    before: int = 0
    bytes: int = 0
    failed: list[tuple[str, str]] = []


async def copy_all(
    database: Database, places: Places, folder: Path, told: Callable[[Copied], None] = lambda _: None
) -> Copied:
    """Everything that was finished and not removed, wherever it lies. `OSError`: `folder` is full."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    known = {line.id: line for line in read_manifest(folder)}
    done, after = Copied(), ""
    while rows := await _page(database, after):
        after = rows[-1].id
        for row in rows:
            line = known.get(row.id)
            if line is not None and _size(folder / line.name) == line.size:
                done.before += 1
                continue
            await _one(places, row, folder, done)
            told(done)
    return done


def read_manifest(folder: Path) -> Iterator[Line]:
    """A last line that was cut off is as if it were not there."""
    path = folder / MANIFEST
    for text in path.read_bytes().splitlines() if path.is_file() else ():
        try:
            yield msgspec.json.decode(text, type=Line)
        except msgspec.DecodeError:
            continue


async def _page(database: Database, after: str) -> list[RecordingRow]:
    async with database.reading_everywhere() as reader:
        return list(await store.kept_after(reader.session, after, PAGE))


async def _one(places: Places, row: RecordingRow, folder: Path, done: Copied) -> None:
    try:
        name, sha256 = (row.name, row.kept_sha256) if row.name else (_plain_name(row), row.sha256)
        target = folder / name
        await _copy(places, row, target, sha256)
    except (FileNotFoundError, ArchiveAway, ValueError) as error:
        done.failed.append((row.id, str(error)))
        return
    size = target.stat().st_size
    line = Line(
        id=row.id,
        serial=row.serial,
        tenant_id=row.tenant_id,
        started_at=row.started_at,
        name=name,
        size=size,
        sha256=sha256,
        sound_sha256=row.sha256,
        key_number=row.key_number,
    )
    await asyncio.to_thread(_add_line, folder / MANIFEST, line)
    done.copied, done.bytes = done.copied + 1, done.bytes + size


async def _copy(places: Places, row: RecordingRow, target: Path, sha256: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".draft")
    try:
        with draft.open("wb") as out:
            async for piece in _as_it_lies(places, row):
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        if await asyncio.to_thread(sha256_of, draft) != sha256:
            raise ValueError("the copy is not what was kept")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


async def _as_it_lies(places: Places, row: RecordingRow) -> AsyncIterator[bytes]:
    """Without opening it. The switch's own file has no header, and its hash is without one."""
    if row.name:
        async for piece in places.tier(row).read(row.name, 0, row.kept_size - 1):
            yield piece
        return
    sound = places.files.find(row.id, row.started_at)
    if sound is None:
        raise FileNotFoundError(f"{row.id}: its file is not there")
    with sound.path.open("rb") as file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


def _plain_name(row: RecordingRow) -> str:
    return f"{row.tenant_id}/{row.started_at:%Y/%m/%d}/{row.id}.raw"


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def _add_line(path: Path, line: Line) -> None:
    """On a line of its own, also where the last one was cut off."""
    with path.open("ab+") as file:
        file.seek(0, os.SEEK_END)
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(msgspec.json.encode(line) + b"\n")
        file.flush()
        os.fsync(file.fileno())
