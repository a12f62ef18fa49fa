"""The side that is heard in S8: the api as it is, with an engine that only tells; or a plain loop.

Prints a line of JSON when it listens. Then answers each line of its standard input: `go` begins to tell,
`look` says memory and processor time, anything else ends it.
"""

import argparse
import asyncio
import contextlib
import gc
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bench.cpu import seconds_of
from lingtong.apps.api import build_app
from lingtong.apps.center import join_center
from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center, Tenant
from lingtong.floor.live.testing import FakeEngine
from lingtong.floor.live.views import AgentChanged, AgentRow, QueueChanged, QueueView
from lingtong.floor.routing.config import QueueConfig
from lingtong.foundation.bus.in_process import InProcessBus
from lingtong.foundation.config import HttpSettings, Secrets, Settings
from lingtong.foundation.db import Database
from lingtong.foundation.db.migrate import upgrade
from lingtong.foundation.http import Parts, listening_socket, server_for
from lingtong.foundation.identity import seed_tenant, store
from lingtong.foundation.identity.sessions import hash_of
from lingtong.foundation.identity.tables import SessionRow, UserRow
from lingtong.kit import Ids, SystemClock
from tests.rig.ports import free_port

AGENTS, QUEUES, WALL_SESSIONS = 300, 10, 100
DESK_EVERY, WALL_EVERY = 0.1, 1.0
Tell = Callable[[], Awaitable[None]]
Side = tuple[Any, Tell, list[str], list[str]]  # application, how to tell, tokens of desks and of walls
encode = msgspec.json.Encoder().encode


def queue_view(number: int, count: int) -> QueueView:
    return QueueView(
        queue_id=f"q{number}",
        number=str(3000 + number),
        name=f"技能组{number}",
        name_en=f"Queue {number}",
        waiting=count % 50,
        oldest_arrived_at=datetime.now(UTC),
        ready=count % 7,
        logged_in=30,
        talking=20,
    )


def agent_row(number: int, count: int) -> AgentRow:
    state: Any = ("ready", "talking")[count % 2]
    return AgentRow(
        agent_id=f"a{number}",
        agent_number=str(1000 + number),
        name=f"坐席{number}",
        state=state,
        since=datetime.now(UTC),
        phone_reachable=True,
    )


async def ours(folder: Path) -> Side:
    """Three hundred agents in ten queues. One agent changes ten times a second, all queues once a second."""
    settings = Settings(data=folder)
    clock, bus = SystemClock(), InProcessBus()
    ids, secrets = Ids(clock), Secrets(settings.secrets_file)
    await upgrade(settings.database_url)
    database = Database(settings.database_url, bus.publish)
    parts = Parts(settings=settings, secrets=secrets, database=database, bus=bus, clock=clock, ids=ids)
    tenant_id = await seed_tenant(parts, "bench", "Bench")
    desks, walls = await _people(parts, tenant_id)
    center = _center(tenant_id)
    joined = join_center(settings=settings, secrets=secrets, database=database, bus=bus, clock=clock, ids=ids)
    engine = FakeEngine(bus, tenant_id)
    engine.hello = msgspec.structs.replace(
        engine.hello,
        agents=tuple(agent_row(number, 0) for number in range(AGENTS)),
        queues=tuple(queue_view(number, 0) for number in range(QUEUES)),
    )
    await engine.start()

    async def tell() -> None:
        count, began = 0, asyncio.get_running_loop().time()
        while True:
            await engine.show(AgentChanged(agent=agent_row(count % AGENTS, count)))
            if count % round(WALL_EVERY / DESK_EVERY) == 0:
                for number in range(QUEUES):
                    await engine.show(QueueChanged(queue=queue_view(number, count)))
            count += 1
            await _until(began + count * DESK_EVERY)

    return build_app(parts, joined, center), tell, desks, walls


async def _people(parts: Parts, tenant_id: str) -> tuple[list[str], list[str]]:
    async with parts.database.writing(tenant_id) as work:
        roles = {role.code: role.id for role in await store.roles(work.session)}
        tokens: dict[str, list[str]] = {"agent": [], "wallboard": []}
        for role, count in (("agent", AGENTS), ("wallboard", WALL_SESSIONS)):
            for number in range(count):
                now, token = parts.clock.now(), parts.ids.new()
                user = UserRow(
                    id=parts.ids.new(), login=f"{role}{number}", name=role, role_id=roles[role],
                    password_hash="-", agent_id=f"a{number}" if role == "agent" else None, created_at=now,
                )  # fmt: skip
                work.session.add(user)
                await work.session.flush()
                session = SessionRow(
                    id=parts.ids.new(), user_id=user.id, token_hash=hash_of(token), created_at=now,
                    rotated_at=now, seen_at=now, expires_at=now + timedelta(hours=1),
                )  # fmt: skip
                work.session.add(session)
                tokens[role].append(token)
    return tokens["agent"], tokens["wallboard"]


