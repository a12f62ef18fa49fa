from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from lingtong.floor.agents.events import AgentStateChanged, ReasonOverrun
from lingtong.floor.attendance import store
from lingtong.floor.attendance.fold import OUT, bounds, day_of, fresh, pieces, span_of, spend
from lingtong.floor.attendance.store import Key
from lingtong.floor.attendance.tables import AttendanceRow, SeatNowRow
from lingtong.foundation.db import Database, Work
from lingtong.foundation.identity import store as identity
from lingtong.foundation.journal import Fact
from lingtong.kit import Clock


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """One agent's day. `last_out` is None while the agent is signed in; what runs now is counted to now."""

    agent_id: str
    first_in: datetime
    last_out: datetime | None
    sessions: int
    overruns: int
    seconds: dict[str, float]
    reasons: dict[str, float]


async def take_facts(work: Work, facts: Sequence[Fact]) -> None:
    """Bring the days up to these facts: new ones only, in order, in the transaction that stores them."""
    mine = [fact for fact in facts if isinstance(fact, AgentStateChanged | ReasonOverrun)]
    if not mine:
        return
    zones = {row.id: ZoneInfo(row.timezone) for row in await identity.tenants(work.session)}
    rows = await store.days(work.session, (key for fact in mine for key in _keys(fact, zones)))
    seats = await store.seats(work.session, (fact.agent_id for fact in mine))
    keeping = _Keeping(work, zones, rows, seats)
    for fact in mine:
        if isinstance(fact, AgentStateChanged):
            keeping.state_changed(fact)
        else:
            keeping.row(fact, day_of(fact.at, zones[fact.tenant_id]), fact.at).overruns += 1


def _keys(fact: AgentStateChanged | ReasonOverrun, zones: dict[str, ZoneInfo]) -> set[Key]:
    zone = zones[fact.tenant_id]
    days = {day_of(fact.at, zone)}
    if isinstance(fact, AgentStateChanged) and fact.before != OUT:
        days |= {day for day, _, _ in pieces(*span_of(fact), zone)}
    return {(fact.agent_id, day.isoformat()) for day in days}


class _Keeping:
    def __init__(
        self,
        work: Work,
        zones: dict[str, ZoneInfo],
        rows: dict[Key, AttendanceRow],
        seats: dict[str, SeatNowRow],
    ) -> None:
        self._work, self._zones, self._rows, self._seats = work, zones, rows, seats

    def state_changed(self, fact: AgentStateChanged) -> None:
        zone = self._zones[fact.tenant_id]
        if fact.before == OUT:
            self.row(fact, day_of(fact.at, zone), fact.at).sessions += 1
        else:
            for day, begin, end in pieces(*span_of(fact), zone):
                spend(self.row(fact, day, begin), fact.before, fact.reason_before, begin, end)
        self._sit(fact)

    def row(self, fact: AgentStateChanged | ReasonOverrun, day: date, at: datetime) -> AttendanceRow:
        key = (fact.agent_id, day.isoformat())
        found = self._rows.get(key)
        if found is None:
            found = self._rows[key] = fresh(fact.tenant_id, fact.agent_id, day, at)
            self._work.session.add(found)
        return found

    def _sit(self, fact: AgentStateChanged) -> None:
        seat = self._seats.get(fact.agent_id)
        if seat is None:
            seat = self._seats[fact.agent_id] = SeatNowRow(
                tenant_id=fact.tenant_id, agent_id=fact.agent_id, state="", reason_id="", since=fact.at
            )
            self._work.session.add(seat)
        seat.state, seat.reason_id, seat.since = fact.state, fact.reason_id, fact.at


class Attendance:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def today(self, zone: ZoneInfo) -> date:
        return day_of(self._clock.now(), zone)

    async def of_day(self, tenant_id: str, day: date, zone: ZoneInfo) -> list[Presence]:
        """Everybody who was there on this day, first in first."""
        begin, end = bounds(day, zone)
        async with self._database.reading(tenant_id) as reader:
            rows = {row.agent_id: row for row in await store.of_day(reader.session, day.isoformat())}
            seats = {row.agent_id: row for row in await store.all_seats(reader.session)}
            for seat in seats.values():
                since, until = max(seat.since, begin), min(self._clock.now(), end)
                if seat.state != OUT and since < until:
                    row = rows.get(seat.agent_id) or fresh(tenant_id, seat.agent_id, day, since)
                    rows[seat.agent_id] = row
                    spend(row, seat.state, seat.reason_id, since, until)  # read only: nothing is saved
            there = {key for key, seat in seats.items() if seat.state != OUT and seat.since < end}
            return sorted(
                (_presence(row, still_there=row.agent_id in there) for row in rows.values()),
                key=lambda found: (found.first_in, found.agent_id),
            )


def _presence(row: AttendanceRow, *, still_there: bool) -> Presence:
    return Presence(
        agent_id=row.agent_id,
        first_in=row.first_in,
        last_out=None if still_there else row.last_out,
        sessions=row.sessions,
        overruns=row.overruns,
        seconds=dict(row.seconds),
        reasons=dict(row.reasons),
    )
