"""Sockets by the thousand: a frame is made once and written to many; no task stands behind a socket."""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import structlog
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.protocol import State

log = structlog.get_logger("http")
EXTENSION = "lingtong.wire"


class Wire(Protocol):
    """An accepted socket that its route has let go of (`detach`)."""

    def detach(self, hear: Callable[[str | None], None], lost: Callable[[], None]) -> None:
        """From now on the socket lives without its route, which may return.

        `hear` gets each text, None for a message that is no text; `lost` is called once, at its end.
        """
        ...

    def write(self, frames: bytes) -> None:
        """Whole frames, as `text_frame` makes them. Never waits; look at `backlog`."""
        ...

    @property
    def backlog(self) -> int:
        """Bytes that the other side has not taken yet."""
        ...

    def close(self, code: int, reason: str) -> None: ...

    def abort(self) -> None:
        """End it at once; what is in the backlog is thrown away."""
        ...


def wire_of(scope: Any) -> Wire:
    found: Wire = scope["extensions"][EXTENSION]
    return found


def text_frame(text: str | bytes) -> bytes:
    """RFC 6455 section 5.2: an unmasked, final text frame."""
    data = text.encode() if isinstance(text, str) else text
    size = len(data)
    if size < 126:
        return bytes((0x81, size)) + data
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + data
    return b"\x81\x7f" + size.to_bytes(8, "big") + data


def short_text(data: bytes) -> str | None:
    """The text of one whole, final, masked, short text frame (RFC 6455 section 5.2) and nothing else."""
    size = len(data) - 6
    if not 0 <= size < 126 or data[0] != 0x81 or data[1] != 0x80 | size:
        return None
    mask = (data[2:6] * (size // 4 + 1))[:size]
    bare = int.from_bytes(data[6:], "big") ^ int.from_bytes(mask, "big")
    try:
        return bare.to_bytes(size, "big").decode()
    except UnicodeDecodeError:
        return None  # the library says how that is answered


class _Nowhere(asyncio.Queue[Any]):
    """Nobody receives from a detached socket."""

    def put_nowait(self, item: Any) -> None: ...


_nowhere = _Nowhere()


class WireProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol; a route may take the socket out of its hands, see `Wire`."""

    _hear: Callable[[str | None], None] | None = None
    _lost: Callable[[], None] | None = None

    # --- what a route gets

    def detach(self, hear: Callable[[str | None], None], lost: Callable[[], None]) -> None:
        self._hear, self._lost = hear, lost
        self.stop_keepalive()  # who detaches looks after silence by itself
        while not self.queue.empty():
            event: Any = self.queue.get_nowait()
            if event["type"] == "websocket.receive":
                hear(event.get("text"))
            elif event["type"] == "websocket.disconnect":
                lost()
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    def write(self, frames: bytes) -> None:
        if not self.close_sent and not self.transport.is_closing():
            self.transport.write(frames)

    @property
    def backlog(self) -> int:
        return self.transport.get_write_buffer_size()

    def close(self, code: int, reason: str) -> None:
        if self.close_sent or self.transport.is_closing() or self.conn.state is not State.OPEN:
            return
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.close)

    def abort(self) -> None:
        self.transport.abort()

    # --- uvicorn's protocol, where it must know

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = self

    def data_received(self, data: bytes) -> None:
        """A sign of life is one short frame in one piece: it is read here, everything else by the library."""
        hear = self._hear
        if hear is not None and not self.close_sent and self._is_between_messages():
            text = short_text(data)
            if text is not None:
                return hear(text)
        super().data_received(data)

    def _is_between_messages(self) -> bool:
        """No frame has come in part, and no message in fragments is being put together."""
        return self.conn.state is State.OPEN and not self.frames and not self.conn.reader.buffer

    def send_receive_event_to_app(self) -> None:
        if self._hear is None:
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if self.close_sent:
            return
        try:
            text = bytes(data).decode() if self.curr_msg_data_type == "text" else None
        except UnicodeDecodeError:
            self.close(1007, "not UTF-8")
            self.transport.close()
            return
        self._hear(text)

    def handle_close(self, event: Frame) -> None:
        super().handle_close(event)
        self._gone()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._gone()

    def shutdown(self) -> None:
        super().shutdown()
        self._gone()

    async def run_asgi(self) -> None:
        """As uvicorn's, but the end of the route is not the end of a detached socket."""
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            log.debug("socket.gone")
        except BaseException:
            log.exception("socket.failed")
            self.send_500_response()
        else:
            if not self.handshake_complete:
                self.send_500_response()
        if self._hear is not None:
            self._forget()
        elif self.close_timer is None:
            self.transport.close()

    def _gone(self) -> None:
        lost, self._lost = self._lost, None
        if lost is not None:
            lost()

    def _forget(self) -> None:
        """What only the handshake needed."""
        for name in ("scope", "request", "response"):
            self.__dict__.pop(name, None)
        self.queue = _nowhere
