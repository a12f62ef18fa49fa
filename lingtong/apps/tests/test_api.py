from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from lingtong.apps.api import build_app
from lingtong.apps.center import CenterParts, join_center
from lingtong.apps.keeper import Keeper
from lingtong.floor.live.testing import FakeEngine, interaction_view, running
from lingtong.floor.live.views import InteractionChanged, QueueChanged, QueueView
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.tables import UserRow
from lingtong.foundation.identity.testing import app_of, people, signed_browser, unguarded
from lingtong.insight.reporting.today import STORED
from lingtong.interactions.testing import Call
from lingtong.switch.plan import Phone

pytestmark = pytest.mark.room


@dataclass
class House:
    parts: Parts
    center: CenterParts
    tenant_id: str
    app: FastAPI
    queue_id: str
    disposition_id: str


@pytest.fixture
async def house(parts: Parts) -> AsyncIterator[House]:
    center = join_center(
        settings=parts.settings,
        secrets=parts.secrets,
        database=parts.database,
        bus=parts.bus,
        clock=parts.clock,
        ids=parts.ids,
    )
    tenant_id = await people(parts)
    async with parts.database.writing(tenant_id) as work:
        await work.session.execute(update(UserRow).where(UserRow.login == "agent").values(agent_id="wang"))
        catalog = center.catalog
        body: dict[str, Any] = {"code": "1", "name": "报修", "name_en": "Fault", "group": "故障"}
        disposition = await catalog.save(work, catalog.kinds["dispositions"], body, by=None)
        body = {"number": "3001", "name": "故障", "dispositions": [disposition.item.id]}
        queue = await catalog.save(work, catalog.kinds["queues"], body, by=None)
    first = await center.publisher.read()
    guests = (Phone(name="guest-01", secret="s", kind="guest"),)
    app = build_app(parts, center, first, lambda: guests)
    yield House(parts, center, tenant_id, app, queue.item.id, disposition.item.id)
    await parts.bus.close()


async def test_every_route_of_the_product_is_guarded(house: House) -> None:
    assert unguarded(house.app) == []
    assert len(unguarded(app_of(house.parts))) == 0


async def test_the_description_is_whole_and_for_people_who_are_signed_in(house: House) -> None:
    async with signed_browser(house.app, "agent") as it:
        paths = (await it.get("/api/openapi.json")).json()["paths"]
        it.client.cookies.clear()
        assert (await it.get("/api/openapi.json")).status_code == 401
    expected = (
        "/api/session", "/api/center", "/api/phone", "/api/commands", "/api/interactions", "/api/visitor",
        "/api/recordings/{recording_id}/audio", "/api/figures/today",
        "/api/interactions/{interaction_id}/wrap-up",
    )  # fmt: skip
    assert [path for path in expected if path not in paths] == []


async def test_no_path_is_answered_twice(house: House) -> None:
    paths = house.app.openapi()["paths"]
    operations = [(method, path) for path, methods in paths.items() for method in methods]
    routes = [
        (method.lower(), route.path)
        for route in house.app.routes
        for method in getattr(route, "methods", None) or ()
        if hasattr(route, "path") and getattr(route, "include_in_schema", False)
    ]
    assert len(routes) == len(set(routes))
    assert len(operations) == len(set(operations))


async def test_a_day_at_the_desk(house: House) -> None:
    """A call comes, its card knows the earlier one; figures move; the record is found again."""
    parts, tenant_id = house.parts, house.tenant_id
    engine = FakeEngine(parts.bus, tenant_id)
    view = QueueView(queue_id=house.queue_id, number="3001", name="故障", waiting=1)
    await engine.start()
    keeper = Keeper(parts.database)
    earlier = Call(tenant_id, "earlier", parts.clock.now() - timedelta(minutes=30))
    earlier.arrives()
    earlier.is_answered("wang", queue_id=house.queue_id)
    earlier.ends("wang")
    earlier.is_wrapped_up("wang", house.disposition_id, "meter was dark")
    async with running(house.app) as site, site.screen("agent", "w1") as desk:
        assert (await desk.next("hello"))["switch_connected"] is True
        now = Call(tenant_id, "now", parts.clock.now())
        now.arrives()
        await engine.show(QueueChanged(queue=view))
        assert (await desk.next("queue.changed"))["queue"]["offered"] == 0
        await keeper.store_facts([*earlier, *now])
        await parts.bus.publish(STORED, b"")
        assert (await desk.next("queue.changed"))["queue"]["offered"] == 1
        await engine.show(InteractionChanged(interaction=interaction_view("now")))
        card = (await desk.next("interaction.changed"))["interaction"]["card"]
        assert (card["interactions"], card["last_note"], card["last_disposition"]) == (
            1,
            "meter was dark",
            "报修",
        )
        client = await site.signed_in("agent")
        found = (await client.get("/api/interactions?mine=1")).json()["items"]
        assert [item["queue_name"] for item in found] == ["故障"]
        lent = (await client.post("/api/visitor")).json()
        assert lent["name"] == "guest-01"
        await client.aclose()


async def test_saving_a_queue_reaches_the_names_on_records(house: House) -> None:
    async with running(house.app) as site:
        client = await site.signed_in("administrator")
        found = (await client.get(f"/api/admin/queues/{house.queue_id}")).json()
        changed = {**found, "name": "抢修"}
        answer = await client.put(f"/api/admin/queues/{house.queue_id}", json=changed)
        assert answer.status_code == 200, answer.text
        keeper = Keeper(house.parts.database)
        call = Call(house.tenant_id, "a", house.parts.clock.now())
        call.arrives()
        call.is_answered("wang", queue_id=house.queue_id)
        await keeper.store_facts(call.facts)
        listed = (await client.get("/api/interactions/a")).json()
        assert listed["queue_name"] == "抢修"
        await client.aclose()


async def test_a_script_in_a_name_is_text_and_no_page_runs_it(house: House) -> None:
    script = "<script>alert(1)</script>"
    async with running(house.app) as site:
        client = await site.signed_in("administrator")
        queue = (await client.get(f"/api/admin/queues/{house.queue_id}")).json()
        saved = await client.put(
            f"/api/admin/queues/{house.queue_id}", json={**queue, "name": script, "name_en": script}
        )
        assert saved.status_code == 200, saved.text
        answer = await client.get("/api/center")
        await client.aclose()
    assert script in [row["name"] for row in answer.json()["queues"]]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers["content-security-policy"]
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
