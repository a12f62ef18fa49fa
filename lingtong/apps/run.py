"""The processes: api, engine and worker in one (embedded), or each for itself (cluster): a parts list."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Literal

import structlog
import uvicorn

from lingtong.apps.api import build_app, recordings_of
from lingtong.apps.center import CenterParts, join_center
from lingtong.apps.engine import EngineProcess
from lingtong.apps.keeper_process import KeeperProcess, Task
from lingtong.apps.switch import SwitchRoom, guest_phones, renew_guests, switch_settings
from lingtong.floor.center import Center
from lingtong.foundation.bus import Bus
from lingtong.foundation.bus.in_process import InProcessBus
from lingtong.foundation.bus.nats_bus import NatsBus
from lingtong.foundation.config import Mode, Secrets, Settings
from lingtong.foundation.db import Database, is_outage
from lingtong.foundation.db.migrate import upgrade
from lingtong.foundation.db.outbox import jobs as outbox_jobs
from lingtong.foundation.http import Parts
from lingtong.foundation.http.server import listening_socket, server_for
from lingtong.foundation.identity import jobs as identity_jobs
from lingtong.foundation.jobs import JobRunner
from lingtong.insight.alarms import deliveries
from lingtong.kit import Ids, SystemClock
from lingtong.switch.ari.adapter import TakenOver
from lingtong.switch.runtime.process import calls_limit, running_pid

log = structlog.get_logger()
DATABASE_AGAIN = 5.0
Role = Literal["api", "engine", "worker"]
ALL: frozenset[Role] = frozenset({"api", "engine", "worker"})


@dataclass(frozen=True, kw_only=True)
class House:
    parts: Parts
    center: CenterParts
    room: SwitchRoom | None


async def serve(settings: Settings, roles: frozenset[Role] = ALL) -> None:
    """Run until SIGTERM or SIGINT. Calls live on in the switch; the next start adopts them."""
    async with _house(settings, roles) as house:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, stop.set)
        try:
            async with asyncio.TaskGroup() as group:
                await _serve_until(stop, house, roles, group)
        except* TakenOver:
            log.error("engine.taken_over", what="another engine has this switch now; this one has stopped")


async def _serve_until(
    stop: asyncio.Event, house: House, roles: frozenset[Role], group: asyncio.TaskGroup
) -> None:
    center, settings = await _center(house), house.parts.settings
    met = asyncio.Event()
    if "engine" not in roles:
        met.set()
    api = _api(house, center or Center(), met) if "api" in roles else None
    tasks = await _begin(house, roles, center, met, group)
    serving = group.create_task(_serve_http(api, settings)) if api is not None else None
    await stop.wait()
    if api is not None and serving is not None:
        api.should_exit = True
        await serving
    for task in tasks:
        task.cancel()


@asynccontextmanager
async def _house(settings: Settings, roles: frozenset[Role]) -> AsyncIterator[House]:
    secrets, clock = Secrets(settings.secrets_file), SystemClock()
    bus = await _bus(settings)
    database = Database(settings.database_url, bus.publish)
    ids = Ids(clock)
    if "engine" in roles and running_pid(switch_settings(settings)) is None:
        renew_guests(secrets)  # visitors of a switch that lives on keep their phones
    guests = guest_phones(secrets, settings.asterisk.guest_phones if settings.customer_page else 0)
    room = SwitchRoom(settings, guests, clock) if "engine" in roles else None
    center = join_center(
        settings=settings,
        secrets=secrets,
        database=database,
        bus=bus,
        clock=clock,
        ids=ids,
        apply=room.apply if room is not None and "api" in roles else None,
    )
    parts = Parts(settings=settings, secrets=secrets, database=database, bus=bus, clock=clock, ids=ids)
    try:
        yield House(parts=parts, center=center, room=room)
    finally:
        await bus.close()
        await database.close()


async def _bus(settings: Settings) -> Bus:
    if settings.mode is Mode.EMBEDDED and not settings.bus:
        return InProcessBus()
    return await NatsBus.connect(settings.bus, settings.node)


async def _begin(
    house: House, roles: frozenset[Role], center: Center | None, met: asyncio.Event, group: asyncio.TaskGroup
) -> list[asyncio.Task[None]]:
    tasks: list[asyncio.Task[None]] = []
    if "engine" in roles:
        engine = await _begin_engine(house, center, separate="api" not in roles)
        tasks += [group.create_task(engine.run(met)), group.create_task(_room(house).run())]
    if center is None:
        tasks.append(group.create_task(_center_later(house)))
    if "worker" in roles:
        tasks.append(group.create_task(recordings_of(house.parts).run()))
        tasks.append(group.create_task(_jobs(house.parts).run()))
    return tasks


async def _center(house: House) -> Center | None:
    """None while the database is away: the engine then goes on with what it last knew."""
    try:
        await upgrade(house.parts.settings.database_url)
        return await house.center.publisher.start()
    except Exception as error:
        if not is_outage(error):
            raise
        log.exception("database.away_at_start", error=type(error).__name__)
        return None


async def _center_later(house: House) -> None:
    """The database was away at the start: tell everybody the center as soon as it is back."""
    while True:
        await asyncio.sleep(DATABASE_AGAIN)
        if await _center(house) is not None:
            return


def _room(house: House) -> SwitchRoom:
    assert house.room is not None, "this process is an engine"
    return house.room


async def _begin_engine(house: House, center: Center | None, *, separate: bool) -> EngineProcess:
    parts, room = house.parts, _room(house)
    settings = parts.settings
    keeper = KeeperProcess(
        Task(
            database_url=settings.database_url,
            journal=str(settings.journal),
            log_level=settings.log_level,
            log_format=settings.log_format,
        )
    )
    engine = EngineProcess(
        clock=parts.clock,
        ids=parts.ids,
        switch=room.switch,
        bus=parts.bus,
        folder=settings.journal,
        degraded_log=room.settings.degraded_log,
        ship=keeper.run,
    )
    engine.begin(center)
    engine.engine.floor.board.most_legs = calls_limit()
    await room.begin(await house.center.publisher.plan() if center is not None else None)
    if separate:
        await parts.bus.subscribe("center.changed", _plan_again(house, room))
    return engine


def _plan_again(house: House, room: SwitchRoom) -> Callable[[str, bytes], Awaitable[None]]:
    """The api saved; this process owns the switch and reads the plan itself, for it holds secrets."""

    async def apply(_: str, __: bytes) -> None:
        await room.apply(await house.center.publisher.plan())

    return apply


def _jobs(parts: Parts) -> JobRunner:
    runner = JobRunner(parts.database, parts.clock, parts.ids)
    runner.repeat([*identity_jobs.periodic(parts), *outbox_jobs.periodic(parts.database)])
    deliveries.handle(runner, parts.settings, parts.secrets)
    return runner


def _api(house: House, center: Center, met: asyncio.Event) -> uvicorn.Server:
    """Ready once the engine of this process has met its switch: the first command finds it."""

    async def switch() -> bool:
        return met.is_set()

    parts = house.parts
    guests = partial(guest_phones, parts.secrets, parts.settings.asterisk.guest_phones)
    return server_for(build_app(parts, house.center, center, guests, {"switch": switch}), parts.settings.http)


async def _serve_http(server: uvicorn.Server, settings: Settings) -> None:
    """Signals are ours: uvicorn's own handling would end the process under the engine."""
    setattr(server, "capture_signals", contextlib.nullcontext)  # noqa: B010
    await server.serve(sockets=[listening_socket(settings.http)])
