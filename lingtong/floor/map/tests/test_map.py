"""The drawing of the hall is saved whole, by administrators, and never from an older one."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center, Tenant
from lingtong.floor.live.centers import CenterBook
from lingtong.floor.map.api import routes
from lingtong.floor.map.service import FloorMaps
from lingtong.foundation.db import Database
from lingtong.foundation.identity.testing import (
    Browser,
    MovableClock,
    app_of,
    parts_for,
    people,
    signed_browser,
)

pytestmark = pytest.mark.room

LOGINS = ("agent", "supervisor", "administrator")


class Hall:
    def __init__(self, book: CenterBook, tenant_id: str) -> None:
        self.book, self.tenant_id = book, tenant_id
        self.at: dict[str, Browser] = {}

    def people(self, *agent_ids: str) -> None:
        agents = {
            agent_id: AgentConfig(
                id=agent_id,
                tenant_id="other" if agent_id == "stranger" else self.tenant_id,
                agent_number=agent_id,
                name=agent_id,
                endpoint=agent_id,
            )
            for agent_id in agent_ids
        }
        tenants = {self.tenant_id: Tenant(id=self.tenant_id, name="demo")}
        self.book.replace(Center(revision=1, tenants=tenants, agents=agents))

    async def draw(self, *rooms: dict[str, Any], login: str = "administrator", **more: Any) -> Any:
        return await self.at[login].send("PUT", "/api/floor-map", json={"rooms": rooms, **more})

    async def seen(self, login: str = "supervisor") -> dict[str, Any]:
        answer = await self.at[login].get("/api/floor-map")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
async def hall(each_database: Database, tmp_path: Path) -> AsyncIterator[Hall]:
    parts = parts_for(each_database, tmp_path, MovableClock())
    tenant_id = await people(parts, logins=LOGINS)
    hall = Hall(CenterBook(Center(revision=0)), tenant_id)
    hall.people("wang", "li", "stranger")
    app = app_of(parts, routes(FloorMaps(parts.database, parts.bus, hall.book, parts.ids)))
    async with AsyncExitStack() as stack:
        for login in LOGINS:
            hall.at[login] = await stack.enter_async_context(signed_browser(app, login))
        yield hall


def seat(x: float, agent_id: str | None = None, **more: Any) -> dict[str, Any]:
    return {"x": x, "y": 1.5, "turn": 90, "agent_id": agent_id, **more}


async def test_a_drawing_is_kept_as_it_was_drawn(hall: Hall) -> None:
    assert await hall.seen() == {"rooms": [], "revision": 0}
    room = {"name": "一层", "layout": "wave", "seats": [seat(1, "wang", label="B12"), seat(3)]}
    answer = await hall.draw(room, revision=0)
    assert answer.status_code == 200, answer.text
    seen = await hall.seen()
    assert (seen["revision"], seen["rooms"][0]["layout"]) == (1, "wave")
    assert [(one["x"], one["agent_id"], one["label"]) for one in seen["rooms"][0]["seats"]] == [
        (1.0, "wang", "B12"),
        (3.0, None, ""),
    ]


async def test_a_drawing_from_an_older_one_is_refused_and_nothing_is_lost(hall: Hall) -> None:
    await hall.draw({"name": "A", "seats": [seat(1)]})
    answer = await hall.draw({"name": "B"}, revision=0)
    assert (answer.status_code, answer.json()["code"]) == (409, "catalog.stale")
    assert [room["name"] for room in (await hall.seen())["rooms"]] == ["A"]


async def test_the_place_of_somebody_who_left_is_free(hall: Hall) -> None:
    await hall.draw({"name": "A", "seats": [seat(1, "wang"), seat(2, "li")]})
    hall.people("wang")
    assert [one["agent_id"] for one in (await hall.seen())["rooms"][0]["seats"]] == ["wang", None]


@pytest.mark.parametrize(
    ("rooms", "field"),
    [
        ([{"name": "A", "seats": [seat(1, "wang"), seat(2, "wang")]}], "rooms.0.seats.1.agent_id"),
        ([{"name": "A", "seats": [seat(1, "nobody")]}], "rooms.0.seats.0.agent_id"),
        ([{"name": "A", "seats": [seat(1, "stranger")]}], "rooms.0.seats.0.agent_id"),
        ([{"name": "A"}, {"name": "A"}], "rooms.1.name"),
        ([{"name": str(n), "seats": [seat(1)] * 500} for n in range(3)], "rooms"),
        ([{"name": "A", "seats": [seat(201)]}], "rooms.0.seats.0.x"),
        ([{"name": "A", "seats": [seat(1)] * 501}], "rooms.0.seats"),
        ([{"name": str(n)} for n in range(21)], "rooms"),
        ([{"name": ""}], "rooms.0.name"),
        ([{"name": "A", "layout": "round"}], "rooms.0.layout"),
    ],
)
async def test_what_cannot_be_drawn_is_refused_at_its_place(
    hall: Hall, rooms: list[dict[str, Any]], field: str
) -> None:
    answer = await hall.draw(*rooms)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert (await hall.seen())["revision"] == 0


async def test_supervisors_see_it_administrators_draw_it(hall: Hall) -> None:
    assert (await hall.draw({"name": "A"}, login="supervisor")).status_code == 403
    assert (await hall.at["agent"].get("/api/floor-map")).status_code == 403
