"""Joins the account of whether calls are taken to the journal, the disk and the bus."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec
import structlog

from lingtong.floor.availability.signs import Kept, Left, Moments, Sign, SignFile, kept_in, last
from lingtong.floor.availability.taking import Change, Taking
from lingtong.floor.engine import Engine
from lingtong.foundation.bus import Bus, NobodyAnswers, NotForMe
from lingtong.foundation.lease import LastBeat
from lingtong.kit import Clock, Ids

log = structlog.get_logger("availability")
KIND, KEY = "taking", "system"
SUBJECT = "engine.taking"
BEAT_EVERY = 1.0
FRESH = 3.0  # seconds in which a sign on the disk tells of one who lives
ASK_WITHIN = 1.0

_json = msgspec.json.Encoder().encode


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """This engine, and what it knows of the one before. `waited`: it stood by meanwhile."""

    node: str = "node-1"
    generation: int = 1
    waited: bool = False
    at_register: LastBeat | None = None


class TakesCalls:
    """`look` after each turn, `run` beside the engine, `stop` where it ends in order.

    Nothing is done for a call: a turn costs a comparison, a second one write of half a kilobyte.
    """

    def __init__(  # noqa: PLR0913 - a parts list
        self,
        *,
        engine: Engine,
        clock: Clock,
        ids: Ids,
        folder: Path,
        who: Who,
        left: Left,
        holds: Callable[[], bool],
    ) -> None:
        self._engine, self._holds, self._file = engine, holds, SignFile(folder)
        self._stopped = False
        kept = _kept(engine)
        self._taking = Taking(
            ids=ids,
            moment=Moments(clock).now,
            node=who.node,
            generation=who.generation,
            kept=kept,
            before=last(kept.sign if kept is not None else None, left, who.at_register),
            waited=who.waited,
        )

    def look(self) -> None:
        board = self._engine.floor.board
        if board.switch_connected != self._taking.taking and not self._stopped:
            self._write(self._taking.look(connected=board.switch_connected, tenants=board.center.tenants))

    def met(self) -> None:
        self._write(self._taking.met(self._engine.floor.board.center.tenants))

    def stop(self) -> None:
        self._stopped = True
        self._write(self._taking.stop())

    async def run(self, bus: Bus) -> None:
        await bus.serve(SUBJECT, self._tell, shared=False)
        try:
            async with asyncio.TaskGroup() as group:
                beaten = asyncio.Event()
                group.create_task(self._sync(beaten))
                while True:
                    if self._holds():
                        self._write(self._taking.beat())
                        self._put()
                        beaten.set()
                    await asyncio.sleep(BEAT_EVERY)
        finally:
            self._file.close()

    async def _sync(self, beaten: asyncio.Event) -> None:
        """Beside the beats: a disk that answers late is no engine that stood still."""
        while True:
            await beaten.wait()
            beaten.clear()
            await asyncio.to_thread(self._file.sync)

    async def _tell(self, _: bytes) -> bytes:
        if not self._holds():
            raise NotForMe
        return _json(self._taking.sign)

    def _write(self, change: Change | None) -> None:
        if change is None or not self._holds():
            return
        for fact in change.facts:
            log.info("availability.recorded", fact=type(fact).__name__, tenant_id=fact.tenant_id)
        self._put()
        self._engine.record(list(change.facts), [(KIND, KEY, change.kept)])

    def _put(self) -> None:
        """Who has not taken calls yet has no sign to give: that of the one before stays."""
        if self._taking.taking or self._taking.begun:
            self._file.put(self._taking.sign)


def _kept(engine: Engine) -> Kept | None:
    body = engine.journal.entities().get((KIND, KEY))
    return kept_in(body) if body is not None else None


async def ask_taking(bus: Bus, folder: Path | None, clock: Clock) -> Sign | None:
    """The engine's own word, or where none answers, what the disk tells; None where nobody knows.

    `folder` is that of the journal, where it is the only one.
    """
    try:
        return msgspec.json.decode(await bus.ask(SUBJECT, b"", within=ASK_WITHIN), type=Sign)
    except NobodyAnswers:
        pass
    found = await asyncio.to_thread(SignFile(folder).read) if folder is not None else None
    if found is None or not found.taking:
        return found
    if (clock.now() - found.moment.at).total_seconds() <= FRESH:
        return found
    return msgspec.structs.replace(found, taking=False, why="died")
