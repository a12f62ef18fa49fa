import asyncio
from collections.abc import Awaitable, Callable

import structlog

from lingtong.foundation.bus.ports import NobodyAnswers, NotForMe

log = structlog.get_logger("bus")

Answer = Callable[[bytes], Awaitable[bytes]]
Hear = Callable[[str, bytes], Awaitable[None]]
LONGEST_QUEUE = 10_000
CLOSE_WITHIN = 5.0  # seconds


class InProcessBus:
    """For one process. Each subscriber hears in order, in a task of its own: a slow one holds up nobody."""

    def __init__(self) -> None:
        self._servers: dict[str, Answer] = {}
        self._subscribers: list[_Subscriber] = []

    @property
    def is_connected(self) -> bool:
        return True

    async def ask(self, subject: str, payload: bytes, *, within: float) -> bytes:
        server = self._servers.get(subject)
        if server is None:
            raise NobodyAnswers("Nobody answers now. Try again in a moment.", subject=subject)
        try:
            async with asyncio.timeout(within):
                return await server(payload)
        except TimeoutError:
            raise NobodyAnswers("No answer in time. Try again in a moment.", subject=subject) from None
        except NotForMe:
            raise NobodyAnswers("Nobody answers now. Try again in a moment.", subject=subject) from None
        except Exception as error:
            log.exception("bus.answer_failed", subject=subject)
            text = "The answer failed over there. Try again in a moment."
            raise NobodyAnswers(text, subject=subject) from error

    async def serve(self, subject: str, answer: Answer, *, shared: bool = True) -> None:  # noqa: ARG002
        self._servers[subject] = answer

    async def publish(self, subject: str, payload: bytes) -> None:
        for subscriber in self._subscribers:
            if matches(subscriber.pattern, subject):
                subscriber.give(subject, payload)

    async def subscribe(self, subject: str, hear: Hear) -> None:
        self._subscribers.append(_Subscriber(subject, hear))

    def when_back(self, act: Callable[[], Awaitable[None]]) -> None:
        """It is never away."""

    async def close(self) -> None:
        """What was published before is still heard, by whoever is not stuck."""
        subscribers, self._subscribers = self._subscribers, []
        self._servers.clear()
        hearing = [asyncio.ensure_future(subscriber.close()) for subscriber in subscribers]
        if not hearing:
            return
        _, stuck = await asyncio.wait(hearing, timeout=CLOSE_WITHIN)
        for one in stuck:
            one.cancel()
        for subscriber in subscribers:
            subscriber.end()
        await asyncio.sleep(0)  # in which they end


class _Subscriber:
    def __init__(self, pattern: str, hear: Hear) -> None:
        self.pattern = pattern
        self._hear = hear
        self._waiting: asyncio.Queue[tuple[str, bytes] | None] = asyncio.Queue(LONGEST_QUEUE)
        self._task = asyncio.get_running_loop().create_task(self._run(), name=f"bus {pattern}")

    def give(self, subject: str, payload: bytes) -> None:
        try:
            self._waiting.put_nowait((subject, payload))
        except asyncio.QueueFull:
            log.error("bus.subscriber_too_slow", pattern=self.pattern)

    async def close(self) -> None:
        await self._waiting.put(None)
        await asyncio.wait([self._task])

    def end(self) -> None:
        if not self._task.done():
            log.warning("bus.listener_stuck", pattern=self.pattern)
            self._task.cancel()

    async def _run(self) -> None:
        while (item := await self._waiting.get()) is not None:
            await heard(self._hear, *item)


def matches(pattern: str, subject: str) -> bool:
    if pattern.endswith(".>"):
        return subject.startswith(pattern[:-1]) and len(subject) > len(pattern) - 1
    return pattern == subject


async def heard(hear: Hear, subject: str, payload: bytes) -> None:
    """A listener that fails is told of and goes on with the next message."""
    try:
        await hear(subject, payload)
    except Exception:
        log.exception("bus.listener_failed", subject=subject)
