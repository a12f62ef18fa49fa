"""What an administrator is told, from the facts of engines that came and went."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from lingtong.apps.keeper import Keeper
from lingtong.floor.availability.events import CountingBegan, EndedBy, OutageEnded, Why
from lingtong.floor.center import Center, Tenant
from lingtong.floor.live.centers import CenterBook
from lingtong.foundation.db import Database
from lingtong.foundation.identity.testing import (
    MovableClock,
    app_of,
    parts_for,
    people,
    signed_browser,
)
from lingtong.insight.availability.api import routes
from lingtong.insight.availability.ports import TakenNow
from lingtong.insight.availability.service import MOST_SHOWN, Availability
from lingtong.interactions.events import InteractionArrived, InteractionEnded
from lingtong.interactions.store import count_of

pytestmark = pytest.mark.room


class Office:
    app: FastAPI

    def __init__(self, tenant_id: str, database: Database, clock: MovableClock) -> None:
        self.tenant_id, self.clock, self.keeper = tenant_id, clock, Keeper(database)
        self.now = TakenNow(taking=True)
        self._count = 0

    def passes(self, **time: float) -> None:
        self.clock.at += timedelta(**time)

    async def began(self) -> None:
        await self.keeper.store_facts([CountingBegan(**self._about())])

    async def outage(self, lasted: float, why: Why = "died", ended_by: EndedBy = "start") -> None:
        fact = OutageEnded(**self._about(), why=why, ended_by=ended_by, lasted=lasted, node="node-1")
        await self.keeper.store_facts([fact, fact])

    async def served_alone(self, at: datetime) -> None:
        about = {"tenant_id": self.tenant_id, "at": at, "interaction_id": self._about()["id"]}
        arrived = InteractionArrived(
            id=f"{about['interaction_id']}-a", **about, direction="in", ani="1", dnis="2"
        )
        ended = InteractionEnded(
            id=f"{about['interaction_id']}-e",
            **about,
            result="degraded",
            cause="normal",
            clearing_party="unknown",
            lasted=3.0,
        )
        await self.keeper.store_facts([arrived, ended])

    async def told(self) -> Any:
        """To one who signs in at that moment: days pass here, and sessions end."""
        async with signed_browser(self.app, "administrator") as administrator:
            answer = await administrator.get("/api/system/availability")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def _about(self) -> dict[str, Any]:
        self._count += 1
        return {"id": str(self._count), "tenant_id": self.tenant_id, "at": self.clock.now()}


@pytest.fixture
async def office(database: Database, tmp_path: Path) -> Office:
    clock = MovableClock()
    parts = parts_for(database, tmp_path, clock)
    tenant_id = await people(parts, logins=("administrator", "agent"))
    office = Office(tenant_id, database, clock)
    book = CenterBook(Center(tenants={tenant_id: Tenant(id=tenant_id, name="demo")}))

    async def now() -> TakenNow:
        return office.now

    office.app = app_of(parts, routes(Availability(database, book, now, count_of, clock)))
    return office


async def test_before_an_engine_took_calls_there_are_no_figures(office: Office) -> None:
    office.now = TakenNow(taking=None)
    told = await office.told()
    assert (told["taking"], told["counted_from"], told["periods"], told["outages"]) == (None, None, [], [])


async def test_figures_of_three_periods_and_each_outage(office: Office) -> None:
    await office.began()
    office.passes(days=10)
    await office.outage(90, "stopped")
    office.passes(hours=1)
    await office.served_alone(office.clock.now() - timedelta(seconds=3))
    await office.served_alone(office.clock.now() - timedelta(seconds=30))
    await office.outage(4.5, "died", "take_over")
    office.passes(hours=1)
    told = await office.told()
    assert [one["name"] for one in told["periods"]] == ["days", "month", "year"]
    year = told["periods"][2]
    assert (year["down"], year["planned"]) == (94.5, 90.0)
    assert year["seconds"] == 10 * 86400 + 7200
    assert year["availability"] == pytest.approx(1 - 94.5 / year["seconds"])
    assert year["without_planned"] == pytest.approx(1 - 4.5 / (year["seconds"] - 90))
    assert year["allowance"] == pytest.approx(year["seconds"] * 0.00001, abs=0.001)
    assert [(one["why"], one["ended_by"], one["lasted"]) for one in told["outages"]] == [
        ("died", "take_over", 4.5),
        ("stopped", "start", 90.0),
    ]
    assert [(one["planned"], one["served_alone"]) for one in told["outages"]] == [(False, 1), (True, 0)]
    assert len(told["days"]) == 30
    assert told["days"][-1]["down"] + told["days"][-2]["down"] == 94.5


async def test_an_outage_that_goes_on_counts_already(office: Office) -> None:
    await office.began()
    office.passes(hours=2)
    since = office.clock.now() - timedelta(minutes=10)
    office.now = TakenNow(taking=False, since=since, why="switch_lost")
    told = await office.told()
    assert told["taking"] is False
    assert told["outages"][0]["ended_at"] is None
    assert told["outages"][0]["lasted"] == 600.0
    assert told["periods"][0]["down"] == 600.0


async def test_a_journal_that_begins_anew_begins_the_count_anew(office: Office) -> None:
    await office.began()
    office.passes(days=2)
    await office.outage(5)
    office.passes(days=1)
    await office.began()
    office.passes(hours=1)
    told = await office.told()
    assert told["periods"][0]["seconds"] == 3600.0
    assert told["periods"][0]["down"] == 0.0
    assert told["outages_in_all"] == 1


async def test_the_newest_outages_are_listed_and_all_are_counted(office: Office) -> None:
    await office.began()
    for _ in range(MOST_SHOWN + 3):
        office.passes(minutes=1)
        await office.outage(1)
    told = await office.told()
    assert len(told["outages"]) == MOST_SHOWN
    assert told["outages_in_all"] == MOST_SHOWN + 3
    assert told["periods"][0]["down"] == MOST_SHOWN + 3
    assert told["outages"][0]["ended_at"] > told["outages"][1]["ended_at"]


async def test_agents_are_not_told(office: Office) -> None:
    async with signed_browser(office.app, "agent") as agent:
        assert (await agent.get("/api/system/availability")).status_code == 403
