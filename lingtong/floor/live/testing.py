"""For tests of the live screens: an engine that answers as told, a real server, browsers on its sockets."""

# ruff: noqa: ARG002 - doubles take what their ports give

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import httpx
import msgspec
from fastapi import FastAPI

from lingtong.floor.center import Center, Tenant
from lingtong.floor.live.any_command import AnyCommand
from lingtong.floor.live.commands import Done, SetScreen
from lingtong.floor.live.figures import AgentCounters, FiguresChanged
from lingtong.floor.live.ports import FloorNow, PhoneAccount
from lingtong.floor.live.views import AgentRow, Card, Hello, InteractionView, LiveView, QueueView, SeatView
from lingtong.foundation.bus import Bus
from lingtong.foundation.config import HttpSettings
from lingtong.foundation.http import server_for
from lingtong.foundation.identity.testing import PASSWORD

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class FakeEngine:
    """Keeps what it was asked; `refuse` answers the next command with a refusal."""

    def __init__(self, bus: Bus, tenant_id: str) -> None:
        self.bus, self.tenant_id = bus, tenant_id
        self.commands: list[Any] = []
        self.screens: list[SetScreen] = []
        self.refuse: dict[str, Any] | None = None
        self.hello = Hello(
            server_time=AT,
            seat=None,
            interactions=(),
            agents=tuple(agent_row(n) for n in range(3)),
            queues=(QueueView(queue_id="q1", number="3001", name="Fault"),),
        )
        self.interactions: dict[str, tuple[InteractionView, ...]] = {}
        self.looked: dict[str, InteractionView] = {}

    async def start(self) -> None:
        await self.bus.serve("engine.command", self._command)
        await self.bus.serve(f"engine.hello.{self.tenant_id}", self._hello)

    async def show(self, *views: LiveView) -> None:
        for view in views:
            await self.bus.publish(f"live.{self.tenant_id}", msgspec.json.encode(view))

    async def _command(self, payload: bytes) -> bytes:
        command = msgspec.json.decode(payload, type=AnyCommand)
        if isinstance(command, SetScreen):
            self.screens.append(command)
        else:
            self.commands.append(command)
            if self.refuse is not None:
                refused, self.refuse = self.refuse, None
                return msgspec.json.encode({"refused": refused})
        return msgspec.json.encode({"ok": Done(interaction_id="new")})

    async def _hello(self, payload: bytes) -> bytes:
        asked = msgspec.json.decode(payload)
        agent_id = asked["agent_id"]
        if "interaction_id" in asked:
            looked = self.looked.get(asked["interaction_id"])
            found = (looked,) if looked is not None else ()
            return msgspec.json.encode(msgspec.structs.replace(self.hello, interactions=found))
        seat = seat_view(agent_id) if agent_id else None
        own = self.interactions.get(agent_id, ())
        return msgspec.json.encode(msgspec.structs.replace(self.hello, seat=seat, interactions=own))


@dataclass
class PlainParts:
    """Center, cards, figures and phones without rooms behind them."""

    center: Center
    card_after: Callable[[], Awaitable[Card | None]] | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    told: int = -1

    def current(self) -> Center:
        return self.center

    def overlay(self, tenant_id: str, view: QueueView) -> QueueView:
        return msgspec.structs.replace(view, offered=view.waiting + 40)

    def whole(self, tenant_id: str, floor: FloorNow) -> FiguresChanged:
        return FiguresChanged(at=AT, whole=True, counters=AgentCounters(logged_in=len(floor.agents)))

    def changed(self, tenant_id: str, floor: FloorNow) -> FiguresChanged | None:
        """The number of agents, each time that it is another one."""
        before, self.told = self.told, len(floor.agents)
        return (
            FiguresChanged(at=AT, counters=AgentCounters(logged_in=self.told))
            if before != self.told
            else None
        )

    async def card(self, tenant_id: str, interaction_id: str, number: str) -> Card | None:
        self.asked.append((interaction_id, number))
        return await self.card_after() if self.card_after is not None else None

    async def of_agent(self, tenant_id: str, agent_id: str) -> PhoneAccount | None:
        return PhoneAccount(f"a-{agent_id}", "secret") if agent_id == "wang" else None

    def guests(self) -> list[PhoneAccount]:
        return [PhoneAccount(f"guest-{n:02}", f"secret-{n}") for n in (1, 2, 3)]


def center_of(tenant_id: str) -> Center:
    return Center(revision=1, tenants={tenant_id: Tenant(id=tenant_id, name="demo")})


def agent_row(number: int, **values: Any) -> AgentRow:
    given = {"state": "ready", "since": AT, **values}
    return AgentRow(
        agent_id=f"agent{number}", agent_number=str(1000 + number), name=f"Agent {number}", **given
    )


def seat_view(agent_id: str, **values: Any) -> SeatView:
    return SeatView(agent_id=agent_id, agent_number="1001", name="Wang", state="ready", since=AT, **values)


def interaction_view(interaction_id: str, agent_id: str = "wang", **values: Any) -> InteractionView:
    given = {"state": "ringing", "since": AT, "direction": "in", "number": "138 **** 2046", "arrived_at": AT}
    return InteractionView(interaction_id=interaction_id, agent_id=agent_id, **{**given, **values})


@dataclass
class Screen:
    """One open socket of a browser."""

    socket: aiohttp.ClientWebSocketResponse

    async def next(self, *kinds: str, within: float = 5.0) -> dict[str, Any]:
        """The next message of one of these kinds; others are passed over."""
        async with asyncio.timeout(within):
            while True:
                message = await self.socket.receive()
                assert message.type is aiohttp.WSMsgType.TEXT, message
                found: dict[str, Any] = msgspec.json.decode(message.data)
                if not kinds or found["kind"] in kinds:
                    return found

    async def says_alive(self) -> dict[str, Any]:
        await self.socket.send_str('{"kind":"alive"}')
        return await self.next("alive")

    async def is_closed(self, within: float = 5.0) -> int | None:
        """Waits for the end; the code."""
        async with asyncio.timeout(within):
            while not self.socket.closed:
                await self.socket.receive()
        return self.socket.close_code


@dataclass
class Site:
    """A running server, as browsers reach it."""

    host: str

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    async def signed_in(self, login: str, tenant: str = "demo") -> httpx.AsyncClient:
        """A client with the session's cookie and CSRF token; the caller closes it."""
        client = httpx.AsyncClient(base_url=self.url, headers={"Origin": self.url})
        body = {"tenant": tenant, "login": login, "password": PASSWORD}
        answer = await client.post("/api/session", json=body)
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return client

    @asynccontextmanager
    async def socket(
        self, client: httpx.AsyncClient, path: str, protocols: tuple[str, ...] = (), origin: str = ""
    ) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        headers = {"Cookie": cookies, "Origin": origin or self.url}
        async with aiohttp.ClientSession() as session:
            address = f"ws://{self.host}{path}"
            async with session.ws_connect(address, headers=headers, protocols=protocols) as found:
                yield found

    @asynccontextmanager
    async def screen(self, login: str, window: str = "") -> AsyncIterator[Screen]:
        client = await self.signed_in(login)
        try:
            async with self.socket(client, f"/api/live?window={window}") as found:
                yield Screen(found)
        finally:
            await client.aclose()


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[Site]:
    """The app on a real server, on a free port of the loopback."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(512)
    server = server_for(app, HttpSettings())
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started:
            assert not serving.done(), "the server ended at its start"
            await asyncio.sleep(0.005)
        yield Site(f"127.0.0.1:{listening.getsockname()[1]}")
    finally:
        server.should_exit = True
        await serving
        listening.close()
