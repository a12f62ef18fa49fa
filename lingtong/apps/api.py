"""The api joined from its parts: every route, the sockets, the built screens."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI

from lingtong.apps import system
from lingtong.apps.adapters import BrowserPhones, CardsFromRecords, SurgeAtTheEngine, WrapUpsAtTheEngine
from lingtong.apps.center import CenterParts
from lingtong.apps.errands import join_sources, source_routes
from lingtong.apps.faxes import join_faxes
from lingtong.apps.figures import join_figures
from lingtong.apps.flow_calls import FlowPhone
from lingtong.apps.lists import join_lists
from lingtong.apps.messages import message_routes
from lingtong.apps.recordings import join_recordings
from lingtong.apps.speech import by_phone_routes
from lingtong.apps.tasks import PromisedCalls, UnfinishedWrapUps
from lingtong.apps.web_files import WebFiles
from lingtong.floor.agent_log import api as agent_log_api
from lingtong.floor.agent_log.service import AgentLogs
from lingtong.floor.attendance import api as attendance_api
from lingtong.floor.attendance.service import Attendance as AttendanceRecords
from lingtong.floor.callbacks import api as callbacks_api
from lingtong.floor.callbacks.service import Callbacks
from lingtong.floor.center import Center
from lingtong.floor.duty import api as duty_api
from lingtong.floor.duty.service import Duty
from lingtong.floor.ivr.designer import calling
from lingtong.floor.live import api as live_api
from lingtong.floor.live import sip_relay, socket, supervising
from lingtong.floor.live.asking import EngineDesk
from lingtong.floor.live.centers import CenterBook
from lingtong.floor.live.hub import Hub
from lingtong.floor.live.screens import Screens
from lingtong.floor.live.seat_api import floor_router
from lingtong.floor.live.visitors import Visitors
from lingtong.floor.map import api as map_api
from lingtong.floor.map.service import FloorMaps
from lingtong.floor.messages import api as messages_api
from lingtong.floor.messages.notices import Notices
from lingtong.floor.messages.service import Messages
from lingtong.floor.outbound_rules import api as outbound_api
from lingtong.floor.plans import api as plans_api
from lingtong.foundation.config import Settings
from lingtong.foundation.http import Parts, application
from lingtong.foundation.http.health import Checks
from lingtong.foundation.identity import Principal, signed_in
from lingtong.foundation.identity.api import rotated_cookie
from lingtong.foundation.identity.api import router as identity_router
from lingtong.insight.reporting.live import LiveFigures
from lingtong.insight.reporting.today import Today
from lingtong.insight.simulation import api as simulation_api
from lingtong.insight.simulation.service import Simulations
from lingtong.interactions import api as interactions_api
from lingtong.interactions.service import Contacts, Interactions
from lingtong.switch.plan import Phone

STATIC = Path(__file__).parent / "static"


def build_app(
    parts: Parts,
    center: CenterParts,
    first: Center,
    guests: Callable[[], Sequence[Phone]] = tuple,
    checks: Checks | None = None,
) -> FastAPI:
    """`first` is the center as it is now; `guests` gives the customer page's phones as they are now."""
    parts = replace(parts, agents=center.agents)
    settings, database, bus, clock = parts.settings, parts.database, parts.bus, parts.clock
    book = CenterBook(first)
    engine = EngineDesk(bus, book, supervising.Trail(database))
    surge = SurgeAtTheEngine(engine)
    today = Today(database, book, clock)
    recording = join_recordings(parts)
    sources = join_sources(parts, center)
    interactions = Interactions(
        database, book, recording.recordings, WrapUpsAtTheEngine(engine), clock, parts.ids
    )
    figures = LiveFigures(today, book, clock)
    hub = Hub(bus, clock, book, figures, CardsFromRecords(interactions, book))
    today.changed = hub.queue_figures_changed
    tasks = (UnfinishedWrapUps(interactions, book), PromisedCalls(database, book))
    messages = Messages(database, bus, book, clock, parts.ids)
    simulations = Simulations(database, book, clock, parts.ids)
    phones = BrowserPhones(database, center.phones, guests if settings.customer_page else tuple)
    visitors = Visitors(phones, clock)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await book.follow(bus)
        async with asyncio.TaskGroup() as group:
            running = (hub.run(), today.run(bus), simulations.run(), sources.show(bus))
            tasks = [group.create_task(one) for one in running]
            yield
            for task in tasks:
                task.cancel()

    app = application(
        parts,
        [
            identity_router,
            by_phone_routes(parts, center.prompts, engine),
            calling.routes(database, center.drafts, FlowPhone(engine)),
            *center.routers(),
            interactions_api.routes(interactions),
            *recording.routers(engine, book),
            *message_routes(parts, recording, engine, book),
            callbacks_api.routes(Callbacks(database, surge, Contacts(database), book, clock)),
            *join_faxes(parts).routers(engine, book, hub),
            plans_api.routes(surge),
            join_lists(parts, center, book, engine),
            outbound_api.routes(book, clock),
            duty_api.routes(Duty(database, bus, center.catalog, book, clock, parts.ids)),
            agent_log_api.routes(AgentLogs(database, book, tasks, supervising.reach, clock)),
            attendance_api.routes(AttendanceRecords(database, clock), book),
            messages_api.routes(
                messages,
                Notices(database, bus, book, clock, parts.ids),
            ),
            map_api.routes(FloorMaps(database, bus, book, parts.ids)),
            floor_router(center.catalog, center.kind("agents"), book),
            *join_figures(parts, book, hub, today, figures, messages, sources.board),
            simulation_api.routes(simulations),
            source_routes(parts, sources),
            live_api.routes(engine, book, phones, visitors, settings),
            supervising.routes(bus, book),
            system.router,
            system.availability_routes(parts, book),
            socket.routes(hub, Screens(engine)),
            sip_relay.routes(sip_relay.SipRelay(_phones_of(settings), visitors)),
        ],
        cookie=lambda state: rotated_cookie(state, secure=settings.http.is_secure),
        checks=checks,
        lifespan=lifespan,
    )
    app.include_router(_description(app))
    app.mount("/", WebFiles(STATIC))
    return app


def _description(app: FastAPI) -> APIRouter:
    router = APIRouter()

    @router.get("/api/openapi.json", include_in_schema=False)
    async def openapi(_: Annotated[Principal, Depends(signed_in)]) -> dict[str, Any]:
        return app.openapi()

    return router


def _phones_of(settings: Settings) -> str:
    """The switch of the same machine, whatever SIP listens on."""
    return f"ws://127.0.0.1:{settings.asterisk.http_port}/ws"
