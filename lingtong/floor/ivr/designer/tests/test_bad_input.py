"""What a browser would never send."""

import json
from typing import Any

import pytest

from lingtong.floor.ivr.designer.tests.authors import begun, menu_flow
from lingtong.floor.setup.tests.conftest import World

pytestmark = pytest.mark.room
HEADERS = {"Content-Type": "application/json"}


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize("depth", [10, 50, 900, 5000])
async def test_nodes_however_deep_are_refused_or_shown_and_never_break_the_server(
    each_world: World, depth: int
) -> None:
    world = each_world
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    node = f'{{"type": "set", "values": {nested(depth)}}}'
    flow = f'{{"name": "Deep", "start": "a", "nodes": {{"a": {node}}}}}'
    for path, body in (
        (f"/{flow_id}/draft", f'{{"seen": 2, "flow": {flow}}}'),
        ("/check", f'{{"flow": {flow}}}'),
        ("/try", f'{{"flow": {flow}}}'),
        ("/import", json.dumps({"text": flow})),
    ):
        method = "PUT" if path.endswith("draft") else "POST"
        answer = await author.browser.send(method, f"/api/flows{path}", content=body, headers=HEADERS)
        assert answer.status_code in (200, 201, 400, 413, 422), (path, depth, answer.text[:200])
    for one in await author.ask("GET", ""):
        for rest in ("", "/export", "/compare?a=draft&b=draft"):
            assert (await author.browser.get(f"/api/flows/{one['id']}{rest}")).status_code == 200


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
async def test_numbers_that_are_none_go_nowhere(each_world: World, number: str) -> None:
    world = each_world
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    for flow in (
        '{"name": "x", "start": "a", "nodes": {"a": {"type": "menu", "wait": %s}}}',
        '{"name": "x", "start": "a", "nodes": {}, "layout": {"a": [%s, 0]}}',
        '{"name": "x", "start": "a", "nodes": {}, "idle_release": %s}',
    ):
        body = f'{{"seen": 2, "flow": {flow % number}}}'
        answer = await author.browser.send(
            "PUT", f"/api/flows/{flow_id}/draft", content=body, headers=HEADERS
        )
        assert answer.status_code in (400, 422), answer.text
    assert (await author.ask("GET", f"/{flow_id}"))["revision"] == 2


@pytest.mark.parametrize(
    "flow_id", ["..%2F..%2Fetc", "x' or 1=1", "a" * 37, "01a205ea-be80-775e-8f47-4597b89bab76"]
)
async def test_ids_of_nothing_find_nothing(world: World, flow_id: str) -> None:
    author, _ = await begun(world)
    for path in ("", "/versions/1", "/tests", "/export"):
        assert (await author.raw("GET", f"/{flow_id}{path}")).status_code in (404, 422)
    assert (await author.raw("POST", f"/{flow_id}/publish")).status_code in (404, 405, 422)


async def test_states_and_versions_that_are_none_are_refused(world: World) -> None:
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    answers: list[Any] = [
        await author.raw("GET", f"/{flow_id}/compare", a="1", b="draft"),
        await author.raw("GET", f"/{flow_id}/compare", a="live", b="draft"),
        await author.raw("GET", f"/{flow_id}/compare", a="__class__", b="draft"),
        await author.raw("GET", f"/{flow_id}/export", state="99"),
        await author.raw("GET", f"/{flow_id}/versions/{1 << 80}"),
        await author.raw("GET", f"/{flow_id}/versions/-1"),
        await author.raw("POST", f"/{flow_id}/rollback", version=0),
        await author.raw("POST", f"/{flow_id}/publish", at="tomorrow"),
        await author.raw("POST", f"/{flow_id}/publish", note="x\u0000"),
    ]
    assert [answer.status_code for answer in answers] == [404, 409, 422, 404, 404, 404, 422, 422, 422]
