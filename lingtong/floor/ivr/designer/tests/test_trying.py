"""Trials as the screens ask for them."""

from typing import Any

import msgspec
import pytest

from lingtong.floor.ivr.designer.tests.authors import Author, begun, menu_flow
from lingtong.floor.ivr.errands import SUBJECT
from lingtong.floor.setup.tests.conftest import World
from lingtong.floor.turn import Errand, ErrandDone
from lingtong.foundation.identity.store import roles
from lingtong.foundation.identity.testing import people, signed_browser

pytestmark = pytest.mark.room


def lines(answer: Any, kind: str) -> list[str]:
    return [line["text"] for line in answer["transcript"] if line["kind"] == kind]


async def test_a_draft_is_tried_event_by_event_and_nothing_of_it_is_kept(world: World) -> None:
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    events: list[dict[str, Any]] = []
    first = await author.ask("POST", "/try", flow_id=flow_id, ani="13900001111", events=events)
    assert (first["now"]["node"], first["now"]["awaiting"]) == ("menu", "prompt")
    events += [{"wait": first["now"]["until"]}, {"key": "2"}]
    second = await author.ask("POST", "/try", flow_id=flow_id, ani="13900001111", events=events)
    assert second["transcript"][: len(first["transcript"])] == first["transcript"]
    assert second["attached"] == {"topic": "bill"}
    assert lines(second, "said")[-1] == "三十五元五角"
    again = await author.ask("POST", "/try", flow_id=flow_id, ani="13900001111", events=events)
    assert again == second
    assert not any(center.flows for center in world.published)


async def test_what_stands_on_the_screen_is_tried_as_it_stands_there(world: World) -> None:
    author, queue = await begun(world)
    flow = menu_flow(queue)
    flow["nodes"]["menu"]["keys"]["1"] = "nowhere"
    flow["nodes"]["odd"] = {"type": "magic"}
    tried = await author.ask("POST", "/try", flow=flow, events=[{"key": "1"}])
    assert tried["transcript"][-1]["kind"] == "end"
    live = await author.draft(menu_flow(queue))
    await author.publish(live)
    await author.change(live, nodes={"bye": {"type": "hang_up"}}, start="bye")
    one = await author.ask("POST", "/try", flow_id=live, version=1, events=[{"key": "1"}])
    assert lines(one, "queue") == ["故障报修"]
    assert lines(await author.ask("POST", "/try", flow_id=live), "end") == ["goodbye"]


@pytest.mark.parametrize(
    "event",
    [
        {"key": "12"},
        {"key": "x"},
        {"wait": -1},
        {"wait": 1e9},
        {"wait": "NaN"},
        {},
        {"key": "1", "wait": 2},
        {"values": {"a": "b"}},
        {"answer": "../../etc", "values": {}},
        {"surprise": 1},
    ],
)
async def test_an_event_that_means_nothing_is_refused(world: World, event: dict[str, Any]) -> None:
    author, queue = await begun(world)
    refused = await author.ask("POST", "/try", 422, flow=menu_flow(queue), events=[event])
    assert refused["errors"][0]["field"].startswith("events.0")


async def test_five_hundred_events_and_a_day_of_waiting_are_answered_soon(world: World) -> None:
    author, queue = await begun(world)
    flow = menu_flow(queue)
    flow["nodes"]["menu"]["otherwise"] = "menu"
    tried = await author.ask("POST", "/try", flow=flow, events=[{"wait": 86_400}] * 500)
    assert tried["transcript"][-1]["kind"] == "limit"
    assert len(tried["transcript"]) < 1100


async def test_an_errand_is_really_run_for_those_who_may_publish(world: World) -> None:
    author, queue = await begun(world)
    asked: list[Errand] = []

    async def serve(payload: bytes) -> bytes:
        errand = msgspec.json.decode(payload, type=Errand)
        asked.append(errand)
        return msgspec.json.encode(
            ErrandDone(
                errand_id=errand.id,
                interaction_id=errand.interaction_id,
                outcome="done",
                values={"balance": "12"},
            )
        )

    await world.parts.bus.serve(SUBJECT, serve)
    flow = flow_with_errand(queue)
    waiting = await author.ask("POST", "/try", flow=flow)
    assert (waiting["now"]["awaiting"], waiting["told"], asked) == ("errand", None, [])
    real = await author.ask("POST", "/try", flow=flow, real=True)
    assert real["told"] == {"answer": "done", "values": {"balance": "12"}}
    assert [errand.tenant_id for errand in asked] == [world.tenant_id]
    assert lines(real, "queue") == ["故障报修"]
    replayed = await author.ask("POST", "/try", flow=flow, real=True, events=[real["told"]])
    assert (lines(replayed, "queue"), replayed["told"], len(asked)) == (["故障报修"], None, 1)


def flow_with_errand(queue: str) -> dict[str, Any]:
    nodes = {
        "ask": {"type": "http", "service_id": "s", "done": "queue", "failed": "bye"},
        "queue": {"type": "queue", "queue_id": queue},
        "bye": {"type": "hang_up"},
    }
    return {"name": "Ask", "start": "ask", "nodes": nodes}


async def test_a_role_that_only_draws_neither_publishes_nor_asks_real_services(world: World) -> None:
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    await people(world.parts, logins=("supervisor",))
    async with world.parts.database.writing(world.tenant_id) as work:
        for row in await roles(work.session):
            if row.code == "supervisor":
                row.permissions = ["flow.edit"]
    async with signed_browser(world.app, "supervisor") as browser:
        drawer = Author(browser)
        await drawer.change(flow_id, idle_release=30)
        assert (await drawer.ask("POST", "/try", flow_id=flow_id))["now"]["node"] == "menu"
        for path, body in (
            ("/try", {"flow_id": flow_id, "real": True}),
            (f"/{flow_id}/publish", {}),
            (f"/{flow_id}/rollback", {"version": 1}),
        ):
            assert (await drawer.raw("POST", path, **body)).status_code == 403
        assert (await browser.send("POST", "/api/admin/flows", json=menu_flow(queue))).status_code == 403
    whole = await author.ask("GET", f"/{flow_id}")
    assert whole["by"] == "Supervisor"
