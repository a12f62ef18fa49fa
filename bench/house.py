"""Ours, as a process of its own: engine, journal, shipper, SQLite and Asterisk; no screens.

Reads commands from its standard input, one a line, and answers each with a line of JSON.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import structlog
import uvloop

from bench import center as made
from bench.desk import Desk
from lingtong.apps.aside import Aside, BusFromAside
from lingtong.apps.engine import EngineProcess
from lingtong.apps.worker import Keeper
from lingtong.floor.live.commands import EngineCommand, LogIn, SetReady
from lingtong.foundation.bus.in_process import InProcessBus
from lingtong.foundation.config import Secrets, Settings
from lingtong.foundation.db import Database
from lingtong.foundation.db.migrate import upgrade
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import seed_tenant
from lingtong.kit import Ids, SystemClock
from lingtong.switch.ari.adapter import AriSwitch
from lingtong.switch.runtime.process import Asterisk
from lingtong.switch.runtime.program import find
from lingtong.switch.runtime.render import render
from lingtong.switch.runtime.settings import SwitchSettings

_command = msgspec.json.Encoder().encode


class House:
    def __init__(self, settings: SwitchSettings, size: made.Size, talks: float, *, stored: bool) -> None:
        self._settings, self._size, self._talks, self._stored = settings, size, talks, stored
        self._program = find(settings.runtime)
        self.asterisk = Asterisk(settings, self._program)
        self._bus = InProcessBus()
        self._tenant = ""
        self._handled = 0
        self._keeper: Keeper | None = None
        self._aside = Aside("keeper")

    async def run(self) -> None:
        own = Settings(data=self._settings.home.parent)
        clock = SystemClock()
        ids = Ids(clock)
        await upgrade(own.database_url)
        database = Database(own.database_url, self._bus.publish)
        secrets = Secrets(own.secrets_file)
        parts = Parts(settings=own, secrets=secrets, database=database, bus=self._bus, clock=clock, ids=ids)
        self._tenant = await seed_tenant(parts, "bench", "Bench")
        records = Database(own.database_url)
        self._keeper = Keeper(records, BusFromAside(self._bus), lambda _: "CN")
        made.lay_prompt(self._settings.prompts)
        render(made.plan(self._size), self._settings, self._program)
        engine = EngineProcess(
            clock=clock,
            ids=ids,
            switch=AriSwitch(self._settings),
            bus=self._bus,
            folder=own.journal,
            degraded_log=self._settings.degraded_log,
            store=self._store,
        )
        engine.begin(made.center(self._tenant, self._size))
        async with self._aside:
            try:
                await self.asterisk.start()
                async with asyncio.TaskGroup() as group:
                    running = group.create_task(engine.run())
                    await self._serve()
                    running.cancel()
            finally:
                await self.asterisk.stop()
                await self._aside.do(records.close())
                await database.close()

    async def _store(self, facts: Sequence[tuple[str, bytes]]) -> None:
        assert self._keeper is not None
        self._handled += sum(b'"result":"handled"' in body for _, body in facts)
        if self._stored:
            await self._aside.do(self._keeper.store(facts))

    async def _serve(self) -> None:
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        self._say(asterisk=self.asterisk.pid)
        if self._size.persistent:
            await Desk(self._bus, self._tenant, self._talks).sit_down()
        while line := (await reader.readline()).decode().strip():
            match line:
                case "sign_in":
                    await self._sign_in()
                    self._say(ok=True)
                case "handled":
                    self._say(handled=self._handled)
                case _:
                    return

    async def _sign_in(self) -> None:
        for name in self._size.names:
            await self._do(LogIn(tenant_id=self._tenant, agent_id=name))
            await self._do(SetReady(tenant_id=self._tenant, agent_id=name))

    async def _do(self, command: EngineCommand) -> None:
        answer = await self._bus.ask("engine.command", _command(command), within=5.0)
        if b'"refused"' in answer[:20]:
            raise RuntimeError(answer.decode())

    def _say(self, **words: Any) -> None:
        print(json.dumps(words), flush=True)


def main() -> None:
    asking = argparse.ArgumentParser()
    asking.add_argument("settings", type=Path, help="SwitchSettings as JSON")
    asking.add_argument("--agents", type=int, default=300)
    asking.add_argument("--persistent", action="store_true")
    asking.add_argument("--talks", type=float, default=1.0)
    asking.add_argument("--unstored", action="store_true")
    given = asking.parse_args()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(30),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    settings = msgspec.json.decode(
        given.settings.read_bytes(), type=SwitchSettings, dec_hook=lambda kind, text: kind(text)
    )
    size = made.Size(given.agents, given.persistent)
    house = House(settings, size, given.talks, stored=not given.unstored)
    sys.setswitchinterval(0.001)  # as `lingtong run` does
    uvloop.run(house.run())


if __name__ == "__main__":
    main()
