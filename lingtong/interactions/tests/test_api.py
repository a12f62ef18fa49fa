from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update

from lingtong.foundation.http import Parts
from lingtong.foundation.identity.audit import verify
from lingtong.foundation.identity.tables import AuditRow, UserRow
from lingtong.foundation.identity.testing import Browser, app_of, people, signed_browser, unguarded
from lingtong.foundation.journal import store as journal
from lingtong.interactions import api, service
from lingtong.interactions import events as said
from lingtong.interactions.service import Interactions
from lingtong.interactions.testing import Call, EngineWithout, NoRecordings, PlainNames

pytestmark = pytest.mark.room

BEGAN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class House:
    """A tenant, its records, and browsers into it."""

    def __init__(self, parts: Parts, engine: EngineWithout) -> None:
        self.parts, self.engine = parts, engine
        interactions = Interactions(
            parts.database, PlainNames(), NoRecordings(), engine, parts.clock, parts.ids
        )
        self.routes = api.routes(interactions)
        self.app = app_of(parts, self.routes)

    async def open(self, tenant: str = "demo") -> str:
        tenant_id = await people(self.parts, tenant)
        async with self.parts.database.writing(tenant_id) as work:
            for login in ("agent", "supervisor"):
                seat = {"agent_id": f"{tenant}-{login}"}
                await work.session.execute(update(UserRow).where(UserRow.login == login).values(**seat))
        return tenant_id

    async def keep(self, call: Call) -> None:
        async with self.parts.database.writing_everywhere() as work:
            new = await journal.add_new(work.session, call.facts)
            await service.take_facts(work, new, lambda _: "CN")

    @asynccontextmanager
    async def as_(self, login: str, tenant: str = "demo") -> AsyncIterator[Browser]:
        async with signed_browser(self.app, login, tenant) as it:
            yield it


@pytest.fixture
def house(parts: Parts) -> House:
    return House(parts, EngineWithout())


def handled(tenant_id: str, name: str, agent_id: str, *, ani: str = "13800002046", minutes: int = 0) -> Call:
    call = Call(tenant_id, name, BEGAN + timedelta(minutes=minutes))
    call.arrives(ani)
    call.is_answered(agent_id)
    call.ends(agent_id)
    return call


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_an_agent_sees_the_own_ones_and_a_supervisor_all(house: House) -> None:
    tenant_id = await house.open()
    await house.keep(handled(tenant_id, "a", "demo-agent"))
    await house.keep(handled(tenant_id, "b", "demo-supervisor", minutes=1))
    async with house.as_("agent") as it:
        assert ids(await it.get("/api/interactions?mine=1")) == ["a"]
        refused = await it.get("/api/interactions")
        assert (refused.status_code, refused.json()["code"]) == (403, "interaction.only_own")
    async with house.as_("supervisor") as it:
        assert ids(await it.get("/api/interactions")) == ["b", "a"]
        assert ids(
            await it.get("/api/interactions?agent=demo-agent&queue=q1&direction=in&result=handled")
        ) == ["a"]
        assert ids(await it.get("/api/interactions?direction=out")) == []
        assert ids(await it.get("/api/interactions", params={"from": "2026-11-23T01:01:00Z"})) == ["b"]
        assert ids(await it.get("/api/interactions", params={"to": "2026-11-23T01:01:00Z"})) == ["a"]
    async with house.as_("wallboard") as it:
        assert (await it.get("/api/interactions?mine=1")).status_code == 403


async def test_the_same_customer_is_found_and_the_number_is_masked(house: House) -> None:
    tenant_id = await house.open()
    for n, ani in enumerate(("13800002046", "+86 138 0000 2046", "13911112222")):
        await house.keep(handled(tenant_id, f"c{n}", "demo-supervisor", ani=ani, minutes=n))
    async with house.as_("agent") as it:
        found = await it.get("/api/interactions?like=c0")
        assert ids(found) == ["c1", "c0"]
        assert {item["number"] for item in found.json()["items"]} == {"138 **** 2046"}
        assert "00002046" not in found.text
        assert "北京" in found.json()["items"][0]["place"]


