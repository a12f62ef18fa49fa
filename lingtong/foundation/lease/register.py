"""A lease between machines: an entry of a register that is renewed, or taken by whoever saw it stand still.

Nobody trusts another's clock. The holder counts from the moment before it asked for a renewal; who waits
counts from the moment when he saw it, which is later, and waits longer. The revision of the entry grows with
each change and is the fencing number.
"""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol
from uuid import uuid4

import msgspec
import structlog

from lingtong.foundation.lease.ports import Holder, LastBeat, LeaseLost
from lingtong.kit import Clock

log = structlog.get_logger("lease")
KEY = "engine"
LOOK_EVERY = 0.1  # seconds
RENEWALS = 4  # in the time that it is good for
LONGER = 1.2  # times that one who waits waits
ASK_WITHIN = 1.0


class Overtaken(Exception):
    """The entry was changed since it was read."""


class RegisterAway(Exception): ...


class Register(Protocol):
    """Both raise `RegisterAway` when it does not answer."""

    async def read(self, key: str) -> tuple[bytes, int] | None:
        """The entry and its revision."""
        ...

    async def write(self, key: str, value: bytes, last: int) -> int:
        """The new revision. `last` is the one that it replaces, 0 for none; else `Overtaken`."""
        ...


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    holder: Holder | None = None  # None: given back
    mark: str = ""
    beat: datetime | None = None  # of the holder, or of the one who gave it back
    gave: Holder | None = None


class RegisterLease:
    """Holds for `seconds` from each renewal, and not a moment longer, whatever has happened meanwhile."""

    def __init__(self, register: Register, node: str, clock: Clock, seconds: float) -> None:
        self._register, self._node, self._clock, self._seconds = register, node, clock, seconds
        self._mark = uuid4().hex
        self._entry = _Entry()
        self._revision = 0
        self._until = 0.0
        self.before: LastBeat | None = None  # of whoever had it before this one

    def holds(self) -> bool:
        return _now() < self._until

    async def acquire(self) -> int:
        seen, since = -1, _now()
        while True:
            try:
                entry, revision = await self._read()
                if revision != seen:
                    seen, since = revision, _now()
                free = revision > 0 and entry.holder is None
                if (free or _now() - since > self._seconds * LONGER) and await self._take(revision):
                    self.before = _last_beat(entry)
                    return self._revision
            except RegisterAway:
                seen = -1  # what happens there meanwhile is not seen
            await asyncio.sleep(LOOK_EVERY)

    async def keep(self) -> None:
        while True:
            await asyncio.sleep(self._seconds / RENEWALS)
            try:
                await self._renew()
            except RegisterAway:
                log.warning("lease.not_renewed", seconds_left=round(max(self._until - _now(), 0), 1))
            if not self.holds():
                raise LeaseLost(f"it could not be renewed for {self._seconds:.0f} s")

    async def release(self) -> None:
        if self.holds():
            self._until = 0.0
            with contextlib.suppress(Overtaken, RegisterAway):
                gave = _Entry(beat=self._clock.now(), gave=self._entry.holder)
                await self._write(gave, self._revision)

    async def _take(self, revision: int) -> bool:
        began = _now()
        holder = Holder(node=self._node, pid=os.getpid(), since=self._clock.now(), generation=revision + 1)
        self._entry = _Entry(holder=holder, mark=self._mark, beat=holder.since)
        try:
            self._revision = await self._write(self._entry, revision)
        except Overtaken:
            return False
        self._until = began + self._seconds
        return True

    async def _renew(self) -> None:
        began = _now()
        if began >= self._until:
            return
        self._entry = msgspec.structs.replace(self._entry, beat=self._clock.now())
        try:
            self._revision = await self._write(self._entry, self._revision)
        except Overtaken:
            entry, revision = await self._read()
            if entry.mark != self._mark:
                self._until = 0.0
                raise LeaseLost("another engine has it now") from None
            self._revision = revision  # ours, and its answer was lost: the next renewal counts
            return
        if self.holds():
            self._until = began + self._seconds

    async def _read(self) -> tuple[_Entry, int]:
        async with _in_time():
            found = await self._register.read(KEY)
        if found is None:
            return _Entry(), 0
        return msgspec.json.decode(found[0], type=_Entry), found[1]

    async def _write(self, entry: _Entry, last: int) -> int:
        async with _in_time():
            return await self._register.write(KEY, msgspec.json.encode(entry), last)


def _last_beat(entry: _Entry) -> LastBeat | None:
    holder = entry.holder or entry.gave
    if holder is None or entry.beat is None:
        return None
    return LastBeat(
        at=entry.beat,
        node=holder.node,
        generation=holder.generation,
        given_back=entry.holder is None,
    )


@contextlib.asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(ASK_WITHIN):
            yield
    except TimeoutError:
        raise RegisterAway from None


def _now() -> float:
    """Goes on while the process or the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
