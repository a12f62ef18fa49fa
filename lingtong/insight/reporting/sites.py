"""A day of each site beside the others, by the figures of queues and agents that every report has."""

import asyncio
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import msgspec

from lingtong.floor.center import Center
from lingtong.floor.live import decode_fact
from lingtong.foundation.db import Database
from lingtong.foundation.journal import store as journal
from lingtong.insight.reporting.metrics import KINDS, AgentFigures, Fold, QueueFigures, definitions
from lingtong.insight.reporting.ports import Centers
from lingtong.insight.reporting.today import BEFORE_MIDNIGHT, PAGE, Today
from lingtong.kit import Clock

LATE = timedelta(hours=4)  # wrap-ups that are finished after midnight
MOST_KEPT = 20


class SiteFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One site on one day: its queues, and the agents of its teams as they are configured now.

    `site_id` is empty for queues and agents of no site. `staff`: agents who were signed in at any time;
    times in seconds.
    """

    site_id: str
    name: str = ""
    name_en: str = ""
    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    short_abandoned: int = 0
    within_goal: int = 0
    service_level: float | None = None
    answer_rate: float | None = None
    asa: float | None = None
    staff: int = 0
    handled: int = 0
    aht: float | None = None
    logged_in: float = 0.0
    occupancy: float | None = None
    utilization: float | None = None


class BySite:
    def __init__(self, database: Database, centers: Centers, today: Today, clock: Clock) -> None:
        self._database, self._centers, self._today, self._clock = database, centers, today, clock
        self._kept: dict[tuple[str, date, int], tuple[SiteFigures, ...]] = {}

    async def of_day(self, tenant_id: str, day: date | None) -> tuple[date, tuple[SiteFigures, ...]]:
        """`day` by the tenant's own clock, today without one. Past days are folded from the stored facts."""
        live, center = self._today.fold(tenant_id), self._centers.current()
        day = day or live.day_of(self._clock.now())
        if day >= live.day_of(self._clock.now()):
            return day, self._of(live, center, tenant_id, day)
        key = (tenant_id, day, center.revision)
        if key not in self._kept:
            fold = await self._folded(tenant_id, day)
            found = self._of(fold, center, tenant_id, day)
            if fold.day_starts(day + timedelta(days=1)) + LATE > self._clock.now():
                return day, found
            self._kept = dict(list(self._kept.items())[1 - MOST_KEPT :])
            self._kept[key] = found
        return day, self._kept[key]

    async def _folded(self, tenant_id: str, day: date) -> Fold:
        tenant = self._centers.current().tenants.get(tenant_id)
        fold = Fold(tenant.timezone if tenant is not None else "Asia/Shanghai")
        until = fold.day_starts(day + timedelta(days=1)) + LATE
        async with self._database.reading_everywhere() as reader:
            sequence = await journal.last_before(reader.session, fold.day_starts(day) - BEFORE_MIDNIGHT)
            last = await journal.last_before(reader.session, until)
        while sequence < last:
            async with self._database.reading_everywhere() as reader:
                rows = await journal.after(reader.session, sequence, KINDS, PAGE)
            for row in rows:
                if row.tenant_id == tenant_id and row.sequence <= last:
                    fold.take(decode_fact(row.body))
            sequence = rows[-1].sequence if len(rows) == PAGE else last
            await asyncio.sleep(0)  # the boards of today go on
        return fold

    def _of(self, fold: Fold, center: Center, tenant_id: str, day: date) -> tuple[SiteFigures, ...]:
        queues: dict[str, list[QueueFigures]] = {}
        for queue in center.queues.values():
            if queue.tenant_id == tenant_id:
                found = fold.queue(day, queue.id, self._today.goal(queue.id))
                queues.setdefault(_known(center, queue.site_id), []).append(found)
        agents: dict[str, list[AgentFigures]] = {}
        ends = fold.day_starts(day + timedelta(days=1))
        for agent_id in fold.agents(day):
            agent = fold.agent(day, agent_id, min(self._clock.now(), _utc(ends, self._clock.now())))
            agents.setdefault(_site_of(center, agent_id), []).append(agent)
        sites = [site for site in center.sites.values() if site.tenant_id == tenant_id]
        shown = [
            _sum(site.id, site.name, site.name_en, queues.get(site.id, ()), agents.get(site.id, ()))
            for site in sorted(sites, key=lambda site: site.name)
        ]
        of_none = _sum("", "", "", queues.get("", ()), agents.get("", ()))
        return (*shown, of_none) if of_none.offered or of_none.staff else tuple(shown)


def _utc(at: datetime, like: datetime) -> datetime:
    return at.astimezone(like.tzinfo)


def _known(center: Center, site_id: str) -> str:
    return site_id if site_id in center.sites else ""


def _site_of(center: Center, agent_id: str) -> str:
    agent = center.agents.get(agent_id)
    team = center.teams.get(agent.team_id) if agent is not None else None
    return _known(center, team.site_id) if team is not None else ""


def _sum(
    site_id: str, name: str, name_en: str, queues: Iterable[QueueFigures], agents: Iterable[AgentFigures]
) -> SiteFigures:
    """Shares are made of the sums, never of shares."""
    lines, people = list(queues), [one for one in agents if one.logged_in > 0]
    offered, answered = sum(one.offered for one in lines), sum(one.answered for one in lines)
    abandoned, short = sum(one.abandoned for one in lines), sum(one.short_abandoned for one in lines)
    within = sum(one.within_goal for one in lines)
    working, logged_in = sum(one.working for one in people), sum(one.logged_in for one in people)
    handled = sum(one.handled for one in people)
    return SiteFigures(
        site_id=site_id,
        name=name,
        name_en=name_en,
        offered=offered,
        answered=answered,
        abandoned=abandoned,
        short_abandoned=short,
        within_goal=within,
        service_level=definitions.service_level(within, answered, abandoned, short),
        answer_rate=definitions.answer_rate(answered, offered),
        asa=definitions.asa(sum((one.asa or 0.0) * one.answered for one in lines), answered),
        staff=len(people),
        handled=handled,
        aht=definitions.aht(
            sum(one.talked for one in people),
            sum(one.held for one in people),
            sum(one.after_call_work for one in people),
            handled,
        ),
        logged_in=logged_in,
        occupancy=definitions.occupancy(working, sum(one.ready for one in people)),
        utilization=definitions.utilization(working, logged_in),
    )
