"""The engine's side: the book follows the database, survives without it, and is never built in one go."""

import asyncio
from pathlib import Path

import msgspec
import structlog

from lingtong.floor.lists.model import NumberBook
from lingtong.floor.lists.telling import CHANGED, PAGE, ListsChange, ListsPage, PageAsk
from lingtong.foundation.bus import Bus, NobodyAnswers

WITHIN = 10.0
LONGEST_TAIL = 2000  # changes behind the pages of the file; then it is written anew

log = structlog.get_logger()
_change = msgspec.json.Decoder(ListsChange).decode
_page = msgspec.json.Decoder(ListsPage).decode
_encode = msgspec.json.Encoder().encode


class FollowedBook:
    """`book` is the one to ask; it is another object after it was fetched whole."""

    def __init__(self, file: Path) -> None:
        self.book = NumberBook()
        self.revision = 0
        self._file, self._tail = file, 0
        self._lock = asyncio.Lock()  # what is told while pages are fetched comes behind them

    def load(self) -> None:
        """What was last known, page by page and change by change. A torn end is what it is: missing."""
        try:
            with self._file.open("rb") as lines:
                for line in lines:
                    self._take(_change(line))
        except FileNotFoundError:
            return
        except (OSError, msgspec.MsgspecError) as error:
            log.warning("lists.file_unreadable", error=str(error))
            self.revision = -1  # no change fits behind it: the pages are fetched

    async def run(self, bus: Bus) -> None:
        """Until the bus is closed."""

        async def hear(_: str, payload: bytes) -> None:
            await self._hear(bus, _change(payload))

        await bus.subscribe(CHANGED, hear)
        async with self._lock:
            await self._fetch(bus)

    async def _hear(self, bus: Bus, change: ListsChange) -> None:
        async with self._lock:
            await self._follow(bus, change)

    async def _follow(self, bus: Bus, change: ListsChange) -> None:
        if change.revision == self.revision + 1 and not change.whole and self._tail < LONGEST_TAIL:
            self._take(change)
            self._append(change)
        elif change.revision > self.revision or (change.whole and change.revision != self.revision):
            await self._fetch(bus)

    def _take(self, change: ListsChange) -> None:
        for entry in change.gone:
            self.book.drop(entry)
        for entry in change.put:
            self.book.put(entry)
        self.revision, self._tail = change.revision, self._tail + 1

    async def _fetch(self, bus: Bus) -> None:
        """All pages into a new book; between two of them the calls go on."""
        book, first, after = NumberBook(), None, ""
        fresh = self._file.with_suffix(".tmp")
        try:
            self._write(fresh, b"")
            while True:
                page = _page(await bus.ask(PAGE, _encode(PageAsk(after=after)), within=WITHIN))
                first = page.revision if first is None else first
                for entry in page.entries:
                    book.put(entry)
                self._append(ListsChange(revision=first, put=page.entries), fresh)
                after = page.next
                if not after:
                    break
        except (NobodyAnswers, msgspec.MsgspecError) as error:
            log.warning("lists.not_fetched", error=type(error).__name__)
            return
        self.book, self.revision, self._tail = book, first, 0
        self._keep(fresh)

    def _keep(self, fresh: Path) -> None:
        try:
            fresh.replace(self._file)
        except OSError as error:
            log.error("lists.not_kept", error=error.strerror)

    def _write(self, file: Path, data: bytes) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        except OSError as error:
            log.error("lists.not_kept", error=error.strerror)

    def _append(self, change: ListsChange, file: Path | None = None) -> None:
        try:
            with (file or self._file).open("ab") as out:
                out.write(_encode(change) + b"\n")
        except OSError as error:
            log.error("lists.not_kept", error=error.strerror)
