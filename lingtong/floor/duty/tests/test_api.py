"""The roster as people use it: the week, a swap, a sheet, what is handed over; and the alarm about a gap."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lingtong.apps.center import CenterParts, join_center
from lingtong.floor.duty.api import routes
from lingtong.floor.duty.service import Duty
from lingtong.floor.live.centers import CenterBook
from lingtong.floor.live.figures import FiguresChanged
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.tables import AuditRow
from lingtong.foundation.identity.testing import MovableClock, app_of, people, signed_browser
from lingtong.insight.alarms.config import AlarmRule
from lingtong.insight.alarms.readings import readings
from lingtong.insight.reporting.live import duty_now

pytestmark = pytest.mark.room

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)  # a Monday, noon in Shanghai
OFFICERS = [
    {"key": "wu", "name": "吴敏", "mobile": "13800000001"},
    {"key": "li", "name": "李强", "mobile": "2"},
]
DAYS = [{"day": day, "opens": "09:00", "closes": "17:30", "officer": "wu"} for day in range(5)]
NIGHTS = [{"day": day, "opens": "17:30", "closes": "09:00", "officer": "li"} for day in range(5)]
WEEKEND = [{"day": day, "opens": "09:00", "closes": "09:00", "officer": "li"} for day in (5, 6)]
WHOLE = {
    "name": "值班经理",
    "name_en": "Duty manager",
    "officers": OFFICERS,
    "shifts": DAYS + NIGHTS + WEEKEND,
}


class House:
    def __init__(self, parts: Parts, center: CenterParts, book: CenterBook, tenant_id: str) -> None:
        self.parts, self.center, self.book, self.tenant_id = parts, center, book, tenant_id
        duty = Duty(parts.database, parts.bus, center.catalog, book, parts.clock, parts.ids)
        self.app = app_of(parts, routes(duty), *center.routers())

    async def roster(self, **values: Any) -> dict[str, Any]:
        async with signed_browser(self.app, "administrator") as it:
            answer = await it.send("POST", "/api/admin/duty-rosters", json={**WHOLE, **values})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        # The center is published after the answer: one turn of the loop at a time.
        while made["id"] not in self.book.current().duty_rosters:  # noqa: ASYNC110
            await asyncio.sleep(0)
        return made


@pytest.fixture
async def house(parts: Parts, clock: MovableClock) -> AsyncIterator[House]:
    clock.at = NOON
    tenant_id = await people(parts, logins=("administrator", "supervisor", "team_leader", "agent"))
    center = join_center(
        settings=parts.settings,
        secrets=parts.secrets,
        database=parts.database,
        bus=parts.bus,
        clock=clock,
        ids=parts.ids,
    )
    book = CenterBook(await center.publisher.read())
    await book.follow(parts.bus)
    yield House(parts, center, book, tenant_id)
    await parts.bus.close()


async def test_the_week_is_whole_and_says_who_is_there_now(house: House) -> None:
    made = await house.roster()
    assert made["warnings"] == []
    async with signed_browser(house.app, "supervisor") as it:
        week = (await it.get(f"/api/duty/{made['id']}/week")).json()
        assert (week["monday"], len(week["days"]), week["now"]["officer"]["key"]) == ("2026-11-23", 8, "wu")
        assert not any(span["gap"] for span in week["spans"])
        assert week["spans"][0]["starts"] == week["days"][0]
        assert week["spans"][-1]["ends"] == week["days"][-1]
        [listed] = (await it.get("/api/duty")).json()
        assert [one["mobile"] for one in listed["officers"]] == ["13800000001", "2"]
        assert (await it.get("/api/duty/none/week")).status_code == 404
    async with signed_browser(house.app, "agent") as agent:
        assert (await agent.get(f"/api/duty/{made['id']}/week")).status_code == 403


async def test_a_swap_holds_at_once_and_is_in_the_audit(house: House) -> None:
    made = await house.roster()
    swap = {"date": "2026-11-23", "opens": "11:00", "closes": "13:00", "officer": "li", "why": "看牙"}
    async with signed_browser(house.app, "team_leader") as it:
        assert (await it.send("POST", f"/api/duty/{made['id']}/shifts", json=swap)).status_code == 204
        now = (await it.get(f"/api/duty/{made['id']}/week")).json()["now"]
        assert (now["officer"]["key"], now["dated"], now["why"]) == ("li", True, "看牙")
        nobody = {**swap, "officer": "nobody"}
        refused = await it.send("POST", f"/api/duty/{made['id']}/shifts", json=nobody)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "dated.1.officer")
    async with house.parts.database.reading(house.tenant_id) as reader:
        acts = await reader.session.scalars(select(AuditRow).order_by(AuditRow.sequence.desc()).limit(2))
        assert {(row.act, row.actor) for row in acts} == {
            ("duty-rosters.changed", "team_leader"),
            ("duty.assigned", "team_leader"),
        }


async def test_a_sheet_is_taken_whole_or_not_at_all(house: House) -> None:
    made = await house.roster()
    path = f"/api/duty/{made['id']}/import"
    good = "日期,开始,结束,值班人\n2026-11-28,09:00,21:00,吴敏\n2026-11-29,09:00,21:00,wu\n"
    async with signed_browser(house.app, "supervisor") as it:
        answer = await it.send("POST", path, content=good.encode("gb18030"))
        assert (answer.status_code, answer.json()) == (200, {"added": 2})
        bad = await it.send("POST", path, content=(good + "2026-11-30,09:00,21:00,赵六\n").encode())
        assert (bad.status_code, bad.json()["code"]) == (422, "duty.sheet_unreadable")
        assert bad.json()["params"] == {"why": "officer", "row": 4, "value": "赵六"}
        week = (await it.get(f"/api/duty/{made['id']}/week?day=2026-11-28")).json()
    assert sum(span["dated"] for span in week["spans"]) == 2
    assert len(house.book.current().duty_rosters[made["id"]].dated) == 2


async def test_what_is_handed_over_stays_until_the_next_officer_has_read_it(house: House) -> None:
    made = await house.roster()
    path = f"/api/duty/{made['id']}/notes"
    async with signed_browser(house.app, "supervisor") as writer:
        note = (await writer.send("POST", path, json={"text": "二号变电站在检修"})).json()
        assert (await writer.send("POST", f"/api/duty/notes/{note['id']}/read")).status_code == 404
        assert (await writer.send("POST", path, json={"text": "  "})).status_code == 422
        async with signed_browser(house.app, "team_leader") as reader:
            assert [one["text"] for one in (await reader.get(f"{path}?unread=true")).json()] == [note["text"]]
            read = (await reader.send("POST", f"/api/duty/notes/{note['id']}/read")).json()
            assert read["read_by"] == "Team_Leader"
            assert (await reader.get(f"{path}?unread=true")).json() == []
        assert (await writer.get(path)).json() == [read]


async def test_a_gap_is_said_when_saving_and_is_an_alarm_before_it_begins(house: House) -> None:
    made = await house.roster(shifts=DAYS + NIGHTS)
    assert [one["code"] for one in made["warnings"]] == ["duty_gap"]
    roster = house.book.current().duty_rosters[made["id"]]
    saturday = datetime(2026, 11, 28, 1, tzinfo=UTC)
    rule = AlarmRule(id="r", tenant_id="t", name="r", figure="duty_gap", limit=3600)

    def seconds(at: datetime) -> list[float]:
        view = FiguresChanged(at=at, duty=(duty_now(roster, at, {}),))
        return [one.value for one in readings(rule, view, at)]

    assert seconds(saturday - timedelta(minutes=30)) == [1800.0]
    assert seconds(saturday + timedelta(hours=5)) == [0.0]
    whole = await house.roster(name="全")
    full = house.book.current().duty_rosters[whole["id"]]
    assert duty_now(full, saturday, {}).gap_at is None
    assert duty_now(full, saturday, {}).officer == "李强"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"officers": [{"key": "wu", "name": "吴敏"}, OFFICERS[1]]}, "officers.0.mobile"),
        ({"officers": [OFFICERS[0], OFFICERS[1], OFFICERS[1]]}, "officers.1.key"),
        ({"shifts": [*DAYS, {**DAYS[0], "officer": "li"}]}, "shifts.5"),
        ({"shifts": [{**DAYS[0], "week": 1}]}, "shifts.0.week"),
        ({"shifts": [{**DAYS[0], "officer": "he"}]}, "shifts.0.officer"),
        ({"covers": "closed"}, "calendar_id"),
        ({"calendar_id": "no-such"}, "calendar_id"),
        ({"shifts": [{**DAYS[0], "opens": "25:00"}]}, "shifts.0.opens"),
        ({"starts": "2026-02-30"}, "starts"),
    ],
)
async def test_contradictions_are_refused_by_their_field(house: House, values: Any, field: str) -> None:
    async with signed_browser(house.app, "administrator") as it:
        answer = await it.send("POST", "/api/admin/duty-rosters", json={**WHOLE, **values})
    assert answer.status_code == 422, answer.text
    assert field in [error["field"] for error in answer.json()["errors"]]
