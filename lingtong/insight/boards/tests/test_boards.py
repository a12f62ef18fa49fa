from datetime import timedelta
from typing import Any

import msgspec
import pytest

from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import MovableClock, app_of, people, signed_browser
from lingtong.insight.boards.api import routes
from lingtong.insight.boards.model import grid_of
from lingtong.insight.boards.service import Boards

pytestmark = pytest.mark.room


def tile(x: int, y: int, figure: str = "queue.waiting", **values: Any) -> dict[str, Any]:
    return {"x": x, "y": y, "figure": figure, "of": "q1", **values}


def board(*tiles: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"name": "Hall", "pages": [{"tiles": list(tiles)}], **values}


@pytest.fixture
def boards(parts: Parts) -> Boards:
    return Boards(parts.database, parts.bus, parts.clock, parts.ids)


@pytest.mark.parametrize(("diagonal", "columns", "rows"), [(55, 3, 2), (65, 3, 2), (75, 3, 3)])
def test_the_server_knows_what_fits_as_the_editor_does(diagonal: int, columns: int, rows: int) -> None:
    grid = grid_of(diagonal, 10)
    assert (grid.columns, grid.rows) == (columns, rows)


async def test_a_board_is_saved_found_changed_and_taken_away(parts: Parts, boards: Boards) -> None:
    await people(parts)
    app = app_of(parts, routes(boards))
    async with signed_browser(app, "supervisor") as it:
        made = (await it.send("POST", "/api/boards", json=board(tile(0, 0), tile(1, 0, w=2, goal=5)))).json()
        assert made["pages"][0]["tiles"][1]["goal"] == 5
        assert (await it.get(f"/api/boards/{made['id']}")).json() == made
        changed = await it.send("PUT", f"/api/boards/{made['id']}", json={**made, "theme": "led"})
        assert (changed.json()["theme"], changed.json()["revision"]) == ("led", 2)
        stale = await it.send("PUT", f"/api/boards/{made['id']}", json=made)
        assert (stale.status_code, stale.json()["code"]) == (409, "catalog.stale")
    async with signed_browser(app, "wallboard") as wall:
        assert [one["name"] for one in (await wall.get("/api/boards")).json()] == ["Hall"]
        assert (await wall.send("POST", "/api/boards", json=board())).status_code == 403
    async with signed_browser(app, "agent") as agent:
        assert (await agent.get("/api/boards")).status_code == 403
    async with signed_browser(app, "supervisor") as it:
        assert (await it.send("DELETE", f"/api/boards/{made['id']}")).status_code == 204
        assert (await it.get("/api/boards")).json() == []
        assert (await it.get(f"/api/boards/{made['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (board(tile(3, 0)), "pages.0.tiles.0"),
        (board(tile(0, 1, h=2)), "pages.0.tiles.0"),
        (board(tile(0, 0, w=2), tile(1, 0)), "pages.0.tiles.1"),
        (board(tile(0, 0, "queue.mood")), "pages.0.tiles.0"),
        (board(tile(0, 0), diagonal=24, distance=40), "distance"),
    ],
)
async def test_more_than_can_be_read_is_refused(
    parts: Parts, boards: Boards, given: dict[str, Any], field: str
) -> None:
    await people(parts)
    async with signed_browser(app_of(parts, routes(boards)), "supervisor") as it:
        answer = await it.send("POST", "/api/boards", json=given)
        assert answer.status_code == 422
        assert [one["field"] for one in answer.json()["errors"]] == [field]
        assert (await it.get("/api/boards")).json() == []


@pytest.mark.parametrize(
    "given",
    [
        {}, board(rotate=5), board(name=""), board(theme="pink"), {"name": "x", "pages": []},
        board(tile(-1, 0)), board(tile(0, 0, w=0)), board(tile(0, 0, title="\u0000")), board(distance=1e999),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused(parts: Parts, boards: Boards, given: dict[str, Any]) -> None:
    await people(parts)
    async with signed_browser(app_of(parts, routes(boards)), "supervisor") as it:
        text = msgspec.json.encode(given) if "distance" not in given else b'{"name":"x","distance":1e999}'
        answer = await it.send(
            "POST", "/api/boards", content=text, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 422


async def test_two_boards_do_not_share_a_name(parts: Parts, boards: Boards) -> None:
    await people(parts)
    async with signed_browser(app_of(parts, routes(boards)), "supervisor") as it:
        assert (await it.send("POST", "/api/boards", json=board())).status_code == 201
        answer = await it.send("POST", "/api/boards", json=board())
        assert [one["field"] for one in answer.json()["errors"]] == ["name"]


async def test_the_line_for_all_walls_is_told_and_ends_by_itself(
    parts: Parts, boards: Boards, clock: MovableClock
) -> None:
    tenant_id, told = await people(parts), list[bytes]()

    async def hear(_: str, data: bytes) -> None:
        told.append(data)

    await parts.bus.subscribe(f"live.{tenant_id}", hear)
    until = (clock.now() + timedelta(minutes=10)).isoformat()
    async with signed_browser(app_of(parts, routes(boards)), "supervisor") as it:
        said = {"text": "抢修人员90分钟内到达", "level": "warning", "until": until}
        assert (await it.send("PUT", "/api/boards/message", json=said)).status_code == 200
        assert (await it.get("/api/boards/message")).json()["text"] == said["text"]
        assert (await boards.messages())[0][1].text == said["text"]
        clock.move(600)
        assert (await it.get("/api/boards/message")).json()["text"] == ""
        long = {"text": "x" * 121}
        assert (await it.send("PUT", "/api/boards/message", json=long)).status_code == 422
        await it.send("PUT", "/api/boards/message", json={"text": ""})
    await parts.bus.close()
    assert [msgspec.json.decode(one)["kind"] for one in told] == ["board.message"] * 2
