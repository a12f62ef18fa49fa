import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from lingtong.apps.center import join_center
from lingtong.floor.duty.manifest import DUTY_ROSTERS
from lingtong.floor.live.figures import AlarmsChanged, FiguresChanged, QueueFigures
from lingtong.foundation.catalog import Invalid, Kind
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import MovableClock, app_of, people, signed_browser
from lingtong.foundation.jobs.tables import JobRow
from lingtong.insight.alarms.api import routes
from lingtong.insight.alarms.manifest import ALARM_RULES
from lingtong.insight.alarms.service import Alarms

pytestmark = pytest.mark.room

TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class PlayedFloor:
    def __init__(self) -> None:
        self.waiting: dict[str, int] = {"q1": 0, "q2": 0}

    async def figures(self, tenant_id: str) -> FiguresChanged:
        queues = (
            QueueFigures(queue_id=name, number="3001", name=name, interval_starts=TEN, waiting=waiting)
            for name, waiting in self.waiting.items()
        )
        return FiguresChanged(at=TEN, whole=True, queues=tuple(queues))

    def people(self, tenant_id: str) -> int:
        return 1


class OneOfficer:
    """Always on duty; what was said to the officer."""

    def __init__(self) -> None:
        self.roster_id = ""
        self.told: list[tuple[str, str]] = []

    def mail(self, roster_id: str) -> str:
        return "night@example.com" if roster_id and roster_id == self.roster_id else ""

    async def tell(self, tenant_id: str, roster_id: str, text: str) -> None:
        self.told.append((roster_id, text))


class Day:
    """A tenant with one rule: more than ten wait."""

    def __init__(self, parts: Parts, clock: MovableClock, tenant_id: str) -> None:
        self.parts, self.clock, self.tenant_id = parts, clock, tenant_id
        self.floor, self.told = PlayedFloor(), list[AlarmsChanged]()
        self.officers = OneOfficer()
        self.alarms = self.begin()

    def begin(self) -> Alarms:
        parts = self.parts
        return Alarms(parts.database, parts.bus, self.floor, self.officers, self.clock, parts.ids)

    async def rule(self, **values: Any) -> str:
        body = {"name": "crowd", "figure": "waiting", "limit": 10, "level": "alarm", **values}
        made = await self._save(ALARM_RULES, body)
        self.alarms = self.begin()
        return made

    async def roster(self) -> str:
        return await self._save(DUTY_ROSTERS, {"name": "Night"})

    async def _save(self, kind: Kind[Any], body: dict[str, Any]) -> str:
        parts = self.parts
        center = join_center(
            settings=parts.settings, secrets=parts.secrets, database=parts.database, bus=parts.bus,
            clock=parts.clock, ids=parts.ids,
        )  # fmt: skip
        async with parts.database.writing(self.tenant_id) as work:
            saved = await center.catalog.save(work, kind, body, by=None)
        return str(saved.item.id)

    async def passes(self, seconds: int) -> None:
        for _ in range(seconds):
            await self.alarms.look()
            self.clock.move(1)

    def lines(self) -> list[tuple[str, str]]:
        return [(one.about_id, one.state) for one in self.alarms.view(self.tenant_id).alarms]


@pytest.fixture
async def day(parts: Parts, clock: MovableClock) -> AsyncIterator[Day]:
    clock.at = TEN
    found = Day(parts, clock, await people(parts))

    async def hear(_: str, data: bytes) -> None:
        if b'"alarms.changed"' in data[:30]:
            found.told.append(msgspec.json.decode(data, type=AlarmsChanged))

    await parts.bus.subscribe(f"live.{found.tenant_id}", hear)
    yield found
    await parts.bus.close()


async def test_an_alarm_is_kept_told_and_over(day: Day) -> None:
    await day.rule()
    day.floor.waiting["q1"] = 11
    await day.passes(15)
    assert day.lines() == []
    await day.passes(2)
    assert day.lines() == [("q1", "open")]
    day.floor.waiting["q1"] = 3
    await day.passes(33)
    assert day.lines() == []
    await day.parts.bus.close()
    assert [len(view.alarms) for view in day.told] == [0, 1, 0]
    assert day.told[-1].an_hour == 1


async def test_a_restart_finds_the_alarm_its_owner_and_its_way_out(day: Day) -> None:
    await day.rule()
    day.floor.waiting["q1"] = 11
    await day.passes(20)
    app = app_of(day.parts, routes(day.alarms))
    (line,) = day.alarms.view(day.tenant_id).alarms
    async with signed_browser(app, "supervisor") as it:
        assert (await it.send("POST", f"/api/alarms/{line.alarm_id}/take")).status_code == 204
    day.alarms = day.begin()
    await day.passes(3)
    (again,) = day.alarms.view(day.tenant_id).alarms
    assert (again.alarm_id, again.state, again.since) == (line.alarm_id, "taken", line.since)
    assert again.owner
    day.floor.waiting["q1"] = 0
    await day.passes(33)
    assert day.lines() == []


