"""Calls that are watched from outside: when the first word comes, and when caller and agent hear each other.

A few such callers ride along with the load. Times are the kernel's for what comes in.
"""

import asyncio
import contextlib
import re
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from bench.load import CARRIER

_SO_TIMESTAMPNS = 35
_SPEAKS_EVERY = 0.004  # seconds between packets until the agent is heard: what `joined` can be wrong by
_FRAME = 0.02
_AGAIN = 0.5  # seconds until a request is sent again
_PATIENCE = 15.0
_MARK = b"lingtong-bench"
_FIELD = re.compile(r"^(call-id|cseq|to|m|contact)\s*[:=]\s*(.*?)\s*$", re.IGNORECASE | re.MULTILINE)
_AUDIO = re.compile(r"^m=audio (\d+)", re.MULTILINE)

Take = Callable[[bytes, tuple[str, int], float], None]


class Port:
    """A UDP port whose packets come with the time at which the kernel took them."""

    def __init__(self, host: str, take: Take) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self._socket.bind((host, 0))
        self._socket.setblocking(False)
        self._take = take
        self.number: int = self._socket.getsockname()[1]
        asyncio.get_running_loop().add_reader(self._socket, self._readable)

    def send(self, data: bytes, to: tuple[str, int]) -> None:
        self._socket.sendto(data, to)

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()

    def _readable(self) -> None:
        while True:
            try:
                data, extra, _, source = self._socket.recvmsg(4096, 64)
            except BlockingIOError:
                return
            at = time.time()
            for level, kind, stamp in extra:
                if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS:
                    seconds, nanoseconds = struct.unpack("qq", stamp[:16])
                    at = seconds + nanoseconds / 1e9
            self._take(data, source, at)


@dataclass
class Watched:
    """One call. Times are 0 where it did not come so far."""

    number: int
    dials: str
    call_id: str
    called_at: float
    first_sound_at: float = 0.0
    pressed_at: float = 0.0
    heard_at: float = 0.0  # the agent's phone hears the caller
    hears_at: float = 0.0  # the caller hears the agent's phone
    released: bool = False
    wants_agent: bool = True
    to: str = ""
    media: tuple[str, int] = ("", 0)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def failed(self) -> bool:
        if not self.released:
            return True
        return not self.first_sound_at or (self.wants_agent and not self.hears_at)


