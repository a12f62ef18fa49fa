"""One browser's live socket: writes views, reads signs of life, ends by itself when the browser is gone."""

import asyncio
from typing import Annotated, Literal
from uuid import uuid4

import msgspec
import structlog
from fastapi import APIRouter, Depends, Query, WebSocket
from starlette.websockets import WebSocketDisconnect, WebSocketState

from lingtong.floor.live.hub import Hub
from lingtong.floor.live.listener import Listener
from lingtong.floor.live.screens import Screens
from lingtong.foundation.db import is_outage
from lingtong.foundation.http import Parts, parts_of
from lingtong.foundation.identity import Principal, requires, still
from lingtong.kit import Clock, Refusal

log = structlog.get_logger()
SILENCE = 15.0  # seconds without a sign of life; the browser gives one every 5
SEND_WITHIN = 10.0  # seconds that one bundle of messages may take before the socket is given up
RECHECK = 60.0
LONGEST = 4096
MOST_PER_AGENT = 20

Watcher = Annotated[Principal, Depends(requires("desk.use", "floor.view", "wallboard.view"))]
Window = Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{0,64}$")]


class _Alive(msgspec.Struct):
    kind: Literal["alive"]


_from_browser = msgspec.json.Decoder(_Alive)


class Closing(Exception):
    """The socket is to be closed, with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


def routes(hub: Hub, screens: Screens) -> APIRouter:
    router = APIRouter()

    @router.websocket("/api/live")
    async def live(
        socket: WebSocket, who: Watcher, parts: Annotated[Parts, Depends(parts_of)], window: Window = ""
    ) -> None:
        await LiveSocket(hub, screens, parts, who, window).run(socket)

    return router


class LiveSocket:
    def __init__(self, hub: Hub, screens: Screens, parts: Parts, who: Principal, window: str) -> None:
        self._hub, self._screens, self._parts, self._who = hub, screens, parts, who
        self._clock: Clock = parts.clock
        at_desk = who.agent_id if who.may("desk.use") else None
        self._listener = Listener(
            tenant_id=who.tenant_id,
            agent_id=at_desk or "",
            window_id=window or uuid4().hex,
            is_wall=not who.may("desk.use", "floor.view"),
        )
        self._is_screen = bool(at_desk and window)
        self._checked = asyncio.get_running_loop().time()

    async def run(self, socket: WebSocket) -> None:
        await socket.accept()
        board = self._hub.board(self._who.tenant_id)
        listener = self._listener
        if sum(1 for _ in board.screens_of(listener.agent_id)) >= MOST_PER_AGENT:
            await socket.close(4429, "too many windows")
            return
        board.join(listener)
        try:
            if self._is_screen:
                await self._screens.opened(listener.tenant_id, listener.agent_id, listener.window_id)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._write(socket))
                group.create_task(self._read(socket))
        except* (WebSocketDisconnect, TimeoutError, RuntimeError):
            pass  # the browser is gone; RuntimeError is Starlette's word for sending after its close
        except* Closing as closing:
            await self._close(socket, closing)
        finally:
            board.leave(listener)
            if self._is_screen:
                await asyncio.shield(
                    self._screens.closed(listener.tenant_id, listener.agent_id, listener.window_id)
                )

    async def _write(self, socket: WebSocket) -> None:
        listener = self._listener
        while True:
            await listener.something_to_send()
            if listener.stale:
                listener_hello = await self._hub.hello(listener)
                async with asyncio.timeout(SEND_WITHIN):
                    await socket.send_text(listener_hello)
            async with asyncio.timeout(SEND_WITHIN):
                while listener.waiting:
                    await socket.send_text(listener.waiting.popleft())

    async def _read(self, socket: WebSocket) -> None:
        listener = self._listener
        while True:
            try:
                async with asyncio.timeout(SILENCE):
                    message = await socket.receive_text()
            except TimeoutError:
                raise Closing(4408, "silent") from None
            except KeyError:
                raise Closing(1003, "text only") from None
            if len(message) > LONGEST:
                raise Closing(1009, "too long")
            try:
                _from_browser.decode(message)
            except msgspec.MsgspecError:
                raise Closing(4422, "unreadable") from None
            listener.push(f'{{"kind":"alive","server_time":"{self._clock.now().isoformat()}"}}')
            if self._is_screen:
                await self._screens.still_there(listener.tenant_id, listener.agent_id, listener.window_id)
            await self._recheck()

    async def _recheck(self) -> None:
        """Who was signed out, locked or given another role does not listen on. Done at a sign of life."""
        now = asyncio.get_running_loop().time()
        if now - self._checked < RECHECK:
            return
        self._checked = now
        try:
            who = await still(self._parts, self._who.session_id)
        except Refusal:
            raise Closing(4401, "session.none") from None
        except Exception as error:
            if not is_outage(error):
                raise
            log.warning("socket.recheck_failed", error=type(error).__name__)
            return
        if (who.permissions, who.agent_id) != (self._who.permissions, self._who.agent_id):
            raise Closing(4403, "rights changed")

    async def _close(self, socket: WebSocket, group: BaseExceptionGroup[Closing]) -> None:
        closing = next(error for error in group.exceptions if isinstance(error, Closing))
        if socket.application_state is WebSocketState.CONNECTED:
            try:
                await socket.close(closing.code, closing.reason)
            except RuntimeError:
                log.debug("socket.closed_already")
