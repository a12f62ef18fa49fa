import asyncio
from collections.abc import Awaitable, Callable

from lingtong.floor.live.listener import Listener

AT_ONCE = 64  # hellos that are asked of the engine at the same time
LOOK_AGAIN = 0.1  # seconds until a socket that is behind is looked at again


class Greeter:
    """Makes hellos for those who need one: the new, and those who had fallen behind and have caught up."""

    def __init__(self, hello: Callable[[Listener], Awaitable[bytes]]) -> None:
        self._hello = hello
        self._wanted: dict[Listener, None] = {}
        self._woken = asyncio.Event()

    def wanted(self, listener: Listener) -> None:
        self._wanted[listener] = None
        self._woken.set()

    def left(self, listener: Listener) -> None:
        self._wanted.pop(listener, None)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            turns = asyncio.Semaphore(AT_ONCE)
            while True:
                await self._woken.wait()
                self._woken.clear()
                behind = [listener for listener in self._wanted if listener.stuck and listener.outlet.backlog]
                ready = [listener for listener in self._wanted if listener not in behind]
                self._wanted = dict.fromkeys(behind)
                for listener in ready:
                    await turns.acquire()
                    group.create_task(self._greet(listener, turns))
                if behind:
                    await asyncio.sleep(LOOK_AGAIN)
                    self._woken.set()

    async def _greet(self, listener: Listener, turns: asyncio.Semaphore) -> None:
        try:
            listener.welcome(await self._hello(listener))
        finally:
            turns.release()