class Probes:
    """`ear` is where the phones of all agents have their sound sent: it gives back the voice of a probe."""

    def __init__(self) -> None:
        self._sip = Port(CARRIER, self._signal)
        self._sound = Port(CARRIER, self._caller_hears)
        self._ear = Port("127.0.0.1", self._agent_hears)
        self._calls: dict[str, Watched] = {}
        self._numbers = count(1)
        self._by_media: dict[tuple[str, int], Watched] = {}
        self._early: dict[tuple[str, int], float] = {}
        self._switch = ("", 0)

    @property
    def ear(self) -> int:
        return self._ear.number

    def close(self) -> None:
        for port in (self._sip, self._sound, self._ear):
            port.close()

    async def call(self, dials: str, sip_port: int, *, listens: float, wants_agent: bool = True) -> Watched:
        """A whole call: until it is released, or has taken too long."""
        self._switch = ("127.0.0.1", sip_port)
        number = next(self._numbers)
        one = Watched(
            number, dials, f"probe-{number}-{self._sip.number}", time.time(), wants_agent=wants_agent
        )
        self._calls[one.call_id] = one
        try:
            async with asyncio.timeout(_PATIENCE), asyncio.TaskGroup() as group:
                living = group.create_task(self._live(one, listens))
                await one.done.wait()
                living.cancel()
        except TimeoutError:
            self._send(one, "BYE", 4)
        finally:
            del self._calls[one.call_id]
            self._by_media.pop(one.media, None)
            self._early.pop(one.media, None)
        return one

    async def _live(self, one: Watched, listens: float) -> None:
        while not one.to:
            self._send(one, "INVITE", 1, _sdp(self._sound.number))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(one.answered.wait(), _AGAIN)
        # A phone speaks as soon as it is answered; Asterisk's own Answer() waits up to half a second for it.
        packets = count(1)
        while not one.first_sound_at or time.time() < one.called_at + listens:
            self._sound.send(_silence(one.number, next(packets)), one.media)
            await asyncio.sleep(_FRAME)
        if not one.wants_agent:
            self._send(one, "BYE", 2)
            one.released = True
            return one.done.set()
        one.pressed_at = time.time()
        self._send(one, "INFO", 2, "Signal=1\r\nDuration=100\r\n", "application/dtmf-relay")
        for packet in packets:
            self._sound.send(_voice(one.number, packet), one.media)
            await asyncio.sleep(_SPEAKS_EVERY if not one.hears_at else 0.2)

    # --- what comes in

    def _signal(self, data: bytes, source: tuple[str, int], _: float) -> None:
        text = data.decode(errors="replace")
        head = {name.lower(): value for name, value in _FIELD.findall(text)}
        one = self._calls.get(head.get("call-id", ""))
        if text.startswith("BYE"):
            self._sip.send(_ok(text), source)
            if one is not None:
                one.released = True
                one.done.set()
        elif one is not None and text.startswith("SIP/2.0 200") and "INVITE" in head["cseq"]:
            self._answered(one, text, head["to"])
        elif (
            one is not None and text.startswith("SIP/2.0 ") and "INVITE" in head["cseq"] and text[8] in "456"
        ):
            one.to = head["to"]
            self._send(one, "ACK", 1)
            one.done.set()

    def _answered(self, one: Watched, text: str, to: str) -> None:
        audio = _AUDIO.search(text)
        if not one.to and audio is not None:
            one.to, one.media = to, ("127.0.0.1", int(audio[1]))
            one.first_sound_at = self._early.pop(one.media, 0.0)
            self._by_media[one.media] = one
            one.answered.set()
        self._send(one, "ACK", 1)

    def _caller_hears(self, data: bytes, source: tuple[str, int], at: float) -> None:
        if len(data) < 12 or data[1] & 0x7F != 0:
            return
        one = self._by_media.get(source)
        if one is None:
            self._early.setdefault(source, at)
            return
        one.first_sound_at = one.first_sound_at or at
        if not one.hears_at and _MARK in data:
            one.hears_at = at

    def _agent_hears(self, data: bytes, source: tuple[str, int], at: float) -> None:
        number = _number_of(data)
        if number is None:
            return
        for one in self._calls.values():
            if one.number == number and not one.heard_at:
                one.heard_at = at
        self._ear.send(data, source)

    # --- what goes out

    def _send(
        self, one: Watched, method: str, number: int, body: str = "", kind: str = "application/sdp"
    ) -> None:
        host, port = self._switch
        lines = [
            f"{method} sip:{one.dials}@{host}:{port} SIP/2.0",
            f"Via: SIP/2.0/UDP {CARRIER}:{self._sip.number};branch=z9hG4bK-{one.call_id}-{method}",
            f"From: <sip:137{one.number:08d}@{CARRIER}:{self._sip.number}>;tag=p{one.number}",
            f"To: {one.to or f'<sip:{one.dials}@{host}:{port}>'}",
            f"Call-ID: {one.call_id}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:probe@{CARRIER}:{self._sip.number}>",
            "Max-Forwards: 70",
            *([f"Content-Type: {kind}"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        self._sip.send(("\r\n".join(lines) + "\r\n\r\n" + body).encode(), (host, port))


def _sdp(port: int) -> str:
    lines = ("v=0", f"o=probe 1 1 IN IP4 {CARRIER}", "s=-", f"c=IN IP4 {CARRIER}", "t=0 0")
    media = (f"m=audio {port} RTP/AVP 0", "a=rtpmap:0 PCMU/8000", "a=sendrecv")
    return "\r\n".join([*lines, *media]) + "\r\n"


def _voice(number: int, packet: int) -> bytes:
    head = struct.pack("!BBHII", 0x80, 0, packet & 0xFFFF, packet * 160, number)
    return head + (_MARK + struct.pack("!I", number)).ljust(160, b"\x55")


def _silence(number: int, packet: int) -> bytes:
    return struct.pack("!BBHII", 0x80, 0, packet & 0xFFFF, packet * 160, number) + b"\xff" * 160


def _number_of(data: bytes) -> int | None:
    at = data.find(_MARK)
    if at < 12 or data[1] & 0x7F != 0:
        return None
    number: int = struct.unpack_from("!I", data, at + len(_MARK))[0]
    return number


def _ok(request: str) -> bytes:
    kept = [
        line
        for line in request.split("\r\n")[1:]
        if line.lower().startswith(("via", "from", "to:", "call-id", "cseq"))
    ]
    return ("\r\n".join(["SIP/2.0 200 OK", *kept, "Content-Length: 0"]) + "\r\n\r\n").encode()