async def test_the_officer_on_duty_hears_of_it_once_at_the_seat_and_by_letter(day: Day) -> None:
    roster = await day.roster()
    day.officers.roster_id = roster
    await day.rule(deliver=["screen", "duty"], duty_roster_id=roster)
    other = day.begin()
    day.floor.waiting["q1"] = 11
    for _ in range(18):
        await day.alarms.look()
        await other.look()
        day.clock.move(1)
    assert day.officers.told == [(roster, "[告警 Alarm] crowd: q1")]
    async with day.parts.database.reading(day.tenant_id) as reader:
        jobs = (await reader.session.scalars(select(JobRow))).all()
    assert [json.loads(job.payload)["to"] for job in jobs] == ["night@example.com"]


async def test_a_rule_for_an_officer_names_a_roster(day: Day) -> None:
    with pytest.raises(Invalid):
        await day.rule(deliver=["duty"])
    with pytest.raises(Invalid):
        await day.rule(deliver=["duty"], duty_roster_id="no-such-roster")


async def test_two_processes_keep_one_alarm_and_send_word_once(day: Day) -> None:
    await day.rule(
        deliver=["screen", "mail", "webhook"], mail_to=["wu@example.com"], webhook="https://example.com/x"
    )
    other = day.begin()
    day.floor.waiting["q1"] = 11
    for _ in range(18):
        await day.alarms.look()
        await other.look()
        day.clock.move(1)
    assert len(day.alarms.view(day.tenant_id).alarms) == len(other.view(day.tenant_id).alarms) == 1
    async with day.parts.database.reading_everywhere() as reader:
        jobs = (await reader.session.scalars(select(JobRow).where(JobRow.name.like("alarm.%")))).all()
    assert sorted(job.name for job in jobs) == ["alarm.mail", "alarm.webhook"]
    assert json.loads(jobs[0].payload)["value"] == 11.0


async def test_shelved_with_a_reason_it_is_quiet_and_comes_back(day: Day) -> None:
    await day.rule(deliver=["screen", "sound"])
    day.floor.waiting["q1"] = 11
    await day.passes(20)
    (line,) = day.alarms.view(day.tenant_id).alarms
    assert line.sound
    app = app_of(day.parts, routes(day.alarms))
    async with signed_browser(app, "supervisor") as it:
        asked = f"/api/alarms/{line.alarm_id}/shelve"
        assert (await it.send("POST", asked, json={"minutes": 7, "why": "x"})).status_code == 422
        assert (await it.send("POST", asked, json={"minutes": 5, "why": " "})).status_code == 422
        assert (await it.send("POST", asked, json={"minutes": 5, "why": "storm"})).status_code == 204
        found = (await it.get("/api/alarms")).json()["alarms"]
        assert (found[0]["state"], found[0]["shelved_why"], found[0]["sound"]) == ("shelved", "storm", False)
        day.clock.move(300)
        assert (await it.get("/api/alarms")).json()["alarms"][0]["state"] == "open"
        assert (await it.send("POST", f"/api/alarms/{line.alarm_id}/done")).status_code == 204
        assert (await it.get("/api/alarms")).json()["alarms"] == []
        assert (await it.send("POST", "/api/alarms/none/take")).json()["code"] == "alarm.over"
    async with signed_browser(app, "agent") as it:
        assert (await it.get("/api/alarms")).status_code == 403
        assert (await it.send("POST", f"/api/alarms/{line.alarm_id}/take")).status_code == 403


async def test_done_is_done_until_it_was_well_for_a_while(day: Day) -> None:
    await day.rule()
    day.floor.waiting["q1"] = 11
    await day.passes(20)
    (line,) = day.alarms.view(day.tenant_id).alarms
    app = app_of(day.parts, routes(day.alarms))
    async with signed_browser(app, "supervisor") as it:
        await it.send("POST", f"/api/alarms/{line.alarm_id}/done")
    await day.passes(60)
    assert day.lines() == []
    day.floor.waiting["q1"] = 0
    await day.passes(40)
    day.floor.waiting["q1"] = 11
    await day.passes(20)
    assert day.lines() == [("q1", "open")]


async def test_a_rule_that_is_switched_off_takes_its_alarms_along(day: Day) -> None:
    rule_id = await day.rule()
    day.floor.waiting["q1"] = 11
    await day.passes(20)
    async with day.parts.database.writing(day.tenant_id) as work:
        row = await work.session.get(ALARM_RULES.table, rule_id)
        assert row is not None
        row.enabled = False  # type: ignore[attr-defined]
    day.alarms = day.begin()
    await day.passes(2)
    assert day.lines() == []
    await day.passes(30)
    assert day.lines() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"figure": "mood"},
        {"limit": -1},
        {"figure": "service_level", "limit": 80},
        {"deliver": ["mail"]},
        {"deliver": ["webhook"], "webhook": "ftp://example.com"},
        {"deliver": ["sound"], "level": "notice"},
        {"about": ["no such queue"]},
        {"about": ["00000000-0000-0000-0000-000000000000"]},
    ],
)
async def test_a_rule_that_cannot_work_is_refused(day: Day, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        await day.rule(**wrong)
