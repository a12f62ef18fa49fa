"""A mouth and an ear on one RTP port: says a tone, presses keys, and tells which tones it heard.

SIPp does the signalling and names this port in its SDP; the sound is ours, so that it can be checked.
"""

import asyncio
import struct
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Self

import numpy as np

RATE = 8000
FRAME = 160  # 20 ms
KEYS = "0123456789*#"


class Voice(asyncio.DatagramProtocol):
    """Use as `async with Voice(tone=440) as voice`; `voice.port` goes into the SDP."""

    def __init__(self, tone: float = 0.0, host: str = "127.0.0.1", port: int = 0, sequence: int = 1) -> None:
        self._tone, self._host, self.port = tone, host, port
        self._transport: asyncio.DatagramTransport | None = None
        self._peer: tuple[str, int] | None = None
        self._talking: asyncio.Task[None] | None = None
        self._is_over = False
        self._first = self._sequence = sequence
        self._time = 0
        self._keys: list[str] = []
        self._is_pressing = False
        self.heard = bytearray()  # all of it, as G.711
        self.sent = 0  # packets of 20 ms
        self._recent: deque[tuple[float, bytes]] = deque(maxlen=50)
        self._came = asyncio.Event()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=(self._host, self.port)
        )
        self.port = self._transport.get_extra_info("sockname")[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._talking is not None:
            self._talking.cancel()
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if len(data) < 12 or data[0] >> 6 != 2 or 64 <= data[1] & 0x7F <= 95:
            return
        if data[1] & 0x7F == 0:
            self.heard += data[12:]
            self._recent.append((asyncio.get_running_loop().time(), data[12:]))
            self._came.set()
        self.talk_to(addr[0], addr[1])

    def talk_to(self, host: str, port: int) -> None:
        """Begin to speak (by itself after the first packet that comes in)."""
        if self._peer is None and not self._is_over:
            self._peer = (host, port)
            self._talking = asyncio.get_running_loop().create_task(self._talk())

    def falls_silent(self) -> None:
        """The call is over: who goes on sending to a port is taken for the next caller that has it."""
        self._is_over = True
        if self._talking is not None:
            self._talking.cancel()

    def press(self, keys: str) -> None:
        self._keys.extend(keys)

    async def has_pressed(self) -> None:
        """Wait until all keys have gone out: each takes a fifth of a second."""
        async with asyncio.timeout(20):
            while self._keys or self._is_pressing:  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    def tone(self, frequency: float) -> None:
        self._tone = frequency

    async def hears(self, frequency: float, within: float = 20.0, lasting: float = 0.0) -> None:
        """Wait until what was heard just now, and for so many seconds, is mostly this tone."""
        loop = asyncio.get_running_loop()
        since = None
        async with asyncio.timeout(within):
            while since is None or loop.time() - since < lasting:
                await self._until(lambda wave: share_of(wave, frequency) > 0.5, within)
                since = since or loop.time()
                await self._next()
                if share_of(self.just_now(), frequency) < 0.5:
                    since = None

    async def hears_sound(self, within: float = 20.0, above: float = 200.0) -> None:
        await self._until(lambda wave: loudness(wave) > above, within)

    async def hears_silence(self, within: float = 20.0) -> None:
        """Silent packets, or none at all."""
        await self._until(lambda wave: loudness(wave) < 40, within)

    def just_now(self) -> np.ndarray:
        """The sound of the last quarter of a second."""
        since = asyncio.get_running_loop().time() - 0.25
        return samples(b"".join(sound for at, sound in self._recent if at > since))

    async def _until(self, heard: Callable[[np.ndarray], bool], within: float) -> None:
        async with asyncio.timeout(within):
            while not heard(self.just_now()):
                await self._next()

    async def _next(self) -> None:
        """The next packet, or a little while without one."""
        self._came.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(0.05):
                await self._came.wait()

    async def _talk(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            if self._keys:
                self._is_pressing = True
                due = await self._press(self._keys.pop(0), due)
                self._is_pressing = False
            wave = np.sin(2 * np.pi * self._tone * (self._time + np.arange(FRAME)) / RATE) * 8000
            self._send(0, to_ulaw(wave if self._tone else wave * 0), marker=self._sequence == self._first)
            self._time += FRAME
            due += 0.02
            await asyncio.sleep(max(0.0, due - loop.time()))

    async def _press(self, key: str, due: float) -> float:
        """RFC 4733: one event of 100 ms, its end three times.

        Where we were late nothing is made up for: keys that come in a heap are taken for fewer.
        """
        loop = asyncio.get_running_loop()
        for step in range(1, 8):
            end = step > 5
            length = FRAME * min(step, 5)
            self._send(101, struct.pack("!BBH", KEYS.index(key), 0x80 | 10 if end else 10, length), step == 1)
            due = max(due, loop.time()) + 0.02
            await asyncio.sleep(max(0.0, due - loop.time()))
        self._time += FRAME * 7
        for _ in range(3):
            self._send(0, b"\xff" * FRAME)
            self._time += FRAME
            due += 0.02
        return due

    def _send(self, kind: int, payload: bytes, marker: bool = False) -> None:
        assert self._transport is not None
        head = struct.pack(
            "!BBHII", 0x80, kind | (0x80 if marker else 0), self._sequence & 0xFFFF, self._time, 7
        )
        self._sequence += 1
        self.sent += 1
        self._transport.sendto(head + payload, self._peer)


def to_ulaw(wave: np.ndarray) -> bytes:
    """G.711 mu-law of samples in the range of 16 bits."""
    value = np.clip(np.asarray(wave), -32635, 32635).astype(np.int32)
    sign = np.where(value < 0, 0x80, 0)
    size = np.abs(value) + 132
    exponent = np.clip(np.floor(np.log2(size)).astype(np.int32) - 7, 0, 7)
    mantissa = (size >> (exponent + 3)) & 0x0F
    coded: bytes = (~(sign | exponent << 4 | mantissa) & 0xFF).astype(np.uint8).tobytes()
    return coded


def samples(coded: bytes) -> np.ndarray:
    value = ~np.frombuffer(coded, np.uint8).astype(np.int32) & 0xFF
    size = (((value & 0x0F) << 3) + 132 << ((value >> 4) & 7)) - 132
    return np.where(value & 0x80, -size, size).astype(np.float64)


def loudness(wave: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(wave, dtype=np.float64)))) if len(wave) else 0.0


def share_of(wave: np.ndarray, frequency: float, rate: int = RATE) -> float:
    """How much of the sound's energy is this tone: 0 to 1."""
    energy = float(np.sum(np.square(wave, dtype=np.float64)))
    if len(wave) < 800 or energy < len(wave) * 100:
        return 0.0
    turn = np.exp(-2j * np.pi * frequency * np.arange(len(wave)) / rate)
    return float(2 * abs(np.sum(wave * turn)) ** 2 / (len(wave) * energy))
