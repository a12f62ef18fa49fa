"""Changes that come while the pages are fetched: none of them is lost."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from lingtong.floor.lists.following import FollowedBook
from lingtong.floor.lists.model import Entry
from lingtong.floor.lists.telling import CHANGED, PAGE, ListsChange, ListsPage, PageAsk
from lingtong.foundation.bus import InProcessBus

pytestmark = pytest.mark.room

_now = datetime(2026, 11, 23, tzinfo=UTC)
KNOWN, LATER = Entry("demo", "blocked", "10086"), Entry("demo", "blocked", "10010")


class SlowTeller:
    """Has two pages, and somebody saves before the second is asked for."""

    def __init__(self, bus: InProcessBus, saved: ListsChange) -> None:
        self._bus, self._saved = bus, saved
        self.asked = list[str]()

    async def page(self, payload: bytes) -> bytes:
        after = msgspec.json.decode(payload, type=PageAsk).after
        self.asked.append(after)
        if not after:
            return msgspec.json.encode(ListsPage(revision=5, entries=(KNOWN,), next="10086"))
        await self._bus.publish(CHANGED, msgspec.json.encode(self._saved))
        await asyncio.sleep(0.01)  # in which it is heard
        return msgspec.json.encode(ListsPage(revision=6, entries=()))


@pytest.mark.parametrize("known", [0, 5])
async def test_a_change_that_comes_while_the_pages_are_fetched_is_in_the_book(
    tmp_path: Path, known: int
) -> None:
    bus, book = InProcessBus(), FollowedBook(tmp_path / "lists.jsonl")
    teller = SlowTeller(bus, ListsChange(revision=6, put=(LATER,), gone=(KNOWN,)))
    book.revision = known
    await bus.serve(PAGE, teller.page)
    await book.run(bus)
    await bus.close()
    assert book.revision == 6
    found = [list(book.book.matches("demo", one.number, _now)) for one in (KNOWN, LATER)]
    assert found == [[], ["blocked"]]
    assert teller.asked == ["", "10086"]
    again = FollowedBook(tmp_path / "lists.jsonl")
    again.load()
    assert (again.revision, len(again.book)) == (6, 1)
