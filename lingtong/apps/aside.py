"""A second event loop in a thread, for work that must never hold up a call."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from lingtong.foundation.bus import Bus

Result = TypeVar("Result")


class Aside:
    """`async with Aside() as aside:` runs a loop beside this one until the end of the block."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)

    async def __aenter__(self) -> "Aside":
        self._thread.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)
        self._loop.close()

    async def do(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Its result, or what it raised; cancelling the wait cancels the work."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))


class BusFromAside:
    """Lets the other loop publish on the bus of this one."""

    def __init__(self, bus: Bus) -> None:
        self._bus, self._home = bus, asyncio.get_running_loop()

    async def publish(self, subject: str, payload: bytes) -> None:
        await asyncio.wrap_future(
            asyncio.run_coroutine_threadsafe(self._bus.publish(subject, payload), self._home)
        )
