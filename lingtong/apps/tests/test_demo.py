from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from lingtong.apps.center import join_center
from lingtong.apps.demo import seed
from lingtong.floor.center import Center
from lingtong.floor.duty.model import gaps
from lingtong.floor.ivr.check import Known, check
from lingtong.floor.ivr.prompts.catalog import built_in
from lingtong.floor.map import store as maps
from lingtong.floor.map.check import findings
from lingtong.floor.map.model import FloorMap, Room
from lingtong.floor.routing.model import is_able
from lingtong.foundation.db import Database
from lingtong.foundation.identity.testing import MovableClock, app_of, browser, parts_for
from lingtong.insight.alarms import store as alarms
from lingtong.insight.boards import store as boards
from lingtong.insight.boards.check import findings as wrong_on
from lingtong.switch.plan import SwitchPlan

pytestmark = pytest.mark.room


async def loaded(database: Database, folder: Path) -> tuple[Center, SwitchPlan]:
    parts = parts_for(database, folder, MovableClock())
    center = join_center(
        settings=parts.settings,
        secrets=parts.secrets,
        database=database,
        bus=parts.bus,
        clock=parts.clock,
        ids=parts.ids,
    )
    return await center.publisher.read(), await center.publisher.plan()


async def test_the_demo_center_is_whole(each_database: Database, tmp_path: Path) -> None:
    parts = parts_for(each_database, tmp_path, MovableClock())
    shown = await seed(parts)
    center, plan = await loaded(each_database, tmp_path)
    known = Known(
        things={"queues": center.queues.keys(), "calendars": center.calendars.keys()},
        prompts={name: set(texts) for name, texts in built_in().items()},
    )
    for flow in center.flows.values():
        assert check(flow, known) == []
    by_number = {agent.agent_number: agent for agent in center.agents.values()}
    assert sorted(by_number) == ["1001", "1002", "1003", "1004", "2001"]
    for queue in center.queues.values():
        assert is_able(by_number["1001"], queue)
        assert not is_able(by_number["2001"], queue)
        assert 5 <= len(queue.dispositions) <= 15
    assert {phone.kind for phone in plan.phones} == {"browser", "desk"}
    desk = next(phone for phone in plan.phones if phone.kind == "desk")
    assert (desk.name, desk.secret) == (shown.desk_phone, shown.desk_phone_secret)
    assert [(entry.number, entry.language, entry.browser) for entry in plan.entries] == [
        ("95598", "zh", True),
        ("95599", "en", True),
    ]
    assert len(plan.entries[0].degraded_phones) == 4
    office = next(calendar for calendar in center.calendars.values() if calendar.special_days)
    hours = {day.date: day.hours for day in office.special_days}
    assert hours["2026-10-01"] == ()
    assert any(hours.values())
    assert "2027" in shown.notes[0]


async def test_the_floor_is_not_empty_at_first(database: Database, tmp_path: Path) -> None:
    parts = parts_for(database, tmp_path, MovableClock())
    await seed(parts)
    center, _ = await loaded(database, tmp_path)
    tenant_id = next(iter(center.tenants))
    async with database.reading(tenant_id) as reader:
        drawn = await maps.drawn(reader.session)
        walls = await boards.boards(reader.session)
        rules = await alarms.rules(reader.session)
    assert drawn is not None
    rooms = msgspec.convert(drawn.rooms, list[Room])
    assert list(findings(FloorMap(rooms=tuple(rooms)), center.agents.keys())) == []
    assert {seat.agent_id for room in rooms for seat in room.seats} - {None} == set(center.agents)
    assert [list(wrong_on(board)) for board in walls] == [[]]
    shown_of = {
        *center.queues,
        *center.entry_points,
        *(f"media:{one.media}" for one in center.entry_points.values()),
    }
    assert {tile.of for page in walls[0].pages for tile in page.tiles} - {""} <= shown_of
    assert len({rule.figure for rule in rules}) >= 10
    assert sum("sound" in rule.deliver for rule in rules) == 2
    [roster] = center.duty_rosters.values()
    year = datetime(2026, 1, 1, tzinfo=UTC)
    assert gaps(roster, center.calendars, year, year + timedelta(days=365)) == []
    [plan] = center.plans.values()
    assert set(plan.flows.values()) <= center.flows.keys()


async def test_a_second_seed_changes_nothing_and_shows_the_same(database: Database, tmp_path: Path) -> None:
    parts = parts_for(database, tmp_path, MovableClock())
    first = await seed(parts)
    center, plan = await loaded(database, tmp_path)
    assert await seed(parts) == first
    assert await loaded(database, tmp_path) == (center, plan)


async def test_everybody_can_sign_in_with_a_random_password(database: Database, tmp_path: Path) -> None:
    parts = parts_for(database, tmp_path, MovableClock())
    shown = await seed(parts)
    assert len({login.password for login in shown.logins}) == len(shown.logins) == 7
    for login in shown.logins:
        assert len(login.password) >= 16
        async with browser(app_of(parts)) as client:
            body = {"tenant": shown.tenant, "login": login.login, "password": login.password}
            answer = await client.post("/api/session", json=body)
        assert answer.status_code == 200, answer.text
        user = answer.json()["user"]
        assert user["agent_number"] == (login.login if login.login.isdigit() else None)