def _center(tenant_id: str) -> Center:
    names = [f"q{number}" for number in range(QUEUES)]
    return Center(
        revision=1,
        tenants={tenant_id: Tenant(id=tenant_id, name="Bench")},
        queues={
            name: QueueConfig(id=name, tenant_id=tenant_id, number=str(3000 + number), name=f"技能组{number}")
            for number, name in enumerate(names)
        },
        agents={
            f"a{number}": AgentConfig(
                id=f"a{number}", tenant_id=tenant_id, agent_number=str(1000 + number), name=f"坐席{number}",
                endpoint=f"a{number}", queues=tuple(names),
            )
            for number in range(AGENTS)
        },
    )  # fmt: skip


class Plain:
    """What everybody writes first: a set of sockets, a loop, one message after the other, no log-in."""

    def __init__(self) -> None:
        self._desks, self._walls = set[WebSocket](), set[WebSocket]()

    async def live(self, socket: WebSocket) -> None:
        await socket.accept()
        group = self._walls if "window=wall" in socket.url.query else self._desks
        group.add(socket)
        try:
            while True:
                await socket.receive_text()
                await socket.send_text('{"kind":"alive"}')
        except (WebSocketDisconnect, RuntimeError):
            group.discard(socket)

    async def tell(self) -> None:
        async with asyncio.TaskGroup() as telling:
            telling.create_task(self._to(self._desks, DESK_EVERY, _for_desks))
            telling.create_task(self._to(self._walls, WALL_EVERY, _for_walls))

    async def _to(self, group: set[WebSocket], every: float, text_of: Callable[[int], str]) -> None:
        began = asyncio.get_running_loop().time()
        for count in range(1 << 30):
            text = text_of(count)
            for socket in tuple(group):
                try:
                    await socket.send_text(text)
                except (WebSocketDisconnect, RuntimeError):
                    group.discard(socket)
            await _until(began + (count + 1) * every)


def _for_desks(count: int) -> str:
    return encode(AgentChanged(agent=agent_row(count % AGENTS, count))).decode()


def _for_walls(count: int) -> str:
    """As long as ours."""
    queues = [msgspec.to_builtins(queue_view(number, count)) for number in range(QUEUES)]
    view = {"kind": "figures.changed", "at": datetime.now(UTC).isoformat(), "queues": [*queues, *queues]}
    return encode(view).decode()


async def plain(_: Path) -> Side:
    side = Plain()
    return Starlette(routes=[WebSocketRoute("/api/live", side.live)]), side.tell, [], []


async def _until(at: float) -> None:
    await asyncio.sleep(max(at - asyncio.get_running_loop().time(), 0.0))


SIDES: dict[str, Callable[[Path], Awaitable[Side]]] = {"ours": ours, "plain": plain}


@asynccontextmanager
async def serving(app: Any, http: HttpSettings, name: str) -> AsyncIterator[None]:
    listening = listening_socket(http)
    server: uvicorn.Server = server_for(app, http)
    if name == "plain":
        server = uvicorn.Server(
            uvicorn.Config(
                app, loop="uvloop", ws="websockets-sansio", ws_per_message_deflate=False, log_config=None,
                access_log=False,
            )
        )  # fmt: skip
    setattr(server, "capture_signals", contextlib.nullcontext)  # noqa: B010
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        task.cancel()


def memory() -> int:
    """Bytes of this process that are in the machine's memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def say(**words: Any) -> None:
    print(json.dumps(words), flush=True)


async def run(name: str, folder: Path) -> None:
    app, tell, desks, walls = await SIDES[name](folder)
    http = HttpSettings(port=free_port("tcp"))
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    telling: asyncio.Task[None] | None = None
    async with serving(app, http, name):
        gc.collect()
        say(port=http.port, desks=desks, walls=walls)
        while line := (await reader.readline()).decode().strip():
            if line == "go":
                telling = asyncio.create_task(tell())  # type: ignore[arg-type]
                say(ok=True)
            elif line == "look":
                gc.collect()
                say(memory=memory(), cpu=seconds_of(os.getpid()))
            else:
                break
        if telling is not None:
            telling.cancel()
    os._exit(0)  # ten thousand sockets need no farewell


def main() -> None:
    asking = argparse.ArgumentParser()
    asking.add_argument("side", choices=list(SIDES))
    asking.add_argument("folder", type=Path)
    given = asking.parse_args()
    uvloop.run(run(given.side, given.folder))


if __name__ == "__main__":
    main()
