import asyncio
from collections import deque
from dataclasses import dataclass, field

MOST_WAITING = 512  # messages: several seconds of a very busy floor


@dataclass(eq=False, slots=True)
class Listener:
    """One open socket: who it is, and what waits to be sent.

    A socket that falls behind is not waited for and not fed for ever: what waits is dropped and it becomes
    `stale`; when it can be written to again, it gets a fresh hello that holds everything.
    """

    tenant_id: str
    agent_id: str
    window_id: str
    is_wall: bool = False  # a screen that nobody acts on: views of one second together are enough
    waiting: deque[str] = field(default_factory=deque)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    stale: bool = True

    def push(self, message: str) -> None:
        if self.stale:
            return
        if len(self.waiting) >= MOST_WAITING:
            self.refresh()
            return
        self.waiting.append(message)
        self.woken.set()

    def refresh(self) -> None:
        """Begin again with a hello."""
        self.waiting.clear()
        self.stale = True
        self.woken.set()

    def greeted(self) -> None:
        """A hello is being asked for: from now on keep what comes, it will be sent behind it."""
        self.waiting.clear()
        self.stale = False

    async def something_to_send(self) -> None:
        while not (self.stale or self.waiting):
            self.woken.clear()
            await self.woken.wait()
