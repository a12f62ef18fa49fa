import msgspec
import pytest

from lingtong.floor.center import Center
from lingtong.floor.live.centers import CenterBook
from lingtong.foundation.bus import InProcessBus

pytestmark = pytest.mark.room


async def test_what_was_saved_before_the_book_listened_is_in_it() -> None:
    bus, book = InProcessBus(), CenterBook(Center(revision=5))

    async def snapshot(_: bytes) -> bytes:
        return msgspec.json.encode(Center(revision=7))

    await bus.serve("center.snapshot", snapshot)
    await bus.publish("center.changed", await snapshot(b""))
    await book.follow(bus)
    assert book.current().revision == 7
    await bus.publish("center.changed", msgspec.json.encode(Center(revision=8)))
    await bus.close()
    assert book.current().revision == 8


async def test_a_book_follows_where_nobody_tells_a_snapshot() -> None:
    bus, book = InProcessBus(), CenterBook(Center(revision=5))
    await book.follow(bus)
    await bus.publish("center.changed", msgspec.json.encode(Center(revision=6)))
    await bus.close()
    assert book.current().revision == 6
