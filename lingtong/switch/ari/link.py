"""Keep the one WebSocket to Asterisk: connect, prove that events come, notice every kind of loss."""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import msgspec
import structlog

from lingtong.switch.ari import generated as ari
from lingtong.switch.ari.socket import AriSocket, SocketLost
from lingtong.switch.runtime import SwitchSettings, running_pid, secrets_of

log = structlog.get_logger()

PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0)  # seconds between tries
PROVE_WITHIN = 5.0
SETTLE_WITHIN = 15.0
# An old socket's late clean-up can take the events from the new one: look often at first.
PROVE_EVERY = (0.5, 0.5, 1.0, 1.0, 2.0, 5.0)
_ALIVE = "lingtong-alive"


class TakenOver(Exception):
    """A newer engine has the switch now. This one must stop."""


# A switch that dies breaks off anything: the socket, a question beside it, the middle of an answer.
_LOST = (SocketLost, aiohttp.ClientError, OSError, TimeoutError, msgspec.MsgspecError)


class Link:
    """`connected` is called with each new socket before its events are let through, `lost` after its end."""

    def __init__(self, settings: SwitchSettings, may_send: Callable[[], bool]) -> None:
        self._settings, self._may_send = settings, may_send
        self._came = asyncio.Event()
        self.hear: Callable[[ari.AnyEvent], None] = lambda _: None

    async def run(
        self, connected: Callable[[AriSocket], Awaitable[None]], lost: Callable[[str, bool], None]
    ) -> None:
        tries, told = 0, ""
        while True:
            if not self._may_send():
                raise TakenOver("the lease of this engine is lost")
            was_up = asyncio.Event()
            reason, stopped = "the socket ended", False
            try:
                await self._once(connected, was_up)
            except TakenOver as problem:
                lost(str(problem), False)
                raise
            except _LOST as problem:
                reason = str(problem) or type(problem).__name__
                stopped = running_pid(self._settings) is None or isinstance(
                    problem, aiohttp.ClientConnectorError
                )
            tries = 0 if was_up.is_set() else tries + 1
            if was_up.is_set() or told != f"{stopped}":
                told = f"{stopped}"
                log.warning("switch.lost", reason=reason, stopped=stopped)
                lost(reason, stopped)
            await asyncio.sleep(PAUSES[min(tries, len(PAUSES) - 1)])

    async def _once(self, connected: Callable[[AriSocket], Awaitable[None]], was_up: asyncio.Event) -> None:
        who = aiohttp.encode_basic_auth("lingtong", secrets_of(self._settings).ari)
        url = f"/ari/events?app={self._settings.app}"
        base = f"http://127.0.0.1:{self._settings.http_port}"
        limits = aiohttp.ClientTimeout(total=None, sock_connect=3)
        async with (
            aiohttp.ClientSession(base, headers={"Authorization": who}, timeout=limits) as session,
            # No heartbeat of the socket's own: `_prove` asks for more, and more often.
            session.ws_connect(url, max_msg_size=0, timeout=aiohttp.ClientWSTimeout(ws_close=1)) as wire,
        ):
            socket = AriSocket(wire, session, self._event, self._may_send)
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(socket.run())
                    tasks.create_task(self._serve(socket, connected, was_up))
            except* (TakenOver, *_LOST) as group:
                raise _first(group.subgroup(TakenOver) or group) from None

    async def _serve(
        self, socket: AriSocket, connected: Callable[[AriSocket], Awaitable[None]], was_up: asyncio.Event
    ) -> None:
        allowed = {"allowed": [{"type": name} for name in ari.EVENT_NAMES], "disallowed": []}
        async with asyncio.timeout(SETTLE_WITHIN):
            await socket.answer(ari.applications_filter(self._settings.app, filter=allowed))
        await self._prove(socket)
        async with asyncio.timeout(30):
            await connected(socket)
        was_up.set()
        proofs = 0
        while True:
            await asyncio.sleep(PROVE_EVERY[min(proofs, len(PROVE_EVERY) - 1)])
            await self._prove(socket)
            proofs += 1

    async def _prove(self, socket: AriSocket) -> None:
        """Events must come: requests are answered even when events have stopped.

        Our own event is asked for, so that there is one at all; any other proves as much. On a full machine
        ours can be late by more than this, behind the others: to give up the socket then would send every
        new caller to the degraded mode and make the machine fuller still.
        """
        self._came.clear()
        socket.ask(ari.events_user_event(_ALIVE, self._settings.app), _nothing)
        async with asyncio.timeout(PROVE_WITHIN):
            await self._came.wait()

    def _event(self, event: ari.AnyEvent) -> None:
        self._came.set()
        if isinstance(event, ari.ChannelUserevent):
            return
        if isinstance(event, ari.ApplicationReplaced):
            raise TakenOver("another engine has connected to this switch")
        self.hear(event)


def _first(group: BaseExceptionGroup[Exception]) -> Exception:
    problem = group.exceptions[0]
    return _first(problem) if isinstance(problem, BaseExceptionGroup) else problem


def _nothing(_: ari.RESTResponse) -> None: ...
