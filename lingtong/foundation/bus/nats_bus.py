import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import nats
import structlog
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError
from nats.errors import TimeoutError as NatsTimeout
from nats.js.errors import BucketNotFoundError, KeyNotFoundError, KeyWrongLastSequenceError

from lingtong.foundation.bus.in_process import heard
from lingtong.foundation.bus.ports import NobodyAnswers, NotForMe
from lingtong.foundation.lease import Overtaken, RegisterAway
from lingtong.kit import Refusal

log = structlog.get_logger("bus")

# In an answer's header: the server of a subject failed, and says so instead of letting the asker wait.
FAILED = "Lingtong-Failed"
PING_EVERY = 5  # seconds; a server that is cut off counts as away after two pings without an answer
CLOSE_WITHIN = 5.0
ANSWERS_WITHIN = 2.0  # at the end
WAITS_FOR = 60.0  # seconds for a server that is not there at the start
SAY_EVERY = 5.0


class BusAway(Refusal):
    code = "bus.away"
    status = 503


class NatsBus:
    """For many processes. Served subjects are shared: one of the servers answers."""

    def __init__(self, connection: Any, link: "_Link") -> None:
        self._nats = connection
        self._link = link

    @classmethod
    async def connect(cls, url: str, name: str, within: float = WAITS_FOR) -> "NatsBus":
        """Waits aloud for the server, and raises `BusAway` when it did not come.

        Once connected it comes back for ever; what is published meanwhile waits in memory, as far as there is
        room.
        """
        link = _Link()
        connecting = asyncio.ensure_future(
            nats.connect(
                url,
                name=name,
                max_reconnect_attempts=-1,
                reconnect_time_wait=0.5,
                error_cb=link.note,
                disconnected_cb=link.went_down,
                reconnected_cb=link.came_up,
                allow_reconnect=True,
                connect_timeout=5,
                ping_interval=PING_EVERY,
            )
        )
        connection = await _there(connecting, url, within)
        await link.came_up()
        return cls(connection, link)

    @property
    def is_connected(self) -> bool:
        return bool(self._nats.is_connected)

    async def connected(self) -> None:
        """Waits for the server."""
        await self._link.up.wait()

    async def lost(self) -> None:
        await self._link.down.wait()

    def when_back(self, act: Callable[[], Awaitable[None]]) -> None:
        self._link.returns.append(act)

    async def register(self, name: str) -> "NatsRegister":
        """Entries that all processes see, each with a revision; kept by the server on its disk."""
        return NatsRegister(self._nats.jetstream(), name)

    async def ask(self, subject: str, payload: bytes, *, within: float) -> bytes:
        if not self._nats.is_connected:  # a question that waits here would be acted upon after its asker left
            raise NobodyAnswers("Nobody answers now. Try again in a moment.", subject=subject)
        try:
            with _cancels_kept():
                answer = await self._nats.request(subject, payload, timeout=within)
        except (NoRespondersError, NatsTimeout, NatsError, TimeoutError):
            raise NobodyAnswers("Nobody answers now. Try again in a moment.", subject=subject) from None
        if answer.headers and FAILED in answer.headers:
            raise NobodyAnswers("The answer failed over there. Try again in a moment.", subject=subject)
        found: bytes = answer.data
        return found

    async def serve(
        self, subject: str, answer: Callable[[bytes], Awaitable[bytes]], *, shared: bool = True
    ) -> None:
        async def reply(message: Any) -> None:
            try:
                found = await answer(message.data)
            except NotForMe:
                return
            except Exception:
                log.exception("bus.answer_failed", subject=subject)
                await self._nats.publish(message.reply, b"", headers={FAILED: "1"})
            else:
                await message.respond(found)

        with _cancels_kept():
            await self._nats.subscribe(subject, queue="servers" if shared else "", cb=_beside(reply))
        await self._flush()

    async def publish(self, subject: str, payload: bytes) -> None:
        try:
            with _cancels_kept():
                await self._nats.publish(subject, payload)
        except NatsError as error:
            raise NobodyAnswers("The bus is away.", subject=subject) from error

    async def subscribe(self, subject: str, hear: Callable[[str, bytes], Awaitable[None]]) -> None:
        async def on(message: Any) -> None:
            await heard(hear, message.subject, message.data)

        with _cancels_kept():
            await self._nats.subscribe(subject, cb=on)
        await self._flush()

    async def _flush(self) -> None:
        """A server that is away hears of the subscription when it is back."""
        with contextlib.suppress(NatsError, TimeoutError), _cancels_kept():
            if self._nats.is_connected:
                await self._nats.flush()

    async def close(self) -> None:
        """What has arrived is still heard. A server that does not answer is left as it is."""
        self._link.leaves = True
        if await self._answers():
            draining = asyncio.ensure_future(self._nats.drain())
            await asyncio.wait([draining], timeout=CLOSE_WITHIN)
            if draining.done() and draining.exception() is None:
                return
            draining.cancel()
        with contextlib.suppress(NatsError, RuntimeError, OSError):  # what waited for the server is given up
            async with asyncio.timeout(ANSWERS_WITHIN):
                await self._nats.close()

    async def _answers(self) -> bool:
        """One that is cut off counts as connected for a while, and `drain` waits for it."""
        if not self._nats.is_connected:
            return False
        try:
            await self._nats.flush(timeout=ANSWERS_WITHIN)
        except (NatsError, OSError, RuntimeError):
            return False
        return True


