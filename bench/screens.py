"""Three hundred desks as browsers see them: open live sockets that note when a ringing customer is shown."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp

_RINGING, _NO_CARD = '"state":"ringing"', '"card":null'
_SEAT = '"kind":"seat.changed"'
_ID = re.compile(r'"interaction_id":"([0-9a-f-]{36})"')
_AT_ONCE = 20
_ALIVE_EVERY = 4.0


class Screens:
    """`shown`: when each interaction rang on a screen with its card. `bare`: those that came without one."""

    def __init__(self, address: str, http: aiohttp.ClientSession) -> None:
        self._address, self._http = address, http
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self.shown: dict[str, float] = {}
        self.bare: set[str] = set()
        self.messages = 0
        self.seats: list[tuple[float, str, str]] = []  # received at, agent's name, the view

    async def open(self, desk: dict[str, str], group: asyncio.TaskGroup) -> asyncio.Task[None]:
        """Open one desk's socket and make the agent ready; its reading goes on in the group."""
        async with self._turns:
            cookie = {"Cookie": f"lt_session={desk['token']}", "Origin": self._address}
            url = f"{self._address}/api/live?window={desk['name']}".replace("http", "ws", 1)
            socket = await self._http.ws_connect(url, headers=cookie, max_msg_size=0)
            await socket.receive()  # hello
            for command in ({"do": "log_in", "window_id": desk["name"]}, {"do": "set_ready"}):
                headers = {**cookie, "X-CSRF-Token": desk["csrf"]}
                async with self._http.post(
                    f"{self._address}/api/commands", json=command, headers=headers
                ) as answer:
                    if answer.status != 200:
                        raise RuntimeError(f"{command}: {answer.status} {await answer.text()}")
        return group.create_task(self._watch(socket, desk["name"]))

    def _rings(self, text: str, at: float) -> None:
        found = _ID.search(text)
        if found is not None and _NO_CARD in text:
            self.bare.add(found[1])
        elif found is not None:
            self.shown.setdefault(found[1], at)

    async def _watch(self, socket: aiohttp.ClientWebSocketResponse, name: str) -> None:
        living = asyncio.create_task(live(socket))
        try:
            async for message in socket:
                self.messages += 1
                text: str = message.data
                if _RINGING in text:
                    self._rings(text, time.time())
                elif _SEAT in text[:40]:
                    self.seats.append((time.time(), name, text))
        finally:
            living.cancel()
            await socket.close()


@asynccontextmanager
async def open_screens(address: str, desks: Sequence[dict[str, str]]) -> AsyncIterator[Screens]:
    limits = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=limits) as http, asyncio.TaskGroup() as group:
        screens = Screens(address, http)
        watching = await asyncio.gather(*(screens.open(desk, group) for desk in desks))
        try:
            yield screens
        finally:
            for one in watching:
                one.cancel()


async def live(socket: aiohttp.ClientWebSocketResponse) -> None:
    with contextlib.suppress(ConnectionError):
        while True:
            await asyncio.sleep(_ALIVE_EVERY)
            await socket.send_str('{"kind":"alive"}')
