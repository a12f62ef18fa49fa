from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lingtong.foundation.db import Database, Reading
from lingtong.insight.availability import figures, store
from lingtong.insight.availability.figures import DAYS, GOAL, PLANNED, Outage, Period
from lingtong.insight.availability.ports import Configuration, CountOf, Now, TakenNow
from lingtong.insight.availability.schemas import (
    AvailabilityShown,
    DayShown,
    OutageShown,
    PeriodName,
    PeriodShown,
)
from lingtong.insight.availability.tables import OutageRow
from lingtong.kit import Clock

MOST_SHOWN = 50
SERVED_ALONE = "degraded"


class Availability:
    def __init__(
        self, database: Database, book: Configuration, now: Now, count_of: CountOf, clock: Clock
    ) -> None:
        self._database, self._book, self._now, self._clock = database, book, now, clock
        self._count_of = count_of

    async def of(self, tenant_id: str) -> AvailabilityShown:
        state, now = await self._now(), self._clock.now()
        tenant = self._book.current().tenants.get(tenant_id)
        zone = ZoneInfo(tenant.timezone if tenant is not None else "Asia/Shanghai")
        year_ago = figures.a_year_before(now, zone)
        async with self._database.reading(tenant_id) as reader:
            counted_from = await store.counted_since(reader.session)
            rows = await store.outages(reader.session, year_ago)
            shown = await _shown(reader, rows[:MOST_SHOWN], self._count_of)
        going_on = _going_on(state, now)
        outages = [_outage(row.began_at, row.ended_at, row.why) for row in rows]
        if going_on is not None:
            outages.append(_outage(going_on.began_at, now, going_on.why))
            shown = [going_on, *shown]
        return AvailabilityShown(
            goal=GOAL,
            timezone=str(zone),
            now=now,
            taking=state.taking,
            counted_from=counted_from,
            periods=_periods(outages, zone, counted_from, now) if counted_from is not None else [],
            days=_days(outages, zone, counted_from, now) if counted_from is not None else [],
            outages=shown,
            outages_in_all=len(outages),
        )


def _periods(
    outages: Sequence[Outage], zone: ZoneInfo, counted_from: datetime, now: datetime
) -> list[PeriodShown]:
    spans: tuple[tuple[PeriodName, datetime, datetime], ...] = (
        ("days", now - timedelta(days=DAYS), now),
        ("month", *figures.month_of(now, zone)),
        ("year", figures.a_year_before(now, zone), now),
    )
    return [
        _period(name, figures.period(outages, begin, end, counted_from, now)) for name, begin, end in spans
    ]


def _period(name: PeriodName, one: Period) -> PeriodShown:
    return PeriodShown(
        name=name,
        begin=one.begin,
        end=one.end,
        counted_from=one.counted_from,
        seconds=round(one.seconds, 3),
        down=round(one.down.all, 3),
        planned=round(one.down.planned, 3),
        availability=one.availability,
        without_planned=one.without_planned,
        allowance=round(one.allowance, 3),
        left=round(one.left, 3),
    )


def _days(outages: Sequence[Outage], zone: ZoneInfo, counted_from: datetime, now: datetime) -> list[DayShown]:
    return [
        DayShown(
            day=one.day,
            counted=round(one.counted, 3),
            down=round(one.down.all, 3),
            planned=round(one.down.planned, 3),
        )
        for one in figures.days(outages, zone, counted_from, now)
    ]


def _outage(began_at: datetime, ended_at: datetime, why: str) -> Outage:
    return Outage(began_at=began_at, ended_at=ended_at, planned=why == PLANNED)


def _going_on(state: TakenNow, now: datetime) -> OutageShown | None:
    if state.taking is not False or state.since is None or not state.why:
        return None
    return OutageShown(
        id="now",
        began_at=min(state.since, now),
        ended_at=None,
        lasted=max((now - state.since).total_seconds(), 0.0),
        why=state.why,
        ended_by="",
        planned=state.why == PLANNED,
        node="",
        served_alone=0,
    )


async def _shown(reader: Reading, rows: Sequence[OutageRow], count_of: CountOf) -> list[OutageShown]:
    return [
        OutageShown(
            id=row.id,
            began_at=row.began_at,
            ended_at=row.ended_at,
            lasted=row.lasted,
            why=row.why,
            ended_by=row.ended_by,
            planned=row.why == PLANNED,
            node=row.node,
            served_alone=await count_of(reader, SERVED_ALONE, row.began_at, row.ended_at),
        )
        for row in rows
    ]
