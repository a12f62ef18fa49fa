"""The processes: api, engine and worker in one (embedded), or each for itself (cluster): a parts list."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

import structlog
import uvicorn

from lingtong.apps.api import build_app
from lingtong.apps.center import CenterParts, join_center
from lingtong.apps.engine import EngineProcess
from lingtong.apps.errands import letters_of
from lingtong.apps.health import State, serve_health
from lingtong.apps.keeper import Keeper, store_rest
from lingtong.apps.keeper_process import KeeperProcess, Task
from lingtong.apps.standby import Standby, Watch
from lingtong.apps.switch import SwitchRoom, guest_phones, renew_guests
from lingtong.apps.worker import work_beside_calls
from lingtong.floor.center import Center
from lingtong.foundation.bus import Bus
from lingtong.foundation.bus.in_process import InProcessBus
from lingtong.foundation.bus.nats_bus import NatsBus
from lingtong.foundation.config import HttpSettings, Mode, Secrets, Settings, SettingsInvalid
from lingtong.foundation.db import Database, is_outage
from lingtong.foundation.db.migrate import upgrade
from lingtong.foundation.http import Parts
from lingtong.foundation.http.server import listening_socket, server_for
from lingtong.foundation.journal import Shipping
from lingtong.foundation.lease import FolderLease, LeaseLost, RegisterLease
from lingtong.kit import Clock, Ids, SystemClock
from lingtong.switch.ari.adapter import TakenOver
from lingtong.switch.runtime.process import calls_limit

log = structlog.get_logger()
DATABASE_AGAIN = 5.0
LEASES = "lingtong"  # the bucket
PATIENCE = 6.0  # seconds for a statement that goes on, a little more than the web server gives a request
STEPPED_DOWN = 75  # "try again": a service manager starts it as the one who stands by
Role = Literal["api", "engine", "worker"]
ALL: frozenset[Role] = frozenset({"api", "engine", "worker"})


@dataclass(frozen=True, kw_only=True)
class House:
    parts: Parts
    center: CenterParts
    room: SwitchRoom | None
    standby: Standby
    health: HttpSettings | None
    stops: list[Callable[[], None]] = field(default_factory=list)  # called first where it ends in order


@dataclass(kw_only=True)
class Work:
    """What is at work in this process, as far as it has begun."""

    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    keeping: asyncio.Task[None] | None = None  # of the lease
    api: uvicorn.Server | None = None
    serving: asyncio.Task[None] | None = None


def _nothing() -> None: ...


async def serve(
    settings: Settings,
    roles: frozenset[Role] = ALL,
    active: Callable[[], None] = _nothing,
    health: int = 0,
    ends: Callable[[], None] = _nothing,
) -> int:
    """Run until SIGTERM or SIGINT. Calls live on in the switch; the next start adopts them.

    `active` is called when this process, and no other on its data folder, is at work; `ends` when it is to
    end. `health` is another port for its health address. Gives the code to end with.
    """
    code = 0
    async with _house(settings, roles, health) as house:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()

        def over() -> None:
            if not stop.is_set():
                stop.set()
                ends()

        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, over)
        try:
            async with asyncio.TaskGroup() as group:
                try:
                    await _serve_until(stop, house, roles, group, active)
                finally:
                    over()
        except* TakenOver as why:
            log.error("engine.taken_over", why=_first(why), what="this engine has stopped")
            code = STEPPED_DOWN
        except* LeaseLost as why:
            log.error("engine.lease_lost", why=_first(why), what="this engine has stopped")
            code = STEPPED_DOWN
    return code


def _first(group: BaseExceptionGroup[BaseException]) -> str:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else str(first)


async def _serve_until(
    stop: asyncio.Event,
    house: House,
    roles: frozenset[Role],
    group: asyncio.TaskGroup,
    active: Callable[[], None],
) -> None:
    work = Work()
    starting = group.create_task(_start(house, roles, group, active, work))
    await stop.wait()
    starting.cancel()  # it may be waiting for a switch, a database, or another engine's end
    await asyncio.wait([starting])
    asyncio.get_running_loop().call_later(PATIENCE, house.parts.database.interrupt)
    if work.api is not None and work.serving is not None:
        work.api.should_exit = True
        await work.serving
    for say in house.stops:
        say()
    for task in work.tasks:
        task.cancel()
    house.parts.database.interrupt()
    if work.tasks:
        await asyncio.wait(work.tasks)
    if work.keeping is not None:  # the last: whoever stands by would end a holder that is silent
        work.keeping.cancel()


async def _start(
    house: House, roles: frozenset[Role], group: asyncio.TaskGroup, active: Callable[[], None], work: Work
) -> None:
    center, settings = await _center(house), house.parts.settings
    met = asyncio.Event()
    if "engine" not in roles:
        met.set()
    api = _api(house, center or Center(), met) if "api" in roles else None
    if house.health:
        work.tasks.append(group.create_task(serve_health(house.health, _state(house, roles, met))))
    if "engine" in roles:
        await house.standby.until_active()
    active()
    await _begin(house, roles, center, met, group, work)
    if api is not None:
        work.api, work.serving = api, group.create_task(_serve_http(api, settings))


def _state(house: House, roles: frozenset[Role], met: asyncio.Event) -> State:
    """An engine is ready when it is at work, or stands by; a worker when its database answers."""

    async def state() -> tuple[bool, dict[str, Any]]:
        if "engine" not in roles:
            answers = await house.parts.database.answers()
            return answers, {"role": "worker", "parts": {"database": answers}}
        role = house.standby.role
        parts = {"switch": met.is_set(), "bus": house.parts.bus.is_connected}
        return role == "standby" or parts["switch"], {"role": role, "parts": parts}

    return state


@asynccontextmanager
async def _house(settings: Settings, roles: frozenset[Role], health: int) -> AsyncIterator[House]:
    secrets, clock = Secrets(settings.secrets_file), SystemClock()
    bus = await _bus(settings)
    database = Database(settings.database_url, bus.publish)
    ids = Ids(clock)
    standby = await _standby(settings, clock, bus, database)
    room = SwitchRoom(settings, clock, standby.lease.holds) if "engine" in roles else None
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
    async with AsyncExitStack() as undo:  # the last first, and each whatever becomes of the others
        undo.push_async_callback(database.close)
        undo.push_async_callback(bus.close)
        undo.push_async_callback(standby.lease.release)
        yield House(
            parts=parts, center=center, room=room, standby=standby, health=_health(settings, roles, health)
        )


async def _standby(settings: Settings, clock: Clock, bus: Bus, database: Database) -> Standby:
    own, far = settings.engine, None
    if own.lease == "bus":
        if not isinstance(bus, NatsBus):
            raise SettingsInvalid('engine.lease = "bus" needs NATS: set `bus`.', name="engine.lease")
        register = await bus.register(LEASES)
        far = RegisterLease(register, settings.node, clock, own.lease_seconds)
    return Standby(
        folder=settings.journal,
        node=settings.node,
        clock=clock,
        bus=bus,
        near=FolderLease(settings.journal, settings.node, clock, own.lease_seconds),
        far=far,
        store_rest=partial(store_rest, Shipping(settings.journal), Keeper(database)),
    )


def _health(settings: Settings, roles: frozenset[Role], port: int) -> HttpSettings | None:
    """The api has its own."""
    if "api" in roles:
        return None
    own = settings.health
    port = port or (own.engine if "engine" in roles else own.worker)
    return HttpSettings(host=own.host, port=port, metrics_token=settings.http.metrics_token)


async def _bus(settings: Settings) -> Bus:
    if settings.mode is Mode.EMBEDDED and not settings.bus:
        return InProcessBus()
    return await NatsBus.connect(settings.bus, settings.node)


async def _begin(
    house: House,
    roles: frozenset[Role],
    center: Center | None,
    met: asyncio.Event,
    group: asyncio.TaskGroup,
    work: Work,
) -> None:
    def begin(part: Coroutine[Any, Any, None]) -> None:
        work.tasks.append(group.create_task(part))

    if "engine" in roles:
        work.keeping = group.create_task(house.standby.lease.keep())
        engine = await _begin_engine(house, center, separate="api" not in roles)
        house.stops.append(engine.stops_in_order)
        if house.standby.waited and _room(house).asterisk.alive:  # calls first: the switch has its plan
            begin(_settle(house, center))
        elif not await _begin_switch(house, center):
            center = None
        begin(engine.run(met))
        begin(_room(house).run())
    begin(house.center.publisher.run())
    if center is None:
        begin(_center_later(house))
    if "worker" in roles:
        for part in work_beside_calls(house.parts, house.center):
            begin(part)


async def _center(house: House) -> Center | None:
    """None while the database is away: the engine then goes on with what it last knew."""
    try:
        await upgrade(house.parts.settings.database_url)
        await house.center.lists.start()
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


async def _begin_switch(house: House, center: Center | None) -> bool:
    """Whether with its plan: while the database is away, with the last that was written."""
    room = _room(house)
    try:
        await room.begin(house.center.publisher.plan if center is not None else None)
    except Exception as error:
        if not is_outage(error):
            raise
        log.exception("database.away_at_take_over", error=type(error).__name__)
        await room.begin(None)
        return False
    return center is not None


async def _settle(house: House, center: Center | None) -> None:
    """After a take-over: bring plan and center up to date, once those who are here are served."""
    if await _begin_switch(house, center):
        await house.center.publisher.publish()
    elif center is not None:
        await _center_later(house)


def _room(house: House) -> SwitchRoom:
    assert house.room is not None, "this process is an engine"
    return house.room


async def _begin_engine(house: House, center: Center | None, *, separate: bool) -> EngineProcess:
    parts, room, standby = house.parts, _room(house), house.standby
    settings = parts.settings
    if not room.asterisk.alive:
        renew_guests(parts.secrets)  # visitors of a switch that lives on keep their phones
    room.guests = guest_phones(parts.secrets, settings.asterisk.guest_phones if settings.customer_page else 0)
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
        lease=standby.lease,
        watch=Watch(
            settings.journal,
            parts.bus,
            standby.lease,
            standby.generation,
            expected=settings.engine.standby,
        ).run,
        who=standby.who,
        letters=letters_of(parts),
    )
    if standby.waited:
        engine.begin(standby.center or center, standby.following)
    else:
        engine.begin(center)
    engine.engine.floor.board.most_legs = calls_limit()
    if separate:
        await parts.bus.subscribe("center.changed", _plan_again(house, room))
    return engine


def _plan_again(house: House, room: SwitchRoom) -> Callable[[str, bytes], Awaitable[None]]:
    """The api saved; this process owns the switch and reads the plan itself, for it holds secrets."""

    async def apply(_: str, __: bytes) -> None:
        while True:
            try:
                return await room.apply(await house.center.publisher.plan())
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("database.away_at_plan", error=type(error).__name__)
                await asyncio.sleep(DATABASE_AGAIN)

    return apply


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
