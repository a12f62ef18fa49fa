"""A second engine beside the active one: knows everything, touches nothing, goes on where that one ends."""

import asyncio
import contextlib
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

import msgspec
import structlog

from lingtong.apps.taking import Who
from lingtong.floor.center import Center
from lingtong.foundation.bus import Bus, NobodyAnswers, NotForMe
from lingtong.foundation.journal import Following
from lingtong.foundation.journal.mirror import Mirror, Piece, Source, Wanted
from lingtong.foundation.lease import (
    Both,
    FolderLease,
    Holder,
    Lease,
    RegisterLease,
    Sign,
    Standing,
    standing,
)
from lingtong.kit import Clock
from lingtong.switch.numbers import place_of

log = structlog.get_logger()
LOOK_EVERY = 0.05  # seconds between two looks at the journal
WATCH_EVERY = 2.0
SEEN_FOR = 5.0  # seconds after which one who stood by elsewhere counts as gone
ASK_WITHIN = 2.0
STANDING, JOURNAL = "engine.standing", "engine.journal"
Role = Literal["active", "standby", "starting"]

# Stores what is left of a journal of one's own: it is about to make room for that of the active engine.
StoreRest = Callable[[], Awaitable[None]]


class _Asked(msgspec.Struct, frozen=True):
    who: Holder
    wanted: Wanted


_center = msgspec.json.Decoder(Center).decode
_json = msgspec.json.Encoder().encode
_pack = msgspec.msgpack.Encoder().encode
_piece = msgspec.msgpack.Decoder(Piece).decode
_asked = msgspec.msgpack.Decoder(_Asked).decode


class Standby:
    """`until_active` returns when this engine is the active one; at once where nobody else is."""

    def __init__(  # noqa: PLR0913 - a parts list
        self,
        *,
        folder: Path,
        node: str,
        clock: Clock,
        bus: Bus,
        near: FolderLease,
        far: RegisterLease | None,
        store_rest: StoreRest,
    ) -> None:
        self._folder, self._node, self._clock, self._bus = folder, node, clock, bus
        self._near, self._far, self._store_rest = near, far, store_rest
        self.lease: Lease = near if far is None else Both(near, far)
        self.following = Following(folder)
        self.generation = 0
        self.waited = False  # somebody else was active, or might have been
        self._stood_by = False  # somebody else was
        self.center: Center | None = None  # the newest that was heard of while standing by
        self._mirror = Mirror(folder)

    @property
    def who(self) -> Who:
        """The one that is active now, for the account of whether calls are taken."""
        before = self._far.before if self._far is not None else None
        return Who(node=self._node, generation=self.generation, waited=self._stood_by, at_register=before)

    @property
    def role(self) -> Role:
        if self.lease.holds():
            return "active"
        return "standby" if self.waited else "starting"

    async def until_active(self) -> None:
        if self._far is None and (generation := self._near.try_now()):
            self.generation = generation
            log.info("engine.active", node=self._node, generation=generation)
            return
        self.waited = True
        await self._bus.subscribe("center.changed", self._hear_center)
        self.generation = await self._acquire_near()
        if self._far is not None:
            await asyncio.to_thread(self.following.catch_up)  # a long journal must not cost the lease
            self.generation = await self._beside(self._far.acquire(), self._copy)
            if self._mirror.wanted().generation and not self._mirror.is_whole:
                log.error("standby.incomplete", bytes=self._mirror.behind, what="its copy was not finished")
        log.warning("engine.takes_over", node=self._node, generation=self.generation)

    async def _acquire_near(self) -> int:
        if generation := self._near.try_now():
            return generation
        sign = Sign(self._folder, self._node, self._clock)
        self._stood_by = True
        log.info("engine.stands_by", node=self._node)

        async def follow() -> None:
            await asyncio.to_thread(place_of, "+861010")  # its tables are read once, and now is the time
            while True:
                sign.beat()
                self.following.catch_up()
                await asyncio.sleep(LOOK_EVERY)

        try:
            return await self._beside(self._near.acquire(), follow)
        finally:
            sign.take_down()

    async def _beside(self, acquiring: Awaitable[int], work: Callable[[], Awaitable[None]]) -> int:
        """`work` goes on until the lease is there. Where it fails, so does this process."""
        working = asyncio.ensure_future(work())
        taking = asyncio.ensure_future(acquiring)
        try:
            await asyncio.wait([working, taking], return_when=asyncio.FIRST_COMPLETED)
            if not taking.done():
                await working
            return await taking
        finally:
            working.cancel()
            taking.cancel()
            await asyncio.wait([working, taking])

    async def _copy(self) -> None:
        """From the machine of the active engine, piece after piece."""
        who = Holder(node=self._node, pid=os.getpid(), since=self._clock.now())
        found = False
        while True:
            piece = await self._ask_for_more(who)
            if piece is None:
                await asyncio.sleep(LOOK_EVERY)
                continue
            if not found:
                found = self._stood_by = True
                log.info("engine.stands_by", node=self._node, of_generation=piece.generation)
                await self._store_rest()
                continue
            if piece.first:
                self.following.close()
                self.following = Following(self._folder)
            self._mirror.take(piece)
            self.following.catch_up()
            if not piece.behind:
                await asyncio.sleep(LOOK_EVERY)

    async def _ask_for_more(self, who: Holder) -> Piece | None:
        asked = _Asked(msgspec.structs.replace(who, behind=self._mirror.behind), self._mirror.wanted())
        with contextlib.suppress(NobodyAnswers):
            return _piece(await self._bus.ask(JOURNAL, _pack(asked), within=ASK_WITHIN))
        return None

    async def _hear_center(self, _: str, payload: bytes) -> None:
        if self.lease.holds():
            return
        center = _center(payload)
        if self.center is None or center.revision >= self.center.revision:
            self.center = center


