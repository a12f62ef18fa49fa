"""The whole product on a switch of the tests, as a process of its own: `one_product.py STUCK`.

STUCK names what never answers: `database`, `switch`, or nothing. It says `stuck` when it is asked, `thread`
or `query` when a request has begun what cannot be broken off, and `socket` when one takes nothing any more.
With `outage` the database goes away between the start and the first plan of the switch; it says `applied`
when the plan has come all the same. With `cancel` something takes no notice of being cancelled.
"""

import asyncio
import contextlib
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from lingtong.apps import center, ending, run
from lingtong.apps.api import build_app
from lingtong.apps.cli import running
from lingtong.floor.setup import Publisher
from lingtong.foundation.config import Settings, load
from lingtong.foundation.http import Parts
from lingtong.foundation.http.wire import text_frame, wire_of
from lingtong.foundation.telemetry.logs import set_up_logs
from lingtong.kit import Clock
from lingtong.switch.fake import FakeSwitch
from lingtong.switch.plan import SwitchPlan
from lingtong.switch.runtime.settings import SwitchSettings

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
STUCK = sys.argv[1]
MUCH = 1 << 20  # bytes


async def never(*_: object) -> None:
    say("stuck")
    await asyncio.Event().wait()


class PlayedSwitch(FakeSwitch):
    async def run(self) -> None:
        assert self._hear is not None
        self._hear(self.connect())
        await asyncio.Event().wait()


class PlayedRoom:
    """In place of the room of a real Asterisk."""

    alive = _begun = False
    guests = ()

    def __init__(self, settings: Settings, clock: Clock, _: object) -> None:
        data = settings.data
        self.settings = SwitchSettings(home=data, recordings=data, prompts=data, runtime=data)
        self.switch, self.asterisk = PlayedSwitch(clock), self

    async def begin(self, read: Callable[[], Awaitable[object]] | None) -> None:
        self._begun = True
        if STUCK == "switch":
            await never()
        if read is not None:
            await read()

    async def apply(self, _: object) -> None:
        if STUCK == "outage" and self._begun:
            say("applied")

    async def run(self) -> None:
        while True:
            with contextlib.suppress(asyncio.CancelledError if STUCK == "cancel" else ZeroDivisionError):
                await asyncio.Event().wait()


class AwayOnce(Publisher):
    """Asked for the second time, at the start of the switch, there is no database."""

    asked = 0

    async def plan(self) -> SwitchPlan:
        self.asked += 1
        if self.asked == 2:
            raise OperationalError("SELECT", None, Exception("connection refused"))
        return await super().plan()


def app_with_long_requests(parts: Parts, *others: Any) -> FastAPI:
    async def thread(_: Request) -> Response:
        say("thread")
        await asyncio.to_thread(threading.Event().wait)
        return Response()

    async def query(_: Request) -> Response:
        async with parts.database.reading_everywhere() as reader:
            say("query")
            await reader.session.execute(text(LONG))
        return Response()

    async def socket(one: WebSocket) -> None:
        await one.accept()
        wire = wire_of(one.scope)
        while wire.backlog < MUCH:
            wire.write(text_frame(b"x" * MUCH))
        say("socket")
        await one.receive()

    app = build_app(parts, *others)
    app.router.routes[:0] = [
        Route("/long/thread", thread),
        Route("/long/query", query),
        WebSocketRoute("/long/socket", socket),
    ]
    return app


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    settings = load()
    set_up_logs("info", "console")
    played: dict[str, Any] = {"SwitchRoom": PlayedRoom, "build_app": app_with_long_requests}
    away: dict[str, Any] = {}
    if STUCK == "database":
        played["upgrade"] = never
    if STUCK == "outage":
        played["DATABASE_AGAIN"], away["Publisher"] = 0.2, AwayOnce
    if STUCK == "cancel":
        ending.ENDS_WITHIN = 1.0
    for module, parts in ((run, played), (center, away)):
        for name, value in parts.items():
            setattr(module, name, value)
    running._run(settings, run.ALL)
