"""One WebSocket to Asterisk: requests in order, answers matched to them, events handed on."""

import asyncio
from collections.abc import Callable
from itertools import count
from typing import Any

import aiohttp
import msgspec

from lingtong.switch.ari.generated import AnyEvent, Request, RESTResponse

Answered = Callable[[RESTResponse], None]
Event = AnyEvent


class SocketLost(Exception):
    """The connection ended; a clean end counts as a loss too."""


class AriSocket:
    """Requests are sent in the order of `ask`, without waiting for one another's answers.

    Asterisk reads them one by one, so the order holds there too.
    """

    def __init__(
        self,
        socket: aiohttp.ClientWebSocketResponse,
        http: aiohttp.ClientSession,
        hear: Callable[[Event], None],
        may_send: Callable[[], bool],
    ) -> None:
        self._socket, self._http = socket, http
        self._hear, self._may_send = hear, may_send
        self._ids = count(1)
        self._waiting: dict[str, Answered] = {}
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self._encoder = msgspec.json.Encoder()
        self._decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(AnyEvent)

    def ask(self, request: Request, answered: Answered) -> None:
        number = str(next(self._ids))
        self._waiting[number] = answered
        self._outgoing.put_nowait(self._encoder.encode(_wire(number, request)))

    async def answer(self, request: Request) -> RESTResponse:
        """Ask and wait. Raises `SocketLost` where the connection ends meanwhile."""
        future: asyncio.Future[RESTResponse] = asyncio.get_running_loop().create_future()

        def answered(response: RESTResponse) -> None:
            if not future.done():
                future.set_result(response)

        self.ask(request, answered)
        return await future

    async def fetch(self, request: Request) -> bytes:
        """Ask for what may be long, beside the socket: Asterisk dies of an answer over half a megabyte there.

        (It lays each message on a thread's stack; the list of 900 channels is longer.)
        """
        async with self._http.request(request.method, f"/ari/{request.uri}", params=request.query) as answer:
            body = await answer.read()
            if answer.status != 200:
                raise SocketLost(f"{request.uri}: {answer.status} {body.decode(errors='replace')}")
            return body

    async def run(self) -> None:
        """Until the connection ends: raises `SocketLost` then."""
        async with asyncio.TaskGroup() as tasks:
            sending = tasks.create_task(self._send())
            try:
                await self._receive()
            finally:
                sending.cancel()
        raise SocketLost(f"the socket was closed ({self._socket.close_code})")

    async def _send(self) -> None:
        while True:
            data = await self._outgoing.get()
            if not self._may_send():  # asked here as well: what waited may have waited for long
                await self._socket.close()
                return
            try:
                await self._socket.send_frame(data, aiohttp.WSMsgType.TEXT)
            except (aiohttp.ClientError, ConnectionError):
                await self._socket.close()
                return

    async def _receive(self) -> None:
        async for message in self._socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            try:
                event = self._decoder.decode(message.data)
            except msgspec.MsgspecError:
                continue  # an event that nobody here reads
            if isinstance(event, RESTResponse):
                answered = self._waiting.pop(event.request_id, None)
                if answered is not None:
                    answered(event)
            else:
                self._hear(event)


def _wire(number: str, request: Request) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "type": "RESTRequest",
        "transaction_id": number,
        "request_id": number,
        "method": request.method,
        "uri": request.uri,
    }
    if request.query:
        wire["query_strings"] = [{"name": name, "value": value} for name, value in request.query.items()]
    if request.body is not None:
        wire["content_type"] = "application/json"
        wire["message_body"] = msgspec.json.encode(request.body).decode()
    return wire
