"""Errands of flows, joined: the engine asks, and whoever has database and secrets answers."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import structlog
from fastapi import APIRouter

from lingtong.apps.center import CenterParts
from lingtong.apps.faxes import join_faxes
from lingtong.apps.messages import HeardMessages
from lingtong.apps.recordings import HeardByPhone, join_recordings
from lingtong.apps.speech import speech_errands
from lingtong.floor.ivr.errands import SEALED_WITH, SUBJECT, ErrandRunner, Letters
from lingtong.floor.ivr.packs import ERRANDS
from lingtong.floor.ivr.prompts.speech.ahead import SpeechAhead
from lingtong.floor.ivr.sources import api, handlers
from lingtong.floor.ivr.sources.book import SourceBook
from lingtong.floor.ivr.sources.databases.store import Databases
from lingtong.floor.ivr.sources.health import Breakers
from lingtong.floor.ivr.sources.http.client import HttpClient
from lingtong.floor.ivr.sources.own.rows import Rows
from lingtong.floor.ivr.sources.own.service import OwnTables
from lingtong.floor.ivr.sources.pins.hashing import PinHashes
from lingtong.floor.ivr.sources.pins.service import Pins
from lingtong.floor.ivr.sources.telling import HealthBoard, HealthTeller
from lingtong.floor.ivr.sources.trying import Trying
from lingtong.floor.turn import Errand, ErrandDone
from lingtong.foundation.bus import Bus, NobodyAnswers
from lingtong.foundation.config import SealBroken, Sealer
from lingtong.foundation.http import Parts

log = structlog.get_logger()
MOST_OUT = 5000  # errands of this engine that are out; more are refused at once
WAY = 0.4  # seconds for the way there and back, beside the errand's own time

_json = msgspec.json.Encoder().encode
_done = msgspec.json.Decoder(ErrandDone).decode


class ErrandsOfEngine:
    """Takes what the engine wants done and never lets it wait: `ask` returns at once, `done` follows."""

    def __init__(self, bus: Bus, letters: Letters, done: Callable[[ErrandDone], None]) -> None:
        self._bus, self._letters, self._done = bus, letters, done
        self._asked: deque[Errand] = deque()
        self._woken = asyncio.Event()
        self._out = 0

    def ask(self, errand: Errand) -> None:
        self._asked.append(errand)
        self._woken.set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                await self._woken.wait()
                self._woken.clear()
                while self._asked:
                    self._send(self._asked.popleft(), group)

    def _send(self, errand: Errand, group: asyncio.TaskGroup) -> None:
        if self._out >= MOST_OUT:
            return self._done(_not_done(errand, "failed", "too_many"))
        self._out += 1
        task = group.create_task(self._one(errand))
        task.add_done_callback(self._came_back)

    def _came_back(self, _: "asyncio.Task[None]") -> None:
        self._out -= 1

    async def _one(self, errand: Errand) -> None:
        try:
            letter = self._letters.close(_json(errand), "there")
            answer = await self._bus.ask(SUBJECT, letter, within=errand.within + WAY)
            done = _done(self._letters.open(answer, "back"))
        except NobodyAnswers:
            done = _not_done(errand, "failed", "nobody_answers")
        except (msgspec.MsgspecError, SealBroken):
            done = _not_done(errand, "failed", "answer_unreadable")
        self._done(done)


def _not_done(errand: Errand, outcome: str, why: str) -> ErrandDone:
    log.warning("errand.not_run", errand_id=errand.id, kind=errand.kind, why=why)
    return ErrandDone(
        errand_id=errand.id,
        interaction_id=errand.interaction_id,
        outcome="late" if outcome == "late" else "failed",
        why=why,
    )


@dataclass(frozen=True, kw_only=True)
class SourceParts:
    book: SourceBook
    client: HttpClient
    databases: Databases
    tables: OwnTables
    pins: Pins
    breakers: Breakers
    runner: ErrandRunner
    ahead: SpeechAhead
    teller: HealthTeller
    board: HealthBoard

    async def run(self, bus: Bus) -> None:
        """Answer errands until cancelled."""
        await self.book.follow(bus)
        await self.runner.serve(bus)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.ahead.follow(bus))
                group.create_task(self.teller.run())
        finally:
            await self.close()

    async def show(self, bus: Bus) -> None:
        """Know what is to be shown, until cancelled."""
        await self.board.follow(bus)
        await self.book.follow(bus)
        try:
            await asyncio.Event().wait()
        finally:
            await self.close()

    async def close(self) -> None:
        await self.client.close()
        await self.databases.close()


def letters_of(parts: Parts) -> Letters:
    """Sealed where a bus carries them that others run."""
    return Letters(Sealer(parts.secrets, SEALED_WITH) if parts.settings.bus else None)


def join_sources(parts: Parts, center: CenterParts) -> SourceParts:
    breakers = Breakers(parts.clock)
    book = SourceBook(
        parts.database,
        center.catalog,
        center.kind("http-services"),
        center.kind("data-sources"),
        center.seal,
        breakers,
    )
    client, databases = HttpClient(parts.clock), Databases(parts.settings.sources)
    tables = OwnTables(parts.database, parts.clock, parts.ids)
    pins = Pins(parts.database, PinHashes(parts.secrets), parts.settings.pins, parts.clock, parts.ids)
    runner = ErrandRunner(letters_of(parts))
    runner.handle(speech_errands(center.speaking, parts.settings))
    runner.handle({"fax": join_faxes(parts).documents()})
    recordings = join_recordings(parts)
    runner.handle({"recording": HeardByPhone(recordings), "messages": HeardMessages(parts, recordings)})
    runner.handle({"pack": ERRANDS})
    runner.handle(handlers.handlers_of(book, client, databases, tables, pins, breakers))
    return SourceParts(
        book=book,
        client=client,
        databases=databases,
        tables=tables,
        pins=pins,
        breakers=breakers,
        runner=runner,
        ahead=SpeechAhead(center.speaking),
        teller=HealthTeller(parts.bus, breakers, parts.settings.node),
        board=HealthBoard(parts.clock),
    )


def source_routes(parts: Parts, sources: SourceParts) -> APIRouter:
    queries = handlers.Queries(sources.book, sources.databases, sources.tables, sources.breakers)
    trying = Trying(sources.book, sources.client, queries, sources.tables, parts.clock, parts.ids)
    rows = Rows(parts.database, sources.book, parts.clock, parts.ids)
    return api.routes(trying, rows, sources.pins, sources.board)
