"""Figures, alarms and boards, joined to the live sockets."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter
from msgspec import structs

from lingtong.apps.faxes import FaxWatch
from lingtong.apps.waiting import MessageWatch
from lingtong.floor.duty.config import Officer
from lingtong.floor.duty.model import on_duty
from lingtong.floor.ivr.sources.telling import HealthBoard
from lingtong.floor.live.board import Board
from lingtong.floor.live.centers import CenterBook
from lingtong.floor.live.figures import FiguresChanged, ServiceNow
from lingtong.floor.live.hub import Hub
from lingtong.floor.messages.service import Messages
from lingtong.floor.recording.room import RoomWatch
from lingtong.foundation.http import Parts
from lingtong.insight.alarms import api as alarms_api
from lingtong.insight.alarms.service import Alarms
from lingtong.insight.boards import api as boards_api
from lingtong.insight.boards.service import Boards
from lingtong.insight.reporting import api as reporting_api
from lingtong.insight.reporting.flows import api as flow_figures_api
from lingtong.insight.reporting.flows.service import FlowStatistics
from lingtong.insight.reporting.live import LiveFigures
from lingtong.insight.reporting.sites import BySite
from lingtong.insight.reporting.today import Today
from lingtong.kit import Clock


@dataclass(frozen=True)
class FloorOfTheHub:
    """What rules look at: the same picture that boards are drawn from."""

    hub: Hub
    live: LiveFigures
    health: HealthBoard
    room: RoomWatch
    faxes: FaxWatch
    messages: MessageWatch

    async def figures(self, tenant_id: str) -> FiguresChanged:
        board = await self.hub.known(tenant_id)
        board.is_needed = True
        services = self.services_of(self.health, tenant_id)
        free = await self.room.free()
        faxes = await self.faxes.of(tenant_id)
        messages, answers = await self.messages.of(tenant_id)
        return structs.replace(
            self.live.whole(tenant_id, board),
            services=services,
            disk_free=free,
            faxes=faxes,
            messages=messages,
            answers=answers,
        )

    @staticmethod
    def services_of(health: HealthBoard, tenant_id: str) -> tuple[ServiceNow, ...]:
        return tuple(
            ServiceNow(id=one.id, name=one.name, name_en=one.name_en, since=one.since)
            for one in health.of(tenant_id)
            if one.since is not None
        )

    def people(self, tenant_id: str) -> int:
        """Each person once, however many windows there are."""
        desks = self.hub.board(tenant_id).desks
        return len({one.agent_id or one.window_id for one in desks if one.sees_floor})

    async def now(self, tenant_id: str) -> Board:
        return await self.hub.known(tenant_id)


@dataclass(frozen=True)
class OfficersOnDuty:
    book: CenterBook
    clock: Clock
    messages: Messages

    def _officer(self, roster_id: str) -> Officer | None:
        center = self.book.current()
        roster = center.duty_rosters.get(roster_id)
        found = on_duty(roster, self.clock.now(), center.calendars) if roster is not None else None
        return found.officer if found is not None else None

    def mail(self, roster_id: str) -> str:
        officer = self._officer(roster_id)
        return officer.mail if officer is not None else ""

    async def tell(self, tenant_id: str, roster_id: str, text: str) -> None:
        officer = self._officer(roster_id)
        if officer is not None and officer.agent_id:
            await self.messages.tell(tenant_id, officer.agent_id, text)


def join_figures(  # noqa: PLR0913, PLR0917 - a parts list
    parts: Parts,
    book: CenterBook,
    hub: Hub,
    today: Today,
    live: LiveFigures,
    messages: Messages,
    health: HealthBoard,
) -> Iterable[APIRouter]:
    """Their routes; what runs for them runs beside the hub."""
    floor = FloorOfTheHub(
        hub,
        live,
        health,
        RoomWatch(parts.settings.recordings, more=parts.settings.recording.more),
        FaxWatch(parts.database, parts.clock),
        MessageWatch(parts.database, parts.clock),
    )
    officers = OfficersOnDuty(book, parts.clock, messages)
    alarms = Alarms(parts.database, parts.bus, floor, officers, parts.clock, parts.ids)
    boards = Boards(parts.database, parts.bus, parts.clock, parts.ids)

    async def lay_messages() -> None:
        for tenant_id, message in await boards.messages():
            hub.board(tenant_id).message = message

    hub.runs(alarms.run)
    hub.begins(lay_messages)
    return (
        reporting_api.routes(today, hub, book, parts.clock),
        reporting_api.live_routes(live, floor),
        reporting_api.site_routes(BySite(parts.database, book, today, parts.clock)),
        flow_figures_api.routes(FlowStatistics(parts.database), parts.clock),
        alarms_api.routes(alarms),
        boards_api.routes(boards),
    )
