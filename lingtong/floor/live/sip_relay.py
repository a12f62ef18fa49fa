"""The browser phone's WebSocket (RFC 7118), carried between the page's own origin and the switch."""

import asyncio
from typing import Annotated

import aiohttp
import structlog
from fastapi import APIRouter, Cookie, WebSocket
from starlette.websockets import WebSocketDisconnect, WebSocketState

from lingtong.floor.live.visitors import Visitors
from lingtong.foundation.identity import check_origin
from lingtong.foundation.identity.guard import signed_in_by_cookie
from lingtong.kit import Refusal

log = structlog.get_logger()
VISITOR_COOKIE = "lt_visitor"
SUBPROTOCOL = "sip"
LARGEST = 65_536  # bytes of one SIP message
MOST_LINES = 2000
MOST_PER_PERSON = 4
LONGEST_VISIT = 3600.0  # seconds; a stranger does not keep a line for ever
REACH_WITHIN = 5.0
SEND_WITHIN = 10.0


class SipRelay:
    """`url` is the switch's WebSocket, `ws://127.0.0.1:8088/ws`."""

    def __init__(self, url: str, visitors: Visitors) -> None:
        self._url, self._visitors = url, visitors
        self._lines: dict[str, int] = {}

    async def serve(self, socket: WebSocket, visitor_token: str | None) -> None:
        if SUBPROTOCOL not in socket.scope.get("subprotocols", []):
            await socket.close(4400, "subprotocol sip is needed")
            return
        try:
            check_origin(socket, needed=True)
            person = await self._person(socket, visitor_token)
        except Refusal as no:
            await socket.close(4000 + no.status, no.code)
            return
        if self._lines.get(person, 0) >= MOST_PER_PERSON or sum(self._lines.values()) >= MOST_LINES:
            await socket.close(4429, "too many lines")
            return
        loan = self._visitors.loan(visitor_token or "") if person.startswith("visitor ") else None
        self._lines[person] = self._lines.get(person, 0) + 1
        if loan is not None:
            self._visitors.line_opened(loan)
        try:
            async with asyncio.timeout(LONGEST_VISIT if loan is not None else None):
                await self._carry(socket)
        except TimeoutError:
            log.info("sip_relay.visit_over")
        finally:
            self._lines[person] -= 1
            if not self._lines[person]:
                del self._lines[person]
            if loan is not None:
                self._visitors.line_closed(loan)

    async def _person(self, socket: WebSocket, visitor_token: str | None) -> str:
        """A visitor's cookie counts first: an agent may try the customer page beside the desk."""
        if visitor_token and self._visitors.loan(visitor_token) is not None:
            return f"visitor {visitor_token}"
        return (await signed_in_by_cookie(socket)).principal.user_id

    async def _carry(self, socket: WebSocket) -> None:
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=REACH_WITHIN)
        async with aiohttp.ClientSession(timeout=timeout) as client:
            try:
                async with asyncio.timeout(REACH_WITHIN):
                    switch = await client.ws_connect(
                        self._url, protocols=(SUBPROTOCOL,), max_msg_size=LARGEST, autoping=True, compress=0
                    )
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                log.warning("sip_relay.switch_away", error=type(error).__name__)
                await socket.close(1013, "switch away")
                return
            await socket.accept(SUBPROTOCOL)
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(_from_browser(socket, switch))
                    group.create_task(_from_switch(switch, socket))
            except* _Ended:
                pass
            except* (WebSocketDisconnect, RuntimeError, TimeoutError, OSError, aiohttp.ClientError) as errors:
                log.info("sip_relay.cut", error=type(errors.exceptions[0]).__name__)
            finally:
                await _close_both(socket, switch)


class _Ended(Exception):
    """One side has closed: the other is to follow."""


async def _from_browser(socket: WebSocket, switch: aiohttp.ClientWebSocketResponse) -> None:
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            raise _Ended
        text, data = message.get("text"), message.get("bytes")
        if len(text or data or "") > LARGEST:
            log.warning("sip_relay.too_large")
            raise _Ended
        async with asyncio.timeout(SEND_WITHIN):
            if text is not None:
                await switch.send_str(text)
            elif data is not None:
                await switch.send_bytes(data)


async def _from_switch(switch: aiohttp.ClientWebSocketResponse, socket: WebSocket) -> None:
    async for message in switch:
        async with asyncio.timeout(SEND_WITHIN):
            if message.type is aiohttp.WSMsgType.TEXT:
                await socket.send_text(message.data)
            elif message.type is aiohttp.WSMsgType.BINARY:
                await socket.send_bytes(message.data)
    raise _Ended


async def _close_both(socket: WebSocket, switch: aiohttp.ClientWebSocketResponse) -> None:
    try:
        async with asyncio.timeout(1.0):
            if WebSocketState.DISCONNECTED not in (socket.client_state, socket.application_state):
                await socket.close(1001)
            await switch.close()
    except (RuntimeError, TimeoutError, OSError):
        log.debug("sip_relay.closed_already")


def routes(relay: SipRelay) -> APIRouter:
    router = APIRouter()

    @router.websocket("/sip")
    async def sip(socket: WebSocket, lt_visitor: Annotated[str | None, Cookie(max_length=64)] = None) -> None:
        await relay.serve(socket, lt_visitor)

    return router
