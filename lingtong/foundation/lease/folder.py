"""A lease on a folder of this machine: a lock that the kernel gives back when its holder dies, in any way.

The holder beats as well. One who is alive and has not beaten for a while does nothing for anybody: who waits
for the lease ends him, so that no lock is ever taken from somebody who could go on.
"""

import asyncio
import contextlib
import fcntl
import math
import mmap
import os
import signal
import struct
import time
from pathlib import Path

import msgspec
import structlog

from lingtong.foundation.lease.ports import Holder, Standing
from lingtong.kit import Clock

log = structlog.get_logger("lease")
ACTIVE, STANDBY = "active.lock", "standby-*.lock"
LOOK_EVERY = 0.02  # seconds between two tries
BEAT_EVERY = 0.25
MOST_PAUSE = 0.5  # of two looks, as far as it counts: one who slept himself has seen nothing
BEGINS = math.inf  # instead of a beat, until `keep` is there: a long journal takes its time
SIZE, TEXT = 4096, 4088
_BEAT = struct.Struct(">d")


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a process number means the process that is meant."""

    boot: str
    namespace: int

    @classmethod
    def here(cls) -> "Place":
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return cls(boot=boot, namespace=Path("/proc/self/ns/pid").stat().st_ino)


class _Note(msgspec.Struct, frozen=True, kw_only=True):
    holder: Holder
    place: Place


class _File:
    """A locked file that tells who has it, and when he last beat. Memory: a full disk stops no heart."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.posix_fallocate(self._fd, 0, SIZE)
        self._memory = mmap.mmap(self._fd, SIZE)

    def lock(self) -> bool:
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def write(self, note: _Note) -> None:
        self._memory[:TEXT] = msgspec.json.encode(note).ljust(TEXT, b"\0")
        self.beat()

    def beat(self, at: float | None = None) -> None:
        self._memory[TEXT:] = _BEAT.pack(time.monotonic() if at is None else at)

    def read(self) -> tuple[_Note | None, float]:
        text, (beat,) = self._memory[:TEXT].rstrip(b"\0"), _BEAT.unpack(self._memory[TEXT:])
        with contextlib.suppress(msgspec.MsgspecError):
            return msgspec.json.decode(text, type=_Note), beat
        return None, beat

    def close(self) -> None:
        self._memory.close()
        os.close(self._fd)


class FolderLease:
    """`ends_after`: seconds without a beat after which a holder who hangs is ended."""

    def __init__(self, folder: Path, node: str, clock: Clock, ends_after: float = 5.0) -> None:
        self._path, self._node, self._clock, self._ends_after = folder / ACTIVE, node, clock, ends_after
        self._file: _File | None = None
        self._last_beat, self._looked_at, self._silent = 0.0, 0.0, 0.0

    def holds(self) -> bool:
        return self._file is not None

    def try_now(self) -> int:
        """The generation, or 0 while somebody else has it."""
        file = _File(self._path)
        if not file.lock():
            self._look(file)
            file.close()
            return 0
        before, _ = file.read()
        holder = Holder(
            node=self._node,
            pid=os.getpid(),
            since=self._clock.now(),
            generation=before.holder.generation + 1 if before is not None else 1,
        )
        file.write(_Note(holder=holder, place=Place.here()))
        file.beat(BEGINS)
        self._file = file
        return holder.generation

    async def acquire(self) -> int:
        while not (generation := self.try_now()):  # noqa: ASYNC110 - the kernel tells of no lock
            await asyncio.sleep(LOOK_EVERY)
        return generation

    async def keep(self) -> None:
        while True:
            assert self._file is not None, "acquired"
            self._file.beat()
            await asyncio.sleep(BEAT_EVERY)

    async def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _look(self, file: _File) -> None:
        note, beat = file.read()
        now = time.monotonic()
        passed = min(now - self._looked_at, MOST_PAUSE) if self._looked_at else 0.0
        self._looked_at = now
        self._silent = self._silent + passed if beat == self._last_beat and beat != BEGINS else 0.0
        self._last_beat = beat
        if note is not None and self._silent > self._ends_after:
            self._silent = 0.0
            _end(note, self._ends_after)


def _end(note: _Note, silent: float) -> None:
    holder = note.holder
    if note.place != Place.here() or holder.pid == os.getpid():
        log.error("lease.holder_hangs", node=holder.node, pid=holder.pid, mend="end it by hand")
        return
    log.error("lease.holder_ended", node=holder.node, pid=holder.pid, silent_for=silent)
    try:
        os.kill(holder.pid, signal.SIGKILL)
    except OSError as error:
        log.error("lease.holder_not_ended", pid=holder.pid, error=error.strerror)


class Sign:
    """Says to whoever looks at the folder that this process stands by."""

    def __init__(self, folder: Path, node: str, clock: Clock) -> None:
        self._file = _File(folder / STANDBY.replace("*", str(os.getpid())))
        self._file.lock()
        holder = Holder(node=node, pid=os.getpid(), since=clock.now())
        self._file.write(_Note(holder=holder, place=Place.here()))

    def beat(self) -> None:
        self._file.beat()

    def take_down(self) -> None:
        self._file.path.unlink(missing_ok=True)
        self._file.close()


def standing(folder: Path) -> Standing:
    """Who acts on this folder now, and who stands by. Signs of the dead are removed."""
    standbys = [_holder_of(path, remove=True) for path in sorted(folder.glob(STANDBY))]
    return Standing(
        active=_holder_of(folder / ACTIVE, remove=False),
        standbys=tuple(one for one in standbys if one is not None),
    )


def _holder_of(path: Path, *, remove: bool) -> Holder | None:
    if not path.exists():
        return None
    file = _File(path)
    try:
        if file.lock():  # nobody has it
            if remove:
                path.unlink(missing_ok=True)
            return None
        note, _ = file.read()
        return note.holder if note is not None else None
    finally:
        file.close()
