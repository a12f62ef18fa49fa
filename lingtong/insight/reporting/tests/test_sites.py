from datetime import UTC, datetime, timedelta

import pytest

from lingtong.floor.agents.config import AgentConfig, Team
from lingtong.floor.agents.events import AgentStateChanged
from lingtong.floor.center import Center, Tenant
from lingtong.floor.routing.config import QueueConfig, Site
from lingtong.foundation.db import Database
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import MovableClock, app_of, people, signed_browser, unguarded
from lingtong.foundation.journal import store as journal
from lingtong.foundation.journal.facts import Fact
from lingtong.insight.reporting import api
from lingtong.insight.reporting.sites import BySite, SiteFigures
from lingtong.insight.reporting.today import Today
from lingtong.interactions import events as said
from lingtong.interactions.testing import Call

pytestmark = pytest.mark.room
TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten o'clock in Shanghai
AGENTS = {"wang": "north", "liu": "south", "sun": ""}


class Book:
    """Two sites with a queue and a team each; sun is of no team."""

    def __init__(self, tenant_id: str) -> None:
        sites = {one: Site(id=one, tenant_id=tenant_id, name=one) for one in ("south", "north")}
        self.center = Center(
            tenants={tenant_id: Tenant(id=tenant_id, name="demo")},
            sites=sites,
            queues={
                f"q-{one}": QueueConfig(
                    id=f"q-{one}", tenant_id=tenant_id, number=one, name=one, goal_seconds=10, site_id=one
                )
                for one in sites
            },
            teams={one: Team(id=one, tenant_id=tenant_id, name=one, site_id=one) for one in sites},
            agents={
                name: AgentConfig(
                    id=name, tenant_id=tenant_id, name=name, agent_number=name, endpoint=name, team_id=team
                )
                for name, team in AGENTS.items()
            },
        )

    def current(self) -> Center:
        return self.center


def a_day(tenant_id: str, began: datetime) -> list[Fact]:
    """North answers three of four, two of them in time; south one of one. Both have somebody for an hour."""
    facts: list[Fact] = []
    for name, site, agent, waited in (
        ("a", "north", "wang", 5.0),
        ("b", "north", "wang", 8.0),
        ("c", "north", "wang", 30.0),
        ("d", "north", "", 40.0),
        ("e", "south", "liu", 2.0),
    ):
        call = Call(tenant_id, f"{name}{began:%d}", began)
        call.arrives()
        if agent:
            call.is_answered(agent, queue_id=f"q-{site}", waited=waited)
            call.ends(agent)
            call.is_wrapped_up(agent)
        else:
            call.tell(said.InteractionQueued, 2, queue_id=f"q-{site}", priority=0)
            call.tell(said.QueueLeft, 2 + waited, queue_id=f"q-{site}", waited=waited, outcome="abandoned")
        facts += call.facts
    for agent, working in (("wang", 2700.0), ("liu", 900.0)):
        for place, (before, state, lasted) in enumerate(
            (("talking", "ready", working), ("ready", "logged_out", 3600.0 - working))
        ):
            facts.append(
                AgentStateChanged(
                    id=f"{agent}{began:%d}{place}",
                    tenant_id=tenant_id,
                    at=began + timedelta(seconds=working if place == 0 else 3600.0),
                    agent_id=agent,
                    before=before,
                    state=state,
                    lasted=lasted,
                    cause="own",
                )
            )
    return facts


async def keep(database: Database, facts: list[Fact]) -> None:
    async with database.writing_everywhere() as work:
        await journal.add_new(work.session, facts)


def by_id(found: tuple[SiteFigures, ...]) -> dict[str, SiteFigures]:
    return {one.site_id: one for one in found}


async def test_two_sites_beside_each_other_today_and_on_a_day_before(
    parts: Parts, clock: MovableClock
) -> None:
    clock.at = TEN + timedelta(hours=2)
    tenant_id = await people(parts)
    book = Book(tenant_id)
    today = Today(parts.database, book, clock)
    await keep(parts.database, a_day(tenant_id, TEN))
    await today.catch_up()
    sites = BySite(parts.database, book, today, clock)
    day, found = await sites.of_day(tenant_id, None)
    assert [one.name for one in found] == ["north", "south"]
    north, south = by_id(found)["north"], by_id(found)["south"]
    assert (north.offered, north.answered, north.abandoned) == (4, 3, 1)
    assert north.service_level == pytest.approx(2 / 4)
    assert (north.staff, north.occupancy, north.logged_in) == (1, 0.75, 3600.0)
    assert (south.offered, south.answered, south.service_level, south.occupancy) == (1, 1, 1.0, 0.25)
    assert north.asa == pytest.approx(43 / 3)

    clock.at += timedelta(days=3)
    later = BySite(parts.database, book, Today(parts.database, book, clock), clock)
    assert await later.of_day(tenant_id, day) == (day, found), "folded again from the stored facts"
    assert await later.of_day(tenant_id, day) == (day, found)
    _, nothing = await later.of_day(tenant_id, None)
    assert [(one.offered, one.staff, one.service_level) for one in nothing] == [(0, 0, None)] * 2


async def test_agents_of_no_site_stand_apart_and_agents_may_not_look(
    parts: Parts, clock: MovableClock
) -> None:
    clock.at = TEN + timedelta(hours=2)
    tenant_id = await people(parts)
    book = Book(tenant_id)
    today = Today(parts.database, book, clock)
    changed = [
        AgentStateChanged(
            id="s",
            tenant_id=tenant_id,
            at=TEN,
            agent_id="sun",
            before="ready",
            state="logged_out",
            lasted=60.0,
        )
    ]
    await keep(parts.database, list(changed))
    await today.catch_up()
    routes = api.site_routes(BySite(parts.database, book, today, clock))
    app = app_of(parts, routes)
    async with signed_browser(app, "supervisor") as it:
        answer = await it.get("/api/figures/sites")
        assert [one["site_id"] for one in answer.json()["sites"]] == ["north", "south", ""]
        assert (await it.get("/api/figures/sites?day=2026-11-20")).json()["sites"][0]["offered"] == 0
        assert (await it.get("/api/figures/sites?day=x")).status_code == 422
    async with signed_browser(app, "agent") as it:
        assert (await it.get("/api/figures/sites")).status_code == 403
    assert unguarded(app) == []
