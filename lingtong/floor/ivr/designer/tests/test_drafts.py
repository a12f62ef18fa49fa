import json
from typing import Any

import pytest

from lingtong.floor.ivr.designer.tests.authors import Author, begun, menu_flow
from lingtong.floor.ivr.nodes import NODES
from lingtong.floor.setup.tests.conftest import World
from lingtong.foundation.identity import audit
from lingtong.foundation.identity.testing import people, signed_browser, unguarded

pytestmark = pytest.mark.room


async def test_a_draft_may_be_half_done_and_the_check_says_what_is_missing(world: World) -> None:
    author, _ = await begun(world)
    made = await author.ask("POST", "", 201, name="Bills")
    nodes = {"menu": {"type": "menu"}, "queue": {"type": "queue"}, "odd": {"type": "magic"}}
    flow = {"name": "Bills", "start": "menu", "nodes": nodes}
    saved = await author.ask("PUT", f"/{made['id']}/draft", flow=flow, seen=1)
    found = {(one["node"], one["field"], one["code"]) for one in saved["findings"]}
    assert {("menu", "prompt", "flow.field_missing"), ("queue", "queue_id", "flow.field_missing")} <= found
    assert ("odd", "", "flow.node_unreadable") in found
    assert saved["findings"] == await author.ask("POST", "/check", flow=flow, flow_id=made["id"])
    whole = await author.ask("GET", f"/{made['id']}")
    assert whole["draft"]["nodes"] == nodes
    assert (whole["live"], whole["revision"], whole["versions"]) == (None, 2, [])
    (listed,) = await author.ask("GET", "")
    assert (listed["live_version"], listed["draft"]["by"]) == (0, "Administrator")
    assert listed["findings"]["errors"] == sum(one["severity"] == "error" for one in saved["findings"])
    refused = await author.ask("POST", f"/{made['id']}/publish", 422, note="x")
    assert refused["code"] == "flow.not_publishable"
    assert {"nodes.menu", "nodes.queue", "nodes.odd"} <= {error["field"] for error in refused["errors"]}
    assert not any(center.flows for center in world.published)


async def test_who_saves_over_anothers_draft_is_told_and_nothing_is_lost(world: World) -> None:
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    await author.change(flow_id, notes={"menu": "mine"})
    late = await author.raw("PUT", f"/{flow_id}/draft", flow=menu_flow(queue), seen=2)
    assert (late.status_code, late.json()["code"]) == (409, "flow.draft_stale")
    assert late.json()["params"] == {"by": "Administrator", "revision": 3}
    assert (await author.ask("GET", f"/{flow_id}"))["draft"]["notes"] == {"menu": "mine"}


async def test_what_was_never_published_is_gone_with_its_draft(world: World) -> None:
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    assert (await author.raw("DELETE", f"/{flow_id}/draft")).status_code == 204
    assert (await author.raw("GET", f"/{flow_id}")).status_code == 404
    assert (await author.raw("DELETE", f"/{flow_id}/draft")).status_code == 409
    assert await author.ask("GET", "") == []


async def test_a_copy_begins_with_all_of_the_other_but_its_name(world: World) -> None:
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue, zero="queue", layout={"menu": [10, 20]}))
    await author.publish(flow_id)
    copy = await author.ask("POST", "", 201, name="Main two", copy_of=flow_id)
    assert copy["base_version"] == 0
    one, two = await author.ask("GET", f"/{flow_id}"), await author.ask("GET", f"/{copy['id']}")
    differing = {name for name, value in two["draft"].items() if value != one["live"][name]}
    assert differing == {"name"}
    taken = await author.ask("POST", "", 422, name="Main two")
    assert taken["code"] == "flow.name_taken"


async def test_an_export_differs_line_by_line_and_comes_back_as_it_was(world: World) -> None:
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    before = (await author.raw("GET", f"/{flow_id}/export")).text
    body = (await author.ask("GET", f"/{flow_id}"))["draft"]
    body["nodes"]["menu"]["tries"] = 2
    await author.change(flow_id, nodes=body["nodes"])
    after = (await author.raw("GET", f"/{flow_id}/export")).text
    changed = [
        (one, two) for one, two in zip(before.splitlines(), after.splitlines(), strict=True) if one != two
    ]
    assert changed == [('      "tries": 3,', '      "tries": 2,')]
    assert "\n\n" in after  # a paragraph for each node
    taken = await author.ask("POST", "/import", 201, text=after, name="Again")
    assert taken["findings"] == []
    again = json.loads((await author.raw("GET", f"/{taken['id']}/export")).text)
    assert again == {**json.loads(after), "name": "Again"}


async def test_an_import_brings_its_findings_with_it(world: World) -> None:
    author, _ = await begun(world)
    taken = await author.ask("POST", "/import", 201, text=json.dumps(menu_flow("of-another-center")))
    assert [(one["node"], one["code"]) for one in taken["findings"]] == [("queue", "flow.queue_unknown")]
    over = await author.ask(
        "POST", "/import", 201, text=json.dumps(menu_flow("x", "Main")), into=taken["id"], seen=1
    )
    assert (over["id"], over["revision"]) == (taken["id"], 2)


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "[]",
        "{}",
        '{"name": "x", "nodes": []}',
        '{"name": "x", "nodes": {"a": 3}}',
        '{"name": "x", "nodes": {}, "surprise": 1}',
        '{"name": "<script>\\u0000", "nodes": {}}',
        '{"name": "x", "nodes": {}, "layout": {"a": ["x", 1]}}',
        "[" * 100_000,
    ],
)
async def test_garbage_is_refused_and_says_why(world: World, text: str) -> None:
    author, _ = await begun(world)
    refused = await author.ask("POST", "/import", 422, text=text)
    assert refused["code"] == "flow.import_unreadable"
    assert refused["params"]["why"]
    assert await author.ask("GET", "") == []


