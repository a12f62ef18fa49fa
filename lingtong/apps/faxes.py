"""Faxes, joined: pages, the switch's folder, the engine that has the lines."""

import asyncio
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter

from lingtong.apps.switch import switch_settings
from lingtong.floor.center import Center
from lingtong.floor.channels.fax import api, store
from lingtong.floor.channels.fax.archive import Archive
from lingtong.floor.channels.fax.errand import DocumentErrand
from lingtong.floor.channels.fax.handing import Handing
from lingtong.floor.channels.fax.jobs import FaxJobs
from lingtong.floor.channels.fax.service import Faxes
from lingtong.floor.channels.fax.sweeping import Sweeping
from lingtong.floor.channels.fax.working import FaxWork
from lingtong.floor.ivr.errands.model import Answer
from lingtong.floor.live.asking import EngineDesk
from lingtong.floor.live.centers import CenterBook
from lingtong.floor.live.fax_commands import CallFax, DropFax
from lingtong.floor.live.figures import FaxesChanged, FaxesNow
from lingtong.floor.live.hub import Hub
from lingtong.floor.live.supervising import Trail
from lingtong.floor.live.views import Notice
from lingtong.floor.routing.model import is_able
from lingtong.floor.turn import Errand
from lingtong.foundation.bus import Bus
from lingtong.foundation.config import MailSettings
from lingtong.foundation.db import Database
from lingtong.foundation.http import Parts
from lingtong.foundation.jobs import JobRunner
from lingtong.kit import Clock

MAIL_WITHIN = 20.0  # seconds
LOOK_EVERY = timedelta(seconds=5)


class LinesOfTheEngine:
    def __init__(self, engine: EngineDesk) -> None:
        self._engine = engine

    async def call(self, tenant_id: str, agent_id: str, fax_id: str, number: str, title: str) -> None:
        await self._engine.ask(
            CallFax(
                tenant_id=tenant_id,
                agent_id=agent_id,
                fax_id=fax_id,
                number=number,
                title=title,
                header=title,
            )
        )

    async def drop(self, tenant_id: str, fax_id: str) -> None:
        await self._engine.ask(DropFax(tenant_id=tenant_id, agent_id="", fax_id=fax_id))


class FaxDocuments:
    """Documents that flows ask for."""

    def __init__(self, making: DocumentErrand) -> None:
        self._making = making

    def lane(self, errand: Errand) -> str:  # noqa: ARG002 - all are made by us
        return "document"

    async def run(self, errand: Errand) -> Answer:
        return Answer(*await self._making.make(errand))


class CenterOfTheBook:
    def __init__(self, book: CenterBook, clock: Clock) -> None:
        self._book, self._clock = book, clock

    def queues_of(self, tenant_id: str, agent_id: str) -> frozenset[str]:
        center = self._book.current()
        agent, today = center.agents.get(agent_id), self._clock.now().date().isoformat()
        if agent is None or agent.tenant_id != tenant_id:
            return frozenset()
        return frozenset(queue.id for queue in center.queues.values() if is_able(agent, queue, today))

    def zone(self, tenant_id: str) -> tzinfo:
        tenant = self._book.current().tenants.get(tenant_id)
        return ZoneInfo(tenant.timezone if tenant is not None else "Asia/Shanghai")

    def entry_point(self, tenant_id: str, number: str) -> str:
        entries = self._book.current().entry_points.values()
        found = (entry.name for entry in entries if (entry.tenant_id, entry.number) == (tenant_id, number))
        return next(found, "")


class ReadyAtTheHub:
    def __init__(self, hub: Hub, center: CenterOfTheBook) -> None:
        self._hub, self._center = hub, center

    async def ready(self, tenant_id: str, queue_id: str) -> Sequence[str]:
        board = await self._hub.known(tenant_id)
        board.is_needed = True
        free = sorted(
            (row for row in board.agents.values() if row.state == "ready"), key=lambda row: row.since
        )
        return [row.agent_id for row in free if queue_id in self._center.queues_of(tenant_id, row.agent_id)]


class ScreensByBus:
    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus, self._clock = bus, clock

    async def changed(self, tenant_id: str) -> None:
        await self._bus.publish(f"live.{tenant_id}", msgspec.json.encode(FaxesChanged()))

    async def tell(self, tenant_id: str, agent_id: str, code: str, params: dict[str, str]) -> None:
        notice = Notice(agent_id=agent_id, code=code, params=params, at=self._clock.now())
        await self._bus.publish(f"live.{tenant_id}", msgspec.json.encode(notice))


class FaxWatch:
    """For alarm rules: they look each second, the table is asked less often."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._found: dict[str, tuple[datetime, tuple[FaxesNow, ...]]] = {}

    async def of(self, tenant_id: str) -> tuple[FaxesNow, ...]:
        now = self._clock.now()
        known = self._found.get(tenant_id)
        if known is not None and now - known[0] < LOOK_EVERY:
            return known[1]
        async with self._database.reading(tenant_id) as reader:
            rows = await store.waiting(reader.session, now)
        found = tuple(
            FaxesNow(queue_id=one.queue_id, new=one.new, overdue=one.overdue, oldest_at=one.oldest)
            for one in rows
        )
        self._found[tenant_id] = (now, found)
        return found


class PostByMail:
    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    @property
    def works(self) -> bool:
        return bool(self._settings.host)

    async def send(self, letter: EmailMessage) -> None:
        """Raises what goes wrong: the job is then tried again."""
        letter["From"] = self._settings.sender
        await asyncio.to_thread(self._send, letter)

    def _send(self, letter: EmailMessage) -> None:
        settings = self._settings
        kind = smtplib.SMTP_SSL if settings.security == "tls" else smtplib.SMTP
        with kind(settings.host, settings.port, timeout=MAIL_WITHIN) as server:
            if settings.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.username:
                server.login(settings.username, settings.password)
            server.send_message(letter)


@dataclass(frozen=True, kw_only=True)
class FaxParts:
    archive: Archive
    parts: Parts

    def routers(self, engine: EngineDesk, book: CenterBook, hub: Hub) -> list[APIRouter]:
        """Their routes; what offers faxes runs beside the hub."""
        parts, post = self.parts, PostByMail(self.parts.settings.mail)
        center, screens = CenterOfTheBook(book, parts.clock), ScreensByBus(parts.bus, parts.clock)
        handing = Handing(parts.database, ReadyAtTheHub(hub, center), screens, book, parts.clock)
        hub.runs(handing.run)
        faxes = Faxes(
            parts.database,
            self.archive,
            LinesOfTheEngine(engine),
            book,
            center,
            FaxWork(parts.database, book, center, screens, parts.clock),
            parts.clock,
            parts.ids,
            can_mail=post.works,
        )
        return [api.routes(faxes)]

    def handle(self, runner: JobRunner) -> None:
        parts, post = self.parts, PostByMail(self.parts.settings.mail)
        engine = LinesOfTheEngine(EngineDesk(parts.bus, CenterBook(Center()), Trail(parts.database)))
        screens = ScreensByBus(parts.bus, parts.clock)
        FaxJobs(parts.database, self.archive, engine, screens, post, parts.clock).handle(runner)
        runner.repeat([Sweeping(parts.database, self.archive, parts.clock).periodic()])

    def documents(self) -> FaxDocuments:
        return FaxDocuments(DocumentErrand(self.parts.database, self.archive, self.parts.clock))


def join_faxes(parts: Parts) -> FaxParts:
    settings = parts.settings
    return FaxParts(archive=Archive(settings.folder("faxes"), switch_settings(settings).faxes), parts=parts)
