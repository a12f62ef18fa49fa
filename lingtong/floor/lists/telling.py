"""From the database to the engine: each change of entries alone, everything page by page where one is missed.

The center's snapshot holds the lists but not their entries: a hundred thousand of them would be written,
sent and read again whenever somebody renames a queue.
"""

from collections.abc import Sequence

import msgspec
import structlog

from lingtong.floor.lists import store
from lingtong.floor.lists.model import Entry
from lingtong.foundation.bus import Bus, NobodyAnswers
from lingtong.foundation.db import Database
from lingtong.kit import Clock

CHANGED, PAGE = "lists.changed", "lists.page"
A_PAGE = 500  # one or two milliseconds of the engine's

log = structlog.get_logger()


class ListsChange(msgspec.Struct, frozen=True, kw_only=True):
    """What turns revision `revision` - 1 into `revision`; `whole` none of it: fetch the pages."""

    revision: int
    put: tuple[Entry, ...] = ()
    gone: tuple[Entry, ...] = ()
    whole: bool = False


class PageAsk(msgspec.Struct, frozen=True, kw_only=True):
    after: str = ""


class ListsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`revision` is at least that of every entry on the page. `next` is empty on the last."""

    revision: int
    entries: tuple[Entry, ...]
    next: str = ""


class ListsTeller:
    def __init__(self, database: Database, bus: Bus, clock: Clock) -> None:
        self._database, self._bus, self._clock = database, bus, clock
        self._serves = False

    async def start(self) -> None:
        """Answer those who ask for pages, and say which revision there is."""
        if not self._serves:
            await self._bus.serve(PAGE, self._page)
            self._bus.when_back(self._tell_revision)
            self._serves = True
        await self._tell_revision()

    async def tell(self, revision: int, put: Sequence[Entry] = (), gone: Sequence[Entry] = ()) -> None:
        """After the commit. Never raises: who misses it fetches the pages at the next change."""
        await self._publish(ListsChange(revision=revision, put=tuple(put), gone=tuple(gone)))

    async def tell_whole(self, revision: int) -> None:
        """Too much for one message."""
        await self._publish(ListsChange(revision=revision, whole=True))

    async def _publish(self, change: ListsChange) -> None:
        try:
            await self._bus.publish(CHANGED, msgspec.json.encode(change))
        except NobodyAnswers:
            log.error("lists.not_told", revision=change.revision)

    async def _tell_revision(self) -> None:
        async with self._database.reading_everywhere() as reader:
            revision = await store.revision(reader.session)
        await self._bus.publish(CHANGED, msgspec.json.encode(ListsChange(revision=revision, whole=True)))

    async def _page(self, payload: bytes) -> bytes:
        asked = msgspec.json.decode(payload, type=PageAsk)
        async with self._database.reading_everywhere() as reader:
            revision = await store.revision(reader.session)
            entries, last = await store.page(reader.session, asked.after, A_PAGE, self._clock.now())
        more = last if len(entries) == A_PAGE else ""
        return msgspec.json.encode(ListsPage(revision=revision, entries=tuple(entries), next=more))
