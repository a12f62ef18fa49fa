"""A recording as it is read: by ranges, from wherever it lies, in clear."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

import structlog

from lingtong.floor.recording.config import Form
from lingtong.floor.recording.errors import (
    ArchiveAway,
    RecordingAltered,
    RecordingFileMissing,
    RecordingNotReady,
    RecordingRemoved,
)
from lingtong.floor.recording.files import RecordingFiles, Sound
from lingtong.floor.recording.forms import MEDIA, SUFFIX
from lingtong.floor.recording.keys import TenantKeys
from lingtong.floor.recording.sealed import CHUNK, HEADER, TAG, Seal, unwrap
from lingtong.floor.recording.tables import RecordingRow
from lingtong.floor.recording.tiers import LocalTier, Tier

log = structlog.get_logger()


class Opened(Protocol):
    """`media` is its type, `suffix` that of its name; `size` in bytes."""

    @property
    def media(self) -> str: ...
    @property
    def suffix(self) -> str: ...
    @property
    def size(self) -> int: ...

    def read(self, first: int, last: int) -> AsyncIterator[bytes]: ...


@dataclass(frozen=True)
class Places:
    """Where recordings may lie."""

    files: RecordingFiles
    local: LocalTier
    archive: Tier | None
    keys: TenantKeys

    def tier(self, row: RecordingRow) -> Tier:
        if row.tier == "local":
            return self.local
        if self.archive is None:
            raise ArchiveAway("This recording is in an archive, and none is set up here.")
        return self.archive

    def key_of(self, row: RecordingRow) -> bytes:
        return unwrap(row.wrapped_key, self.keys.key(row.tenant_id, row.key_number), row.id)

    async def open(self, row: RecordingRow) -> Opened:
        if row.removed_at is not None:
            raise RecordingRemoved("This recording was removed when its time was over.", why=row.removed_why)
        if not row.name:
            return AsRecorded(await self.sound(row))
        tier, form = self.tier(row), cast(Form, row.form)
        if await tier.size(row.name) is None:
            raise RecordingFileMissing("The file of this recording is not there. Tell an administrator.")
        if not row.key_number:
            return Kept(tier, row.name, MEDIA[form], SUFFIX[form], row.kept_size)
        header = b"".join([piece async for piece in tier.read(row.name, 0, HEADER - 1)])
        return Encrypted(tier, row.name, MEDIA[form], SUFFIX[form], Seal(header, self.key_of(row), row.id))

    async def sound(self, row: RecordingRow) -> Sound:
        """The switch's own file."""
        sound = await asyncio.to_thread(self.files.find, row.id, row.started_at)
        if sound is None and await asyncio.to_thread(self.files.is_coming, row.id, row.started_at):
            raise RecordingNotReady("The recording is still being written. Try again after the call.")
        if sound is None:
            raise RecordingFileMissing("The file of this recording is not there. Tell an administrator.")
        return sound

    @asynccontextmanager
    async def in_clear(self, row: RecordingRow) -> AsyncIterator[Path]:
        """The kept file, decrypted, for as long as it is needed."""
        opened = await self.open(row)
        with tempfile.TemporaryDirectory(prefix="lingtong-recording-") as folder:
            path = Path(folder) / f"{row.id}.{opened.suffix}"
            with path.open("wb") as out:
                async for piece in opened.read(0, opened.size - 1):
                    out.write(piece)
            yield path


class AsRecorded:
    media, suffix = "audio/wav", "wav"

    def __init__(self, sound: Sound) -> None:
        self._sound, self.size = sound, sound.size

    async def read(self, first: int, last: int) -> AsyncIterator[bytes]:
        pieces = self._sound.read(first, last)
        while piece := await asyncio.to_thread(next, pieces, b""):
            yield piece


@dataclass(frozen=True)
class Kept:
    tier: Tier
    name: str
    media: str
    suffix: str
    size: int

    async def read(self, first: int, last: int) -> AsyncIterator[bytes]:
        async for piece in self.tier.read(self.name, first, last):
            yield piece


class Encrypted:
    def __init__(self, tier: Tier, name: str, media: str, suffix: str, seal: Seal) -> None:
        self._tier, self._name, self._seal = tier, name, seal
        self.media, self.suffix, self.size = media, suffix, seal.length

    async def read(self, first: int, last: int) -> AsyncIterator[bytes]:
        """Only the chunks of this part are fetched. A changed one is silence, never what was put there."""
        async for index, clear in self._chunks(first, last):
            start = index * CHUNK
            yield clear[max(0, first - start) : last + 1 - start]

    async def _chunks(self, first: int, last: int) -> AsyncIterator[tuple[int, bytes]]:
        wanted = self._seal.chunks(first, last)
        begin, end = self._seal.place(wanted[0])[0], self._seal.place(wanted[-1])[1]
        waiting, index = bytearray(), wanted[0]
        async for piece in self._tier.read(self._name, begin, end):
            waiting += piece
            while index <= wanted[-1] and len(waiting) >= (length := self._length(index)):
                yield index, self._opened(index, bytes(waiting[:length]))
                del waiting[:length]
                index += 1
        for missing in range(index, wanted[-1] + 1):
            yield missing, self._opened(missing, bytes(self._length(missing)))

    def _length(self, index: int) -> int:
        begin, end = self._seal.place(index)
        return end + 1 - begin

    def _opened(self, index: int, sealed: bytes) -> bytes:
        try:
            return self._seal.open(index, sealed)
        except RecordingAltered:
            log.error("recording.altered", name=self._name, chunk=index)
            return bytes(len(sealed) - TAG)