class Watch:
    """The active engine gives its journal to who stands by, says who does, and aloud when nobody does."""

    def __init__(self, folder: Path, bus: Bus, lease: Lease, generation: int, *, expected: bool) -> None:
        self._folder, self._bus, self._lease, self._expected = folder, bus, lease, expected
        self._source = Source(folder, generation)
        self._elsewhere: dict[tuple[str, int], tuple[Holder, float]] = {}
        self.missing = False

    def now(self) -> Standing:
        here = standing(self._folder)
        since = time.monotonic() - SEEN_FOR
        elsewhere = tuple(holder for holder, seen in self._elsewhere.values() if seen > since)
        return msgspec.structs.replace(here, standbys=(*here.standbys, *elsewhere), expected=self._expected)

    async def run(self) -> None:
        await self._bus.serve(STANDING, self._tell, shared=False)
        await self._bus.serve(JOURNAL, self._give, shared=False)
        while True:
            missing = self._expected and not (await asyncio.to_thread(self.now)).standbys
            if missing and not self.missing:
                log.error("standby.missing", what="if this engine dies, calls wait for its restart")
            elif self.missing and not missing:
                log.info("standby.there")
            self.missing = missing
            await asyncio.sleep(WATCH_EVERY)

    async def _tell(self, _: bytes) -> bytes:
        if not self._lease.holds():
            raise NotForMe
        return _json(await asyncio.to_thread(self.now))

    async def _give(self, payload: bytes) -> bytes:
        if not self._lease.holds():
            raise NotForMe
        asked = _asked(payload)
        self._elsewhere[asked.who.node, asked.who.pid] = (asked.who, time.monotonic())
        return _pack(await asyncio.to_thread(self._source.piece, asked.wanted))


async def ask_standing(bus: Bus, within: float = 2.0) -> Standing | None:
    """None when no engine answers."""
    try:
        return msgspec.json.decode(await bus.ask(STANDING, b"", within=within), type=Standing)
    except NobodyAnswers:
        return None