async def test_pages_follow_each_other_without_gap_or_repeat(house: House) -> None:
    tenant_id = await house.open()
    for n in range(7):
        await house.keep(handled(tenant_id, f"c{n}", "demo-agent", minutes=n // 2))  # some at the same time
    async with house.as_("supervisor") as it:
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page = await it.get("/api/interactions", params={"at_most": 3, "cursor": cursor})
            seen += ids(page)
            cursor = page.json()["next"]
    assert seen == ["c6", "c5", "c4", "c3", "c2", "c1", "c0"]


async def test_one_interaction_is_told_as_a_timeline(house: House) -> None:
    tenant_id = await house.open()
    call = handled(tenant_id, "a", "demo-agent")
    call.tell(
        said.CallTransferred,
        60,
        agent_id="demo-agent",
        target_kind="number",
        target="13912345678",
        blind=True,
    )
    call.is_wrapped_up("demo-agent")
    await house.keep(call)
    async with house.as_("agent") as it:
        found = (await it.get("/api/interactions/a")).json()
    kinds = [line["kind"] for line in found["timeline"]]
    assert kinds[:3] == ["interaction.arrived", "interaction.queued", "offer.made"]
    assert found["timeline"][0]["data"]["ani"] == "138 **** 2046"
    assert found["timeline"][1]["text"] == "queue q1"
    transfer = next(line for line in found["timeline"] if line["kind"] == "call.transferred")
    assert (transfer["data"]["target"], transfer["agent_name"]) == ("139 **** 5678", "Demo-Agent")
    assert found["notes"] == [
        {"agent_id": "demo-agent", "name": "Demo-Agent", "at": "2026-11-23T01:02:10Z", "text": "mended",
         "disposition_id": "d1"}
    ]  # fmt: skip
    assert found["agents"] == ["Demo-Agent"]


async def test_the_clear_number_is_for_few_and_leaves_a_trace(house: House) -> None:
    tenant_id = await house.open()
    await house.keep(handled(tenant_id, "a", "demo-agent"))
    async with house.as_("agent") as it:
        assert (await it.get("/api/interactions/a/number")).status_code == 403
    async with house.as_("supervisor") as it:
        assert (await it.get("/api/interactions/a/number")).json() == {"number": "+8613800002046"}
    async with house.parts.database.reading(tenant_id) as reader:
        acts = list(await reader.session.scalars(select(AuditRow.act).order_by(AuditRow.sequence)))
        assert acts[-1] == "interaction.number_seen"
        assert await verify(reader) is None


async def test_another_tenants_ids_do_not_exist(house: House) -> None:
    tenant_id = await house.open()
    await house.open("other")
    await house.keep(handled(tenant_id, "a", "demo-agent"))
    async with house.as_("supervisor", "other") as it:
        assert ids(await it.get("/api/interactions")) == []
        for path in ("/api/interactions/a", "/api/interactions/a/number", "/api/interactions?like=a"):
            answer = await it.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "interaction.unknown")
        body = {"disposition_id": "d1", "notes": ""}
        assert (await it.send("PUT", "/api/interactions/a/wrap-up", json=body)).status_code == 404


async def test_a_wrap_up_that_ran_out_is_finished_later(house: House) -> None:
    tenant_id = await house.open()
    call = handled(tenant_id, "a", "demo-agent")
    call.tell(said.WrapUpUnfinished, 145, agent_id="demo-agent", notes="half", after_call_work=45.0)
    await house.keep(call)
    heard: list[bytes] = []

    async def hear(_: str, data: bytes) -> None:
        heard.append(data)

    await house.parts.bus.subscribe(f"facts.{tenant_id}", hear)
    house.parts.database.publish_with(house.parts.bus.publish)
    async with house.as_("supervisor") as it:
        body = {"disposition_id": "d1", "notes": "not mine"}
        answer = await it.send("PUT", "/api/interactions/a/wrap-up", json=body)
        assert answer.json()["code"] == "wrap_up.not_yours"
    async with house.as_("agent") as it:
        assert ids(await it.get("/api/interactions?unfinished=1")) == ["a"]
        gone = {"disposition_id": "gone", "notes": ""}
        assert (await it.send("PUT", "/api/interactions/a/wrap-up", json=gone)).status_code == 422
        body = {"disposition_id": "d2", "notes": "whole"}
        assert (await it.send("PUT", "/api/interactions/a/wrap-up", json=body)).status_code == 204
        assert ids(await it.get("/api/interactions?unfinished=1")) == []
        again = await it.send("PUT", "/api/interactions/a/wrap-up", json=body)
        assert again.json()["code"] == "wrap_up.finished_already"
        found = (await it.get("/api/interactions/a")).json()
    assert (found["note"], found["disposition_id"]) == ("whole", "d2")
    assert found["timeline"][-1]["kind"] == "wrap_up.finished"
    await house.parts.bus.close()
    assert [msgspec.json.decode(data)["kind"] for data in heard] == ["wrap_up.finished"]


async def test_the_engine_finishes_what_it_still_holds(parts: Parts) -> None:
    house = House(parts, EngineWithout(holds_all=True))
    tenant_id = await house.open()
    await house.keep(handled(tenant_id, "a", "demo-agent"))
    async with house.as_("agent") as it:
        body = {"disposition_id": "d2", "notes": "whole"}
        assert (await it.send("PUT", "/api/interactions/a/wrap-up", json=body)).status_code == 204
    assert house.engine.finished == ["a"]


@pytest.mark.parametrize(
    "query",
    [
        "cursor=!!", "cursor=MjAyNnx4", "from=yesterday", "from=2026-01-01T00:00:00", "at_most=0",
        "at_most=9999", "direction=up", "like=" + "x" * 40, "surprise=1",
    ],
)  # fmt: skip
async def test_bad_questions_are_answered_with_422(house: House, query: str) -> None:
    await house.open()
    async with house.as_("supervisor") as it:
        answer = await it.get(f"/api/interactions?{query}")
    assert answer.status_code == 422
    assert answer.json()["code"] in {"request.invalid", "interaction.cursor"}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"disposition_id": 5}', b'{"disposition_id":"d","notes":1}']
)
async def test_bad_wrap_ups_are_answered_with_422(house: House, body: bytes) -> None:
    tenant_id = await house.open()
    await house.keep(handled(tenant_id, "a", "demo-agent"))
    async with house.as_("agent") as it:
        answer = await it.send(
            "PUT", "/api/interactions/a/wrap-up", content=body, headers={"Content-Type": "application/json"}
        )
    assert answer.status_code == 422


async def test_every_route_is_guarded(house: House) -> None:
    assert unguarded(house.app) == []
