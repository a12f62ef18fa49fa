"""Supervisors' boards and walls: open live sockets that keep every view of the figures they are told."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp

from bench.screens import live

_FIGURES = '"kind":"figures.changed"'


class Boards:
    """`told`: when it came, to whom, and what."""

    def __init__(self) -> None:
        self.told: list[tuple[float, str, str]] = []
        self.lost = 0

    async def watch(self, socket: aiohttp.ClientWebSocketResponse, name: str) -> None:
        living = asyncio.create_task(live(socket))
        try:
            async for message in socket:
                text: str = message.data
                if _FIGURES in text[:40]:
                    self.told.append((time.time(), name, text))
            self.lost += 1
        finally:
            living.cancel()
            await socket.close()


@asynccontextmanager
async def open_boards(address: str, people: Sequence[dict[str, str]]) -> AsyncIterator[Boards]:
    boards = Boards()
    async with aiohttp.ClientSession() as http, asyncio.TaskGroup() as group:
        watching = []
        for one in people:
            headers = {"Cookie": f"lt_session={one['token']}", "Origin": address}
            url = f"{address}/api/live?window={one['name']}".replace("http", "ws", 1)
            socket = await http.ws_connect(url, headers=headers, max_msg_size=0)
            watching.append(group.create_task(boards.watch(socket, one["name"])))
        try:
            yield boards
        finally:
            for task in watching:
                task.cancel()
