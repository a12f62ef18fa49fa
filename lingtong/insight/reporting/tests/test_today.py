from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from lingtong.floor.agents.events import AgentStateChanged
from lingtong.floor.center import Center, Tenant
from lingtong.floor.live import QueueView, encode_fact
from lingtong.floor.routing.config import QueueConfig
from lingtong.foundation.db import Database
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.tables import UserRow
from lingtong.foundation.identity.testing import MovableClock, app_of, people, signed_browser, unguarded
from lingtong.foundation.journal import store as journal
from lingtong.foundation.journal.facts import Fact
from lingtong.insight.reporting import api
from lingtong.insight.reporting.today import Today
from lingtong.interactions import events as said
from lingtong.interactions.testing import Call

pytestmark = pytest.mark.room

TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten o'clock in Shanghai
MIDNIGHT = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)


class Book:
    def __init__(self, tenant_id: str) -> None:
        self.center = Center(
            tenants={tenant_id: Tenant(id=tenant_id, name="demo")},
            queues={
                "q1": QueueConfig(id="q1", tenant_id=tenant_id, number="3001", name="Fault", goal_seconds=10)
            },
        )

    def current(self) -> Center:
        return self.center


class Live:
    def queues(self, tenant_id: str) -> Iterable[QueueView]:
        return [QueueView(queue_id="q1", number="3001", name="Fault", waiting=3, goal_seconds=10)]


def answered(tenant_id: str, name: str, waited: float, began: datetime = TEN) -> list[Fact]:
    call = Call(tenant_id, name, began)
    call.arrives()
    call.is_answered("wang", waited=waited)
    call.ends("wang")
    call.is_wrapped_up("wang")
    return call.facts


async def keep(database: Database, facts: list[Fact]) -> None:
    async with database.writing_everywhere() as work:
        await journal.add_new(work.session, facts)


async def test_figures_follow_the_stored_facts_and_a_restart_finds_the_same(
    parts: Parts, clock: MovableClock
) -> None:
    clock.at = TEN + timedelta(hours=1)
    tenant_id = await people(parts)
    today, moved = Today(parts.database, Book(tenant_id), clock), []
    today.changed = lambda tenant, queue: moved.append((tenant, queue))
    await today.catch_up()
    await keep(parts.database, answered(tenant_id, "a", 8.0))
    await today.catch_up()
    assert moved == [(tenant_id, "q1")]
    await keep(parts.database, answered(tenant_id, "b", 12.0))
    await today.catch_up()
    live = today.queue(tenant_id, "q1")
    assert (live.offered, live.answered, live.service_level, live.asa, live.aht) == (2, 2, 0.5, 10.0, 120.0)
    restarted = Today(parts.database, Book(tenant_id), clock)
    await restarted.catch_up()
    assert restarted.queue(tenant_id, "q1") == live
    assert restarted.agent(tenant_id, "wang") == today.agent(tenant_id, "wang")


async def test_what_the_engine_tells_counts_at_once_and_once(parts: Parts, clock: MovableClock) -> None:
    clock.at = TEN + timedelta(hours=1)
    tenant_id = await people(parts)
    today = Today(parts.database, Book(tenant_id), clock)
    await today.catch_up()

    async def told(facts: list[Fact]) -> None:
        for fact in facts:
            await today.hear(f"facts.{tenant_id}", encode_fact(fact))

    first, second = answered(tenant_id, "a", 8.0), answered(tenant_id, "b", 12.0)
    await told(first)
    await keep(parts.database, first)
    await today.catch_up()
    await told(second)  # and the database is away
    live = today.queue(tenant_id, "q1")
    assert (live.offered, live.answered, live.asa) == (2, 2, 10.0)
    await keep(parts.database, second)
    await today.catch_up()
    assert today.queue(tenant_id, "q1") == live
    restarted = Today(parts.database, Book(tenant_id), clock)
    await restarted.catch_up()
    assert restarted.queue(tenant_id, "q1") == live


async def test_a_new_day_begins_at_the_tenants_midnight(parts: Parts, clock: MovableClock) -> None:
    tenant_id = await people(parts)
    await keep(parts.database, answered(tenant_id, "late", 8.0, MIDNIGHT - timedelta(seconds=5)))
    await keep(parts.database, answered(tenant_id, "early", 8.0, MIDNIGHT + timedelta(seconds=5)))
    clock.at = MIDNIGHT - timedelta(seconds=1)
    today = Today(parts.database, Book(tenant_id), clock)
    await today.catch_up()
    assert today.queue(tenant_id, "q1").offered == 1
    clock.at = MIDNIGHT + timedelta(hours=1)
    await today.catch_up()
    assert today.queue(tenant_id, "q1").offered == 1
    clock.move(24 * 3600)
    await today.catch_up()
    assert today.queue(tenant_id, "q1").offered == 0


