"""The live sockets of browsers: views out, signs of life in; no task stands behind a socket."""

import asyncio
from collections import Counter
from typing import Annotated, Literal
from uuid import uuid4

import msgspec
import structlog
from fastapi import APIRouter, Depends, Query, WebSocket

from lingtong.floor.live.hub import Hub
from lingtong.floor.live.listener import Listener
from lingtong.floor.live.screens import Screens
from lingtong.foundation.db import is_outage
from lingtong.foundation.http import Parts, parts_of
from lingtong.foundation.http.wire import Wire, text_frame, wire_of
from lingtong.foundation.identity import Principal, requires, still
from lingtong.kit import Refusal

log = structlog.get_logger()
SILENCE = 15.0  # seconds without a sign of life; the browser gives one every 5
STUCK = 10.0  # seconds that a browser may take to read what it was sent before the socket is given up
RECHECK = 60.0
LOOK_EVERY = 0.5
LONGEST = 4096
MOST_PER_AGENT = 20

Watcher = Annotated[Principal, Depends(requires("desk.use", "floor.view", "wallboard.view"))]
Window = Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{0,64}$")]


class _Alive(msgspec.Struct):
    kind: Literal["alive"]


_from_browser = msgspec.json.Decoder(_Alive)


class LiveSocket:
    """One of them."""

    __slots__ = ("checked", "heard", "is_screen", "listener", "sign", "stuck_since", "told", "who", "wire")

    def __init__(self, who: Principal, window: str, wire: Wire) -> None:
        at_desk = who.agent_id if who.may("desk.use") else None
        self.who, self.wire = who, wire
        self.listener = Listener(
            tenant_id=who.tenant_id,
            agent_id=at_desk or "",
            window_id=window or uuid4().hex,
            outlet=wire,
            is_wall=not who.may("desk.use", "floor.view"),
            sees_floor=who.may("floor.view"),
        )
        self.is_screen = bool(at_desk and window)
        self.heard = self.checked = self.told = _now()
        self.sign = False  # a sign of life since the last look
        self.stuck_since = 0.0

    @property
    def screen(self) -> tuple[str, str, str]:
        return self.listener.tenant_id, self.listener.agent_id, self.listener.window_id


class Sockets:
    """All of this process."""

    def __init__(self, hub: Hub, screens: Screens) -> None:
        self._hub, self._screens = hub, screens
        self._open: set[LiveSocket] = set()
        self._windows: Counter[str] = Counter()
        self._parts: Parts | None = None

    async def accept(self, socket: WebSocket, who: Principal, window: str, parts: Parts) -> None:
        """The route may return after this: the socket lives on by itself."""
        self._parts = parts
        try:
            await socket.accept()
        except OSError:  # the window was closed or went on to another page before it was let in
            return
        one = LiveSocket(who, window, wire_of(socket.scope))
        if self._windows[one.listener.agent_id] >= MOST_PER_AGENT and one.listener.agent_id:
            await socket.close(4429, "too many windows")
            return
        self._open.add(one)
        self._windows[one.listener.agent_id] += 1
        one.wire.detach(lambda text: self._hear(one, text), lambda: self._lost(one))
        if one.is_screen:
            self._hub.spawn(self._open_screen(one))
        else:
            self._hub.join(one.listener)

    async def _open_screen(self, one: LiveSocket) -> None:
        """The engine hears of the window first, so that the hello shows it."""
        await self._screens.opened(*one.screen)
        if one in self._open:
            self._hub.join(one.listener)

    def _hear(self, one: LiveSocket, text: str | None) -> None:
        if text is None:
            return self._close(one, 1003, "text only")
        if len(text) > LONGEST:
            return self._close(one, 1009, "too long")
        try:
            _from_browser.decode(text)
        except msgspec.MsgspecError:
            return self._close(one, 4422, "unreadable")
        one.heard, one.sign = _now(), True
        assert self._parts is not None
        at = self._parts.clock.now().isoformat()
        one.listener.push(text_frame(f'{{"kind":"alive","server_time":"{at}"}}'))

    def _lost(self, one: LiveSocket) -> None:
        if one not in self._open:
            return
        self._open.discard(one)
        self._windows[one.listener.agent_id] -= 1
        self._hub.leave(one.listener)
        if one.is_screen:
            self._hub.spawn(self._screens.closed(*one.screen))

    def _close(self, one: LiveSocket, code: int, reason: str) -> None:
        one.wire.close(code, reason)
        self._lost(one)

    # --- now and then

    async def look_after(self) -> None:
        """Notice who is silent, stuck, or not the same person any more. Until cancelled."""
        while True:
            await asyncio.sleep(min(LOOK_EVERY, SILENCE / 3))
            now = _now()
            for one in tuple(self._open):
                self._look_at(one, now)
            signs = [one for one in self._open if one.sign]
            for one in signs:
                one.sign = False
                if one.is_screen:
                    await self._screens.still_there(*one.screen)
            await self._recheck([one for one in signs if now - one.checked >= RECHECK], now)

    def _look_at(self, one: LiveSocket, now: float) -> None:
        if now - one.heard >= SILENCE:
            self._close(one, 4408, "silent")
        elif not one.listener.stuck:
            one.stuck_since = 0.0
        elif not one.stuck_since:
            one.stuck_since = now
        elif now - one.stuck_since >= STUCK:
            one.wire.abort()
            self._lost(one)

    async def _recheck(self, due: list[LiveSocket], now: float) -> None:
        """Who was signed out, locked or given another role does not listen on. Each session is asked once."""
        by_session: dict[str, list[LiveSocket]] = {}
        for one in due:
            one.checked = now
            by_session.setdefault(one.who.session_id, []).append(one)
        for session_id, sockets in by_session.items():
            who, code, reason = await self._again(session_id)
            for one in sockets:
                if code:
                    self._close(one, code, reason)
                elif who is not None and not _same(who, one.who):
                    self._close(one, 4403, "rights changed")

    async def _again(self, session_id: str) -> tuple[Principal | None, int, str]:
        assert self._parts is not None
        try:
            return await still(self._parts, session_id), 0, ""
        except Refusal:
            return None, 4401, "session.none"
        except Exception as error:
            if not is_outage(error):
                raise
            log.warning("socket.recheck_failed", error=type(error).__name__)
            return None, 0, ""


def routes(hub: Hub, screens: Screens) -> APIRouter:
    router, sockets = APIRouter(), Sockets(hub, screens)
    hub.runs(sockets.look_after)

    @router.websocket("/api/live")
    async def live(
        socket: WebSocket, who: Watcher, parts: Annotated[Parts, Depends(parts_of)], window: Window = ""
    ) -> None:
        await sockets.accept(socket, who, window, parts)

    return router


def _same(now: Principal, before: Principal) -> bool:
    return (now.permissions, now.agent_id) == (before.permissions, before.agent_id)


def _now() -> float:
    return asyncio.get_running_loop().time()
