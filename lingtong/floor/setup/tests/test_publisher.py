"""What is saved reaches everybody, also where the database goes away just after it."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from lingtong.floor.setup import publisher
from lingtong.floor.setup.tests.conftest import World
from lingtong.foundation.db import Database

pytestmark = pytest.mark.room


def away(*_: Any) -> Any:
    raise OperationalError("SELECT", None, Exception("connection refused"))


async def test_what_could_not_be_told_is_told_when_the_database_is_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publisher, "AGAIN_AFTER", 0.01)
    running = asyncio.create_task(world.center.publisher.run())
    await world.make("queues", name="Sales", number="3100")
    world.published.clear()
    world.applied.clear()
    with monkeypatch.context() as patch:
        patch.setattr(Database, "reading_everywhere", away)
        await world.center.publisher.publish()
    assert not world.published
    async with asyncio.timeout(5):
        while not world.applied:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    assert [queue.number for queue in world.published[0].queues.values()] == ["3100"]
    running.cancel()
    await asyncio.wait([running])