async def test_a_caller_who_came_before_midnight_is_not_counted_today(
    parts: Parts, clock: MovableClock
) -> None:
    tenant_id = await people(parts)
    await keep(parts.database, answered(tenant_id, "over midnight", 30.0, MIDNIGHT - timedelta(seconds=20)))
    clock.at = MIDNIGHT + timedelta(hours=1)
    restarted = Today(parts.database, Book(tenant_id), clock)
    await restarted.catch_up()
    figures = restarted.queue(tenant_id, "q1")
    assert (figures.offered, figures.answered) == (0, 0)


async def test_a_changed_goal_counts_at_once(parts: Parts, clock: MovableClock) -> None:
    clock.at = TEN
    tenant_id = await people(parts)
    book = Book(tenant_id)
    today = Today(parts.database, book, clock)
    await keep(parts.database, answered(tenant_id, "a", 12.0))
    await today.catch_up()
    assert today.queue(tenant_id, "q1").service_level == 0.0
    book.center.queues["q1"] = QueueConfig(
        id="q1", tenant_id=tenant_id, number="3001", name="Fault", goal_seconds=15
    )
    assert today.queue(tenant_id, "q1").service_level == 1.0


async def test_the_route_gives_queues_and_those_agents_that_one_may_see(
    parts: Parts, clock: MovableClock
) -> None:
    clock.at = TEN + timedelta(minutes=5)
    tenant_id = await people(parts)
    async with parts.database.writing(tenant_id) as work:
        await work.session.execute(update(UserRow).where(UserRow.login == "agent").values(agent_id="zhang"))
    book = Book(tenant_id)
    today = Today(parts.database, book, clock)
    ready = AgentStateChanged(
        id="s", tenant_id=tenant_id, at=TEN, agent_id="wang", state="ready", before="not_ready", lasted=60.0
    )
    await keep(parts.database, [*answered(tenant_id, "a", 8.0), ready])
    await today.catch_up()
    app = app_of(parts, api.routes(today, Live(), book, clock))
    async with signed_browser(app, "supervisor") as it:
        found = (await it.get("/api/figures/today")).json()
    queue = found["queues"][0]
    assert (queue["waiting"], queue["offered"], queue["answer_rate"], queue["aht"]) == (3, 1, 1.0, 120.0)
    assert [(one["agent_id"], one["ready"], one["answered"]) for one in found["agents"]] == [
        ("wang", 300.0, 1)
    ]
    async with signed_browser(app, "agent") as it:
        found = (await it.get("/api/figures/today")).json()
    assert [(one["agent_id"], one["ready"]) for one in found["agents"]] == [("zhang", 0.0)]
    async with signed_browser(app, "wallboard") as it:
        found = (await it.get("/api/figures/today")).json()
    assert found["agents"] == []
    async with signed_browser(app, "supervisor", "demo") as it:
        assert it.session["user"]["tenant"]["id"] == tenant_id
    assert unguarded(app) == []


async def test_abandoned_callers_lower_the_service_level_unless_they_left_at_once(
    parts: Parts, clock: MovableClock
) -> None:
    clock.at = TEN
    tenant_id = await people(parts)
    facts = answered(tenant_id, "a", 8.0)
    for name, waited in (("short", 2.0), ("long", 40.0)):
        call = Call(tenant_id, name, TEN)
        call.tell(said.InteractionQueued, 0, queue_id="q1", priority=0)
        call.tell(said.QueueLeft, waited, queue_id="q1", waited=waited, outcome="abandoned")
        facts += call.facts
    await keep(parts.database, facts)
    today = Today(parts.database, Book(tenant_id), clock)
    await today.catch_up()
    figures = today.queue(tenant_id, "q1")
    assert (figures.abandoned, figures.short_abandoned, figures.service_level) == (2, 1, 0.5)
    shown = today.overlay(tenant_id, QueueView(queue_id="q1", number="3001", name="Fault", waiting=7))
    assert (shown.waiting, shown.abandoned, shown.service_level) == (7, 2, 0.5)
