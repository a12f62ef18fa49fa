"""The room of faxes without lines: facts, jobs and acts over its own database."""

from collections.abc import Sequence
from datetime import tzinfo
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lingtong.floor.channels.fax import api, reactions
from lingtong.floor.channels.fax.archive import Archive
from lingtong.floor.channels.fax.events import FaxBegun, FaxFact, FaxOver
from lingtong.floor.channels.fax.handing import Handing
from lingtong.floor.channels.fax.jobs import FaxJobs
from lingtong.floor.channels.fax.pages import pages_of_text, save_tiff
from lingtong.floor.channels.fax.service import Faxes
from lingtong.floor.channels.fax.sweeping import Sweeping
from lingtong.floor.channels.fax.tables import FaxRuleRow
from lingtong.floor.channels.fax.working import FaxWork
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import app_of
from lingtong.foundation.jobs import JobRunner
from lingtong.interactions.testing import PlainNames
from lingtong.kit import Refusal


class Busy(Refusal):
    code = "fax.lines_busy"


class Engine:
    """Notes what it is asked, and refuses as told."""

    def __init__(self) -> None:
        self.called: list[tuple[str, str]] = []
        self.dropped: list[str] = []
        self.refuses: Refusal | None = None

    async def call(self, tenant_id: str, agent_id: str, fax_id: str, number: str, title: str) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.called.append((fax_id, number))

    async def drop(self, tenant_id: str, fax_id: str) -> None:
        self.dropped.append(fax_id)


class Center:
    """Everybody does the work of the queue `fault`."""

    def queues_of(self, tenant_id: str, agent_id: str) -> frozenset[str]:
        return frozenset({"fault"})

    def zone(self, tenant_id: str) -> tzinfo:
        return ZoneInfo("Asia/Shanghai")

    def entry_point(self, tenant_id: str, number: str) -> str:
        return f"line {number}"


class Desks:
    """Who is ready, and what everybody is told."""

    def __init__(self) -> None:
        self.free: list[str] = []
        self.told: list[tuple[str, str]] = []
        self.changes = 0

    async def ready(self, tenant_id: str, queue_id: str) -> Sequence[str]:
        return self.free if queue_id == "fault" else []

    async def changed(self, tenant_id: str) -> None:
        self.changes += 1

    async def tell(self, tenant_id: str, agent_id: str, code: str, params: dict[str, str]) -> None:
        self.told.append((agent_id, code))


class Letters:
    works = True

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []

    async def send(self, letter: EmailMessage) -> None:
        self.sent.append(letter)


class House:
    def __init__(self, parts: Parts, folder: Path) -> None:
        self.parts, self.engine = parts, Engine()
        self.archive = Archive(folder / "kept", folder / "handed")
        self.handed = folder / "handed"
        self.desks, self.letters, names, center = Desks(), Letters(), PlainNames(), Center()
        database, clock = parts.database, parts.clock
        work = FaxWork(database, names, center, self.desks, clock)
        faxes = Faxes(
            database, self.archive, self.engine, names, center, work, clock, parts.ids, can_mail=True
        )
        self.app = app_of(parts, api.routes(faxes))
        self.runner = JobRunner(database, clock, parts.ids)
        FaxJobs(database, self.archive, self.engine, self.desks, self.letters, clock).handle(self.runner)
        self.handing = Handing(database, self.desks, self.desks, names, clock)
        self.sweeping = Sweeping(database, self.archive, clock)
        self.tenant_id = ""

    async def facts(self, *facts: FaxFact) -> None:
        async with self.parts.database.writing_everywhere() as work:
            await reactions.take_facts(work, facts)

    def about(self, fax_id: str, direction: str = "in", queue_id: str = "") -> dict[str, Any]:
        return {
            "id": self.parts.ids.new(),
            "tenant_id": self.tenant_id,
            "at": self.parts.clock.now(),
            "fax_id": fax_id,
            "direction": direction,
            "number": "01066668888",
            "queue_id": queue_id,
        }

    async def comes(self, fax_id: str, queue_id: str = "fault") -> None:
        """A fax of one page, filed."""
        self.handed.mkdir(exist_ok=True)
        save_tiff(pages_of_text("Question", fax_id), self.handed / f"{fax_id}.tif")
        about = self.about(fax_id, queue_id=queue_id)
        over = FaxOver(**{**about, "id": self.parts.ids.new()}, ok=True, pages=1, seconds=30.0)
        await self.facts(FaxBegun(**about, dnis="95598"), over)
        await self.runner.run_due()

    async def rule(self, **given: Any) -> None:
        usual = {"name": "All", "name_en": "", "queues": [], "answer_within": 3600.0, "offered": True}
        more = {"offer_for": 60.0, "at_once": 1, "keep_days": 0}
        async with self.parts.database.writing(self.tenant_id) as work:
            row = FaxRuleRow(**{**usual, **more, **given}, id=self.parts.ids.new(), revision=1)
            row.changed_at = self.parts.clock.now()
            work.session.add(row)
