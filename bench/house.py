"""Ours, as a process of its own: engine, journal, Asterisk, and the keeper with SQLite; no screens.

Reads commands from its standard input, one a line, and answers each with a line of JSON.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import msgspec
import structlog
import uvloop
from sqlalchemy import func, select

from bench import center as made
from bench.desk import Desk
from lingtong.apps.engine import EngineProcess
from lingtong.apps.keeper_process import KeeperProcess, Task
from lingtong.floor.live.commands import EngineCommand, LogIn, SetReady
from lingtong.foundation.bus.in_process import InProcessBus
from lingtong.foundation.config import Secrets, Settings
from lingtong.foundation.db import Database
from lingtong.foundation.db.migrate import upgrade
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import seed_tenant
from lingtong.foundation.journal import Shipping
from lingtong.interactions.tables import InteractionRow
from lingtong.kit import Ids, SystemClock
from lingtong.switch.ari.adapter import AriSwitch
from lingtong.switch.runtime.process import Asterisk
from lingtong.switch.runtime.program import find
from lingtong.switch.runtime.render import render
from lingtong.switch.runtime.settings import SwitchSettings

_command = msgspec.json.Encoder().encode


class House:
    def __init__(self, settings: SwitchSettings, size: made.Size, talks: float) -> None:
        self._settings, self._size, self._talks = settings, size, talks
        self._own = Settings(data=settings.home.parent)
        self._database = Database(self._own.database_url)
        self._program = find(settings.runtime)
        self.asterisk = Asterisk(settings, self._program)
        self._bus = InProcessBus()
        self._tenant = ""
        task = Task(database_url=self._own.database_url, journal=str(self._own.journal), log_level="warning")
        self._keeper = KeeperProcess(task)

    async def run(self) -> None:
        own = self._own
        clock = SystemClock()
        ids = Ids(clock)
        await upgrade(own.database_url)
        database = self._database
        secrets = Secrets(own.secrets_file)
        parts = Parts(settings=own, secrets=secrets, database=database, bus=self._bus, clock=clock, ids=ids)
        self._tenant = await seed_tenant(parts, "bench", "Bench")
        made.lay_prompt(self._settings.prompts)
        render(made.plan(self._size), self._settings, self._program)
        engine = EngineProcess(
            clock=clock,
            ids=ids,
            switch=AriSwitch(self._settings),
            bus=self._bus,
            folder=own.journal,
            degraded_log=self._settings.degraded_log,
            ship=self._keeper.run,
        )
        engine.begin(made.center(self._tenant, self._size))
        try:
            await self.asterisk.start()
            async with asyncio.TaskGroup() as group:
                running = group.create_task(engine.run())
                while self._keeper.pid is None:  # noqa: ASYNC110 - a moment
                    await asyncio.sleep(0.01)
                await self._serve()
                running.cancel()
        finally:
            await self.asterisk.stop()
            await database.close()

    async def _counted(self) -> dict[str, int]:
        """Once the keeper has come to the end of the journal."""
        while True:
            left = await asyncio.to_thread(Shipping(self._own.journal).unshipped)
            if not left:
                break
            await asyncio.sleep(0.1)
        async with self._database.reading_everywhere() as reader:
            counting = select(func.count()).select_from(InteractionRow)
            handled = await reader.session.scalar(counting.where(InteractionRow.result == "handled")) or 0
            ended = await reader.session.scalar(counting.where(InteractionRow.ended_at.is_not(None))) or 0
        return {"handled": handled, "ended": ended}

    async def _serve(self) -> None:
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        self._say(asterisk=self.asterisk.pid, keeper=self._keeper.pid)
        if self._size.persistent:
            await Desk(self._bus, self._tenant, self._talks).sit_down()
        while line := (await reader.readline()).decode().strip():
            match line:
                case "sign_in":
                    await self._sign_in()
                    self._say(ok=True)
                case "handled":
                    self._say(**await self._counted())
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
    asking.add_argument("--recorded", action="store_true")
    asking.add_argument("--talks", type=float, default=1.0)
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
    size = made.Size(given.agents, given.persistent, given.recorded)
    sys.setswitchinterval(0.001)  # as `lingtong run` does
    uvloop.run(House(settings, size, given.talks).run())


if __name__ == "__main__":
    main()
