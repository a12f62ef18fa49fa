from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from lingtong.floor.ivr.designer.tables import FlowVersionRow
from lingtong.floor.ivr.designer.versions import Versions
from lingtong.floor.testing.simulation import Simulation
from lingtong.foundation.db import Database
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import (
    MovableClock,
    app_of,
    parts_for,
    people,
    signed_browser,
    unguarded,
)
from lingtong.foundation.journal import store as journal
from lingtong.foundation.journal.facts import Fact
from lingtong.insight.reporting.flows import api
from lingtong.insight.reporting.flows.service import FlowFiguresKeeper, FlowStatistics
from lingtong.insight.reporting.flows.tables import FlowFigureRow
from lingtong.insight.reporting.flows.tests.test_served import TEN, call_in, ends
from lingtong.interactions import events as said

pytestmark = pytest.mark.room
Counted = Counter[tuple[str, str, str, str, str, datetime]]


class ByHand:
    """All calls side by side, fact by fact, as the journal has them; versions left out."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.counts: Counted = Counter()
        self.seconds: dict[tuple[str, str], float] = defaultdict(float)
        self._at: dict[str, tuple[str, str, datetime]] = {}
        for fact in facts:
            self._take(fact)

    def _take(self, fact: Any) -> None:
        match fact:
            case said.NodeEntered():
                self._one(fact.flow_id, fact.node, "entered", fact.at)
                self._at[fact.interaction_id] = (fact.flow_id, fact.node, fact.at)
            case said.NodeLeft():
                there = self._at.pop(fact.interaction_id, ("", "", fact.at))
                if there[:2] != (fact.flow_id, fact.node):
                    self._one(fact.flow_id, fact.node, "entered", fact.at)
                self._one(fact.flow_id, fact.node, "left", fact.at, fact.exit, fact.key)
                self.seconds[fact.flow_id, fact.node] += fact.seconds
                for flow_id, node, way in fact.passed:
                    self._one(flow_id, node, "entered", fact.at)
                    self._one(flow_id, node, "left", fact.at, way)
            case said.SentToMenu() | said.CameFromMenu():
                self._at.pop(fact.interaction_id, None)
            case said.InteractionEnded():
                flow_id, node, _ = self._at.pop(fact.interaction_id, ("", "", fact.at))
                if node and fact.result == "abandoned_in_menu":
                    self._one(flow_id, node, "hung_up", fact.at)

    def _one(self, flow_id: str, node: str, what: str, at: datetime, way: str = "", key: str = "") -> None:
        hour = at.replace(minute=0, second=0, microsecond=0)
        self.counts[flow_id, node, what, way, key, hour] += 1


def ended_calls(facts: list[Fact]) -> list[Fact]:
    """Facts of calls that are over, up to their end."""
    ended = {fact.interaction_id for fact in facts if isinstance(fact, said.InteractionEnded)}
    over: set[str] = set()
    found = []
    for fact in facts:
        it = getattr(fact, "interaction_id", "")
        if it in ended and it not in over:
            found.append(fact)
        if isinstance(fact, said.InteractionEnded):
            over.add(it)
    return found


async def keep(database: Database, facts: Iterable[Fact]) -> None:
    async with database.writing_everywhere() as work:
        await journal.add_new(work.session, list(facts))


async def stored(database: Database, tenant_id: str) -> tuple[Counted, dict[tuple[str, str], float]]:
    counts: Counted = Counter()
    seconds: dict[tuple[str, str], float] = defaultdict(float)
    async with database.reading(tenant_id) as reader:
        for row in await reader.session.scalars(select(FlowFigureRow).where(FlowFigureRow.node != "")):
            counts[row.flow_id, row.node, row.what, row.exit, row.key, row.hour] += row.count
            seconds[row.flow_id, row.node] += row.seconds if row.what == "left" else 0
    return counts, seconds


@pytest.mark.parametrize("seed", [3, 11])
async def test_figures_of_random_days_equal_a_count_by_hand(
    each_database: Database, tmp_path: Path, seed: int
) -> None:
    """Stored in pieces, counted by another process each time, one of which dies before it commits."""
    parts = parts_for(each_database, tmp_path, MovableClock())
    tenant_id = await people(parts, logins=())
    simulation = Simulation(seed, tmp_path / "day", pace=1.0)
    simulation.run(2.0)
    facts = [msgspec.structs.replace(fact, tenant_id=tenant_id) for fact in simulation.day.facts]
    nodes = [fact for fact in facts if isinstance(fact, said.NodeLeft)]
    assert len(nodes) > 50
    place = 0
    while place < len(facts):
        await keep(parts.database, facts[place : place + 400])
        place += 400
        with pytest.raises(ZeroDivisionError):
            await dies(parts)
        await keeper_of(parts).catch_up()
        assert await keeper_of(parts).catch_up() == 0
    hand = ByHand(ended_calls(facts))
    counts, seconds = await stored(parts.database, tenant_id)
    assert counts == hand.counts
    assert {place: pytest.approx(found) for place, found in hand.seconds.items()} == {
        place: seconds[place] for place in hand.seconds
    }
    assert sum(count for (_, _, what, *_), count in counts.items() if what == "hung_up") > 0


def keeper_of(parts: Parts) -> FlowFiguresKeeper:
    return FlowFiguresKeeper(parts.database, parts.clock, Versions(parts.clock, untested))


async def untested(_: Any, __: Any) -> None:
    raise AssertionError("nothing is published here")


async def dies(parts: Parts) -> None:
    keeper = keeper_of(parts)
    async with parts.database.writing_everywhere() as work:
        await keeper._some(work)
        raise ZeroDivisionError


async def test_statistics_are_told_by_version_and_by_those_who_may_see_them(parts: Parts) -> None:
    tenant_id = await people(parts, logins=("supervisor", "agent"))
    other_id = await people(parts, "other", logins=("supervisor",))
    assert other_id != tenant_id
    keeper = keeper_of(parts)
    nodes = {"menu": {"type": "menu"}, "balance": {"type": "say"}}
    async with parts.database.writing(tenant_id) as work:
        for version in (1, 2):
            row = FlowVersionRow(flow_id="f", version=version, flow={"nodes": nodes}, by="x")
            row.published_at = TEN
            work.session.add(row)
    for number, version in enumerate((1, 2, 2)):
        call = call_in(version=version, name=str(number), tenant_id=tenant_id)
        call.tell(said.NodeLeft, 8, flow_id="f", version=version, node="menu", exit="2", key="2", seconds=8)
        call.tell(said.NodeEntered, 8, flow_id="f", version=version, node="balance", visit=3)
        ends(call, "abandoned_in_menu" if number else "handled")
        await keep(parts.database, call.facts)
    assert await keeper.catch_up() == 3
    app = app_of(parts, api.routes(FlowStatistics(parts.database), parts.clock))
    assert unguarded(app) == []
    asked = {"from": TEN.isoformat(), "to": (TEN + timedelta(hours=1)).isoformat()}
    async with signed_browser(app, "supervisor") as browser:
        found = (await browser.get("/api/flows/f/statistics", params={**asked, "version": 2})).json()
        assert found["versions"] == [2, 1]
        assert found["containment"] == {"share": 1.0, "served": 2, "calls": 2, "goal": 0.5}
        assert found["nodes"]["menu"] == {
            "entered": 2,
            "exits": {"2": 2},
            "keys": {"2": 2},
            "hung_up": 0,
            "mean_seconds": 8.0,
        }
        assert (found["nodes"]["balance"]["hung_up"], found["nodes"]["balance"]["mean_seconds"]) == (2, None)
        together = (await browser.get("/api/flows/f/statistics", params=asked)).json()
        assert together["containment"] == {"share": 2 / 3, "served": 2, "calls": 3, "goal": 0.5}
        later = {"from": (TEN + timedelta(hours=1)).isoformat(), "to": (TEN + timedelta(hours=2)).isoformat()}
        nothing = (await browser.get("/api/flows/f/statistics", params=later)).json()
        assert (nothing["nodes"], nothing["containment"]["share"]) == ({}, None)
        odd = await browser.get("/api/flows/f/statistics", params={"from": "yesterday"})
        assert odd.status_code == 422
    async with signed_browser(app, "agent") as browser:
        assert (await browser.get("/api/flows/f/statistics")).status_code == 403
    async with signed_browser(app, "supervisor", "other") as stranger:
        seen = (await stranger.get("/api/flows/f/statistics", params=asked)).json()
        assert seen["nodes"] == {}
