"""Weeks of a roster, shifts given to others, spreadsheets, and what one officer leaves to the next."""

import contextlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from lingtong.floor.duty import store
from lingtong.floor.duty.config import DatedShift, DutyRoster
from lingtong.floor.duty.manifest import DUTY_ROSTERS
from lingtong.floor.duty.model import Span, timeline
from lingtong.floor.duty.ports import Centers
from lingtong.floor.duty.sheet import shifts_of
from lingtong.floor.duty.tables import DutyNoteRow
from lingtong.floor.lists import table_of
from lingtong.floor.live.figures import DutyNotesChanged
from lingtong.foundation.bus import Bus, NobodyAnswers
from lingtong.foundation.catalog import Catalog
from lingtong.foundation.catalog.errors import ItemUnknown
from lingtong.foundation.db import Database, NotFound
from lingtong.foundation.identity import Principal, audit
from lingtong.kit import Clock, Ids

WEEK = timedelta(days=7)
KEPT_DATED = timedelta(days=62)  # how long past shifts by date stay in the roster


class Week(msgspec.Struct, frozen=True, kw_only=True):
    roster: DutyRoster
    monday: date
    days: tuple[datetime, ...]
    spans: tuple[Span, ...]
    now: Span | None


class Duty:
    def __init__(
        self, database: Database, bus: Bus, catalog: Catalog, centers: Centers, clock: Clock, ids: Ids
    ) -> None:
        self._database, self._bus, self._catalog, self._centers = database, bus, catalog, centers
        self._clock, self._ids = clock, ids

    def rosters(self, who: Principal) -> list[DutyRoster]:
        found = self._centers.current().duty_rosters.values()
        return sorted((one for one in found if one.tenant_id == who.tenant_id), key=lambda one: one.name)

    def week(self, who: Principal, roster_id: str, day: date | None) -> Week:
        """The week of the roster's own time zone in which the day lies; today's where none is named."""
        roster, calendars = self._roster(who, roster_id), self._centers.current().calendars
        zone, now = ZoneInfo(roster.timezone), self._clock.now()
        day = day or now.astimezone(zone).date()
        monday = day - timedelta(days=day.weekday())
        days = tuple(_midnight(monday + timedelta(days=at), zone) for at in range(8))
        spans = timeline(roster, calendars, days[0], days[-1])
        here = next((one for one in timeline(roster, calendars, now, now + WEEK) if one.ends > now), None)
        return Week(roster=roster, monday=monday, days=days, spans=spans, now=here)

    async def assign(self, who: Principal, roster_id: str, shifts: Sequence[DatedShift], act: str) -> None:
        """Onto those by date that are there already; what is long over is left out."""
        self._roster(who, roster_id)
        async with self._database.writing(who.tenant_id) as work:
            saved = await self._catalog.get(work, DUTY_ROSTERS, roster_id)
            first = (self._clock.now() - KEPT_DATED).date().isoformat()
            dated = [*(one for one in saved.item.dated if one.date >= first), *shifts]
            body: dict[str, Any] = msgspec.to_builtins(
                msgspec.structs.replace(saved.item, dated=tuple(dated))
            )
            body.pop("tenant_id")
            await self._catalog.save(work, DUTY_ROSTERS, body, roster_id, by=who, revision=saved.revision)
            data = {"shifts": len(shifts), "first": msgspec.to_builtins(shifts[0])}
            await audit.record(work, who, act, f"duty-rosters/{roster_id}", data)

    async def take_sheet(self, who: Principal, roster_id: str, data: bytes) -> int:
        shifts = shifts_of(table_of(data), self._roster(who, roster_id).officers)
        await self.assign(who, roster_id, shifts, "duty.imported")
        return len(shifts)

    # --- handing over

    async def notes(self, who: Principal, roster_id: str, *, unread: bool) -> Sequence[DutyNoteRow]:
        self._roster(who, roster_id)
        async with self._database.reading(who.tenant_id) as reader:
            return await store.notes(reader.session, roster_id, unread=unread, at_most=50)

    async def write(self, who: Principal, roster_id: str, text: str) -> DutyNoteRow:
        self._roster(who, roster_id)
        row = DutyNoteRow(
            id=self._ids.new(),
            roster_id=roster_id,
            at=self._clock.now(),
            user_id=who.user_id,
            by=who.name,
            text=text,
        )
        async with self._database.writing(who.tenant_id) as work:
            work.session.add(row)
            await audit.record(work, who, "duty.note_written", f"duty-notes/{row.id}", {"text": text})
        await self._tell(who.tenant_id, roster_id)
        return row

    async def read(self, who: Principal, note_id: str) -> DutyNoteRow:
        """By whoever takes over; reading it twice changes nothing."""
        async with self._database.writing(who.tenant_id) as work:
            row = await work.get(DutyNoteRow, note_id)
            if row.user_id == who.user_id:
                raise NotFound("A note is read by the next officer, not by its writer.")
            if row.read_at is None:
                row.read_at, row.read_by = self._clock.now(), who.name
                await audit.record(work, who, "duty.note_read", f"duty-notes/{row.id}")
        await self._tell(who.tenant_id, row.roster_id)
        return row

    # --- inside

    def _roster(self, who: Principal, roster_id: str) -> DutyRoster:
        found = self._centers.current().duty_rosters.get(roster_id)
        if found is None or found.tenant_id != who.tenant_id:
            raise ItemUnknown("This roster does not exist any more.", kind="duty-rosters", id=roster_id[:36])
        return found

    async def _tell(self, tenant_id: str, roster_id: str) -> None:
        with contextlib.suppress(NobodyAnswers):  # kept is kept: screens ask when they open
            view = DutyNotesChanged(roster_id=roster_id)
            await self._bus.publish(f"live.{tenant_id}", msgspec.json.encode(view))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