class NatsRegister:
    """Fulfills `lease.Register` with a bucket, made when it is written for the first time."""

    def __init__(self, streams: Any, name: str) -> None:
        self._streams, self._name = streams, name
        self._bucket: Any = None

    async def read(self, key: str) -> tuple[bytes, int] | None:
        try:
            with _cancels_kept():
                if self._bucket is None:
                    self._bucket = await self._streams.key_value(self._name)
                entry = await self._bucket.get(key)
        except (BucketNotFoundError, KeyNotFoundError):
            return None
        except (NatsError, TimeoutError) as error:
            raise RegisterAway from error
        return entry.value, entry.revision

    async def write(self, key: str, value: bytes, last: int) -> int:
        try:
            with _cancels_kept():
                if await self._is_missing():
                    self._bucket = await self._streams.create_key_value(bucket=self._name, history=1)
                found: int = await self._bucket.update(key, value, last=last)
        except KeyWrongLastSequenceError as error:
            raise Overtaken from error
        except (NatsError, TimeoutError) as error:
            self._bucket = None  # it may have gone with the server's disk
            raise RegisterAway from error
        return found

    async def _is_missing(self) -> bool:
        if self._bucket is None:
            with contextlib.suppress(BucketNotFoundError):
                self._bucket = await self._streams.key_value(self._name)
        return self._bucket is None


class _Link:
    def __init__(self) -> None:
        self.up, self.down = asyncio.Event(), asyncio.Event()
        self.returns: list[Callable[[], Awaitable[None]]] = []
        self._acting: asyncio.Task[None] | None = None
        self.leaves = False  # by our own will

    async def came_up(self) -> None:
        was_down = self.down.is_set()
        self.up.set()
        self.down.clear()
        if was_down:
            log.info("bus.back")
            self._acting = asyncio.create_task(self._act())

    async def _act(self) -> None:
        for act in tuple(self.returns):
            try:
                await act()
            except Exception:
                log.exception("bus.return_failed")

    async def note(self, error: Exception) -> None:
        if self.up.is_set():
            log.warning("bus.error", error=type(error).__name__)

    async def went_down(self) -> None:
        if not self.leaves:
            log.error("bus.away", what="calls go on; screens stand still until it is back")
        self.down.set()
        self.up.clear()


@contextlib.contextmanager
def _cancels_kept() -> Iterator[None]:
    """Whoever is cancelled in here ends here: the client of NATS swallows cancels.

    It does so on a flush, and by `asyncio.wait_for` of Python 3.11 where the answer comes in the same moment
    (python/cpython#86296). A task that goes on after that never ends.
    """
    task = asyncio.current_task()
    assert task is not None, "inside of a task"
    before = task.cancelling()
    try:
        yield
    finally:
        if task.cancelling() > before:
            raise asyncio.CancelledError


def _beside(reply: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
    """Answer several questions at once: one that takes long does not hold up the next."""
    running: set[asyncio.Task[None]] = set()

    async def start(message: Any) -> None:
        async def run() -> None:
            await reply(message)

        task = asyncio.get_running_loop().create_task(run())
        running.add(task)
        task.add_done_callback(running.discard)

    return start


async def _there(connecting: asyncio.Future[Any], url: str, within: float) -> Any:
    loop = asyncio.get_running_loop()
    until, place = loop.time() + within, urlsplit(url).netloc.rpartition("@")[2]
    while True:
        left = until - loop.time()
        done, _ = await asyncio.wait([connecting], timeout=max(min(SAY_EVERY, left), 0))
        if done:
            return connecting.result()
        if left <= 0:
            connecting.cancel()
            text = f"NATS at {place} has not answered for {within:.0f} s. Start it, or mend `bus`."
            raise BusAway(text)
        log.warning("bus.waits", server=place, seconds_left=round(until - loop.time()))