async def test_a_script_in_a_name_stays_text(world: World) -> None:
    author, queue = await begun(world)
    name = '<img src=x onerror="alert(1)">'
    flow_id = await author.draft(menu_flow(queue, name))
    answer = await author.raw("GET", "")
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()[0]["name"] == name
    exported = await author.raw("GET", f"/{flow_id}/export")
    assert exported.headers["content-disposition"] == f'attachment; filename="flow-{flow_id}.json"'


async def test_limits_of_a_flow_are_held(world: World) -> None:
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    many = {f"n{number}": {"type": "hang_up"} for number in range(501)}
    assert (
        await author.raw("PUT", f"/{flow_id}/draft", flow=menu_flow(queue) | {"nodes": many}, seen=2)
    ).status_code == 422
    large = menu_flow(queue)
    large["nodes"]["balance"]["value"] = "x" * 1_100_000
    answer = await author.raw("PUT", f"/{flow_id}/draft", flow=large, seen=2)
    assert (answer.status_code, answer.json()["code"]) in [
        (413, "flow.too_large"),
        (413, "request.too_large"),
    ]
    assert (await author.ask("GET", f"/{flow_id}"))["revision"] == 2


async def test_the_palette_has_every_node_in_its_group(world: World) -> None:
    palette = await Author(world.admin).ask("GET", "/palette")
    shown = [node["type"] for group in palette["groups"] for node in group["nodes"]]
    assert sorted(shown) == sorted(NODES)
    assert all(node["group"] == group["group"] for group in palette["groups"] for node in group["nodes"])
    assert palette["most_nodes"] == 500


async def test_tenants_never_meet_in_the_designer(world: World) -> None:
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    await author.publish(flow_id)
    await author.change(flow_id, notes={"menu": "secret"})
    await author.ask("PUT", f"/{flow_id}/tests", tests=[case("x", queue)])
    await people(world.parts, "other", ("administrator",))
    async with signed_browser(world.app, "administrator", "other") as browser:
        stranger = Author(browser)
        assert await stranger.ask("GET", "") == []
        for method, path, body in (
            ("GET", "", {}),
            ("GET", "/versions/1", {}),
            ("GET", "/export", {}),
            ("GET", "/tests", {}),
            ("GET", "/compare", {"a": "live", "b": "draft"}),
            ("PUT", "/draft", {"flow": menu_flow(queue, "theirs"), "seen": 2}),
            ("PUT", "/tests", {"tests": []}),
            ("POST", "/tests/run", {}),
            ("POST", "/publish", {}),
            ("POST", "/rollback", {"version": 1}),
            ("DELETE", "/schedule", {}),
        ):
            answer = await stranger.raw(method, f"/{flow_id}{path}", **body)
            assert answer.status_code == 404, (method, path, answer.text)
        assert (await stranger.raw("DELETE", f"/{flow_id}/draft")).status_code == 409
        assert (await stranger.raw("POST", "/try", flow_id=flow_id)).status_code == 404
        assert (await stranger.raw("POST", "", name="copy", copy_of=flow_id)).status_code == 404
        foreign = await stranger.ask("POST", "/check", flow=menu_flow(queue))
        assert [one["code"] for one in foreign] == ["flow.queue_unknown"]
    assert (await author.ask("GET", f"/{flow_id}"))["draft"]["notes"] == {"menu": "secret"}


async def test_only_those_with_the_permission_draw_and_publish(world: World) -> None:
    assert unguarded(world.app) == []
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    async with signed_browser(world.app, "agent") as browser:
        agent = Author(browser)
        for method, path in (
            ("GET", ""),
            ("GET", "/palette"),
            ("GET", f"/{flow_id}"),
            ("POST", ""),
            ("POST", "/check"),
            ("POST", "/try"),
            ("POST", "/import"),
            ("PUT", f"/{flow_id}/draft"),
            ("DELETE", f"/{flow_id}/draft"),
            ("POST", f"/{flow_id}/publish"),
            ("POST", f"/{flow_id}/rollback"),
            ("DELETE", f"/{flow_id}/schedule"),
            ("PUT", f"/{flow_id}/tests"),
        ):
            assert (await agent.raw(method, path)).status_code == 403, (method, path)


async def test_every_act_of_an_author_is_in_the_audit(world: World) -> None:
    author, queue = await begun(world)
    flow_id = await author.draft(menu_flow(queue))
    await author.publish(flow_id, "first")
    await author.change(flow_id, notes={"menu": "x"})
    await author.raw("DELETE", f"/{flow_id}/draft")
    await author.ask("POST", f"/{flow_id}/rollback", version=1, note="again")
    items = (await world.admin.get("/api/admin/audit")).json()["items"]
    acts = [row["act"] for row in items if row["act"].startswith("flows.")]
    assert acts == [
        "flows.rolled_back",
        "flows.changed",
        "flows.draft_discarded",
        "flows.draft_begun",
        "flows.published",
        "flows.created",
        "flows.draft_begun",
    ]
    async with world.parts.database.reading(world.tenant_id) as reader:
        assert await audit.verify(reader) is None


def case(name: str, queue: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "events": [{"listen": True}, {"key": "1"}],
        "expect": [{"kind": "queue", "what": queue}],
        **more,
    }
