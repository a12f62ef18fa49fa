"""Browsers by the thousand for S8, as bare as can be: each notes how old a view is when it arrives.

`python -m bench.fan_crowd PORT` reads one line of JSON with the tokens and the numbers of sockets, opens
them, says so, and then answers each line `measure SECONDS` with what it saw.
"""

import asyncio
import json
import sys
import time
from array import array
from datetime import datetime
from typing import Any

import uvloop

from bench.figures import percentile

ALIVE_EVERY = 5.0
AT_ONCE = 100
ALIVE = b"\x81\x90" + b"\x00" * 4 + b'{"kind":"alive"}'  # masked with zeros, as RFC 6455 allows
REQUEST = (
    "GET /api/live?window={window} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
    "Cookie: lt_session={token}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class Crowd:
    def __init__(self) -> None:
        self.ages: dict[str, array[float]] = {"desk": array("d"), "wall": array("d")}
        self.bytes = 0
        self.is_measuring = False
        self.lost = 0

    def heard(self, kind: str, frame: bytes, now: float) -> None:
        """Only views that carry the moment in which they were made."""
        mark = b'"since":"' if kind == "desk" else b'"at":"'
        wanted = b'"agent.changed"' if kind == "desk" else b'"figures.changed"'
        if wanted not in frame[:40]:
            return
        begins = frame.find(mark)
        if begins < 0:
            return
        begins += len(mark)
        text = frame[begins : frame.index(b'"', begins)].decode()
        self.ages[kind].append(now - datetime.fromisoformat(text).timestamp())


class Browser(asyncio.Protocol):
    """One socket. `slow` ones never read again after the handshake."""

    def __init__(self, crowd: Crowd, kind: str, request: bytes, *, slow: bool = False) -> None:
        self._crowd, self._kind, self._request, self._slow = crowd, kind, request, slow
        self._buffer = b""
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.time()
        data = self._buffer + data if self._buffer else data
        if not self.opened.done():
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._buffer = head
                return
            if b" 101 " not in head[:20]:
                self.opened.set_exception(RuntimeError(head.decode()))
                return
            self.opened.set_result(None)
            if self._slow:
                self.transport.pause_reading()
        self._buffer = self._frames(data, now)

    def connection_lost(self, _: Exception | None) -> None:
        if not self._slow:
            self._crowd.lost += 1

    def alive(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(ALIVE)

    def _frames(self, data: bytes, now: float) -> bytes:
        at = 0
        while len(data) - at >= 2:
            size, begins = data[at + 1], at + 2
            if size == 126:
                size, begins = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, begins = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            if len(data) < begins + size:
                break
            if self._crowd.is_measuring:
                self._crowd.bytes += size
                self._crowd.heard(self._kind, data[begins : begins + size], now)
            at = begins + size
        return data[at:]


async def run(port: int) -> None:
    reader = asyncio.StreamReader(limit=1 << 22)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    wanted = json.loads(await reader.readline())
    crowd, browsers = Crowd(), list[Browser]()
    async with asyncio.TaskGroup() as group:
        living = group.create_task(_live(browsers))
        await _open(crowd, port, wanted, browsers)
        say(open=len(browsers))
        while line := (await reader.readline()).decode().split():
            if line[0] != "measure":
                break
            await _measure(crowd, float(line[1]))
        living.cancel()


async def _open(crowd: Crowd, port: int, wanted: dict[str, Any], browsers: list[Browser]) -> None:
    turns, loop = asyncio.Semaphore(AT_ONCE), asyncio.get_running_loop()

    async def one(kind: str, number: int, slow: bool) -> None:
        tokens = wanted[f"{kind}_tokens"] or [""]
        window = "wall" if kind == "wall" else f"w{number}"
        request = REQUEST.format(window=window, port=port, token=tokens[number % len(tokens)])
        async with turns:
            browser = Browser(crowd, kind, request.encode(), slow=slow)
            await loop.create_connection(lambda: browser, "127.0.0.1", port)
            await browser.opened
        browsers.append(browser)

    asked = [
        (kind, number, number >= wanted[kind])
        for kind in ("desk", "wall")
        for number in range(wanted[kind] + wanted[f"slow_{kind}"])
    ]
    await asyncio.gather(*(one(*this) for this in asked))


async def _live(browsers: list[Browser]) -> None:
    """A sign of life from each every five seconds, evenly spread."""
    slices = 50
    while True:
        for part in range(slices):
            for browser in browsers[part::slices]:
                browser.alive()
            await asyncio.sleep(ALIVE_EVERY / slices)


async def _measure(crowd: Crowd, seconds: float) -> None:
    for ages in crowd.ages.values():
        del ages[:]
    crowd.bytes, crowd.is_measuring = 0, True
    await asyncio.sleep(seconds)
    crowd.is_measuring = False
    found = {
        kind: {
            "count": len(ages),
            "p50": percentile(ages, 0.5),
            "p99": percentile(ages, 0.99),
            "most": max(ages),
        }
        for kind, ages in crowd.ages.items()
        if ages
    }
    say(**found, bytes=crowd.bytes, lost=crowd.lost)


def say(**words: Any) -> None:
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    uvloop.run(run(int(sys.argv[1])))
