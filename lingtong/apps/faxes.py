"""Faxes, joined: pages, the switch's folder, the engine that has the lines."""

from dataclasses import dataclass

from fastapi import APIRouter

from lingtong.apps.switch import switch_settings
from lingtong.floor.center import Center
from lingtong.floor.channels.fax import api
from lingtong.floor.channels.fax.archive import Archive
from lingtong.floor.channels.fax.errand import DocumentErrand
from lingtong.floor.channels.fax.jobs import FaxJobs
from lingtong.floor.channels.fax.service import Faxes
from lingtong.floor.ivr.errands.model import Answer
from lingtong.floor.live.asking import EngineDesk
from lingtong.floor.live.centers import CenterBook
from lingtong.floor.live.fax_commands import CallFax, DropFax
from lingtong.floor.live.supervising import Trail
from lingtong.floor.turn import Errand
from lingtong.foundation.http import Parts
from lingtong.foundation.jobs import JobRunner


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


@dataclass(frozen=True, kw_only=True)
class FaxParts:
    archive: Archive
    parts: Parts

    def routers(self, engine: EngineDesk, book: CenterBook) -> list[APIRouter]:
        parts = self.parts
        lines = LinesOfTheEngine(engine)
        return [api.routes(Faxes(parts.database, self.archive, lines, book, parts.clock, parts.ids))]

    def handle(self, runner: JobRunner) -> None:
        parts = self.parts
        engine = EngineDesk(parts.bus, CenterBook(Center()), Trail(parts.database))
        FaxJobs(parts.database, self.archive, LinesOfTheEngine(engine), parts.clock).handle(runner)

    def documents(self) -> FaxDocuments:
        return FaxDocuments(DocumentErrand(self.parts.database, self.archive, self.parts.clock))


def join_faxes(parts: Parts) -> FaxParts:
    settings = parts.settings
    return FaxParts(archive=Archive(settings.folder("faxes"), switch_settings(settings).faxes), parts=parts)
