"""The last that is known of whoever took calls: in the journal, on the disk, at the register."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec
import structlog

from lingtong.floor.availability.events import Why
from lingtong.foundation.journal.segments import segments_in
from lingtong.foundation.lease import LastBeat, Place
from lingtong.kit import Clock

log = structlog.get_logger("availability")
FILE = "sign-of-life.json"
SIZE = 512  # written as one: a disk's sector


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """`up` are the seconds since the machine's start `boot`, of its sleep too: a clock that nobody sets."""

    at: datetime
    boot: str = ""
    up: float = 0.0

    def seconds_to(self, later: "Moment") -> float:
        """By the clock of the machine where it is the same start of the same one, else by the time of day."""
        if self.boot and self.boot == later.boot:
            return max(later.up - self.up, 0.0)
        return max((later.at - self.at).total_seconds(), 0.0)


class Moments:
    def __init__(self, clock: Clock) -> None:
        self._clock, self._boot = clock, Place.here().boot

    def now(self) -> Moment:
        up = time.clock_gettime(time.CLOCK_BOOTTIME)
        return Moment(at=self._clock.now(), boot=self._boot, up=up)


class Sign(msgspec.Struct, frozen=True, kw_only=True):
    """Calls were taken at that moment; or, without `taking`, are not taken since then."""

    moment: Moment
    node: str
    generation: int
    taking: bool
    why: Why | Literal[""] = ""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What the journal holds: the last change, and the tenants that are counted for."""

    sign: Sign
    tenants: frozenset[str] = frozenset()


_kept = msgspec.msgpack.Decoder(Kept).decode
_sign = msgspec.json.Decoder(Sign).decode


def kept_in(body: bytes) -> Kept | None:
    try:
        return _kept(body)
    except msgspec.MsgspecError:
        log.exception("availability.entity_unreadable")
        return None


class Left(msgspec.Struct, frozen=True):
    """What whoever was before left on this disk: the sign, and when the journal was last written."""

    sign: Sign | None = None
    written: datetime | None = None


def last(kept: Sign | None, left: Left, at_register: LastBeat | None) -> Sign | None:
    """Since when nobody takes calls, as far as anybody knows; None where nobody ever did.

    The journal tells of changes and the others of a life without any. The register may know of an engine on
    another machine whose journal never came here; the disk only of the one before on this machine.
    """
    far = _of_register(at_register)
    if kept is None:
        return far or left.sign
    if far is not None and far.generation != kept.generation and far.moment.at > kept.moment.at:
        return far
    if not kept.taking:
        return kept
    near = left.sign
    if near is None and left.written is not None:  # torn or gone: the journal's last byte was a sign of life
        near = msgspec.structs.replace(kept, moment=Moment(at=left.written))
    later = [one for one in (near, far) if one is not None and one.generation == kept.generation]
    return max((kept, *later), key=lambda one: one.moment.at)


def _of_register(beat: LastBeat | None) -> Sign | None:
    if beat is None:
        return None
    why: Why = "stopped" if beat.given_back else "died"
    moment = Moment(at=beat.at)
    return Sign(moment=moment, node=beat.node, generation=beat.generation, taking=False, why=why)


class SignFile:
    """One small file, written over each second. `put` needs no disk to answer; `sync` does."""

    def __init__(self, folder: Path) -> None:
        self._path, self._fd, self._bad = folder / FILE, -1, False

    def read(self) -> Sign | None:
        try:
            return _sign(self._path.read_bytes().rstrip(b" \0"))
        except (OSError, msgspec.MsgspecError):
            return None

    def left(self) -> Left:
        """To be asked before the journal is loaded, for that writes."""
        written = [path.stat().st_mtime for path in segments_in(self._path.parent)]
        return Left(self.read(), datetime.fromtimestamp(max(written), UTC) if written else None)

    def put(self, sign: Sign) -> None:
        try:
            if self._fd < 0:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._fd = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            os.pwrite(self._fd, msgspec.json.encode(sign).ljust(SIZE), 0)
            self._bad = False
        except OSError as error:
            self._failed(error)

    def sync(self) -> None:
        """Blocks until the disk has it; run it in a thread."""
        try:
            if self._fd >= 0:
                os.fdatasync(self._fd)
        except OSError as error:
            self._failed(error)

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _failed(self, error: OSError) -> None:
        if not self._bad:
            log.error("availability.sign_not_written", error=error.strerror)
        self._bad = True
