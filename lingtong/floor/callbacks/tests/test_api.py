"""The list of promised calls, who reached nobody, and what supervisors ask of the engine."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lingtong.floor.callbacks import api, service
from lingtong.floor.callbacks import events as promise
from lingtong.floor.plans import api as plans_api
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import Principal
from lingtong.foundation.identity.testing import app_of, people, signed_browser, unguarded
from lingtong.foundation.journal import Fact
from lingtong.foundation.journal import store as journal
from lingtong.interactions import events as said
from lingtong.interactions.service import Contacts, take_facts
from lingtong.interactions.testing import Call, PlainNames

pytestmark = pytest.mark.room
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ANN, BOB = "13800002046", "13900002222"


class Engine:
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    async def ask(self, who: Principal, *about: Any) -> str:
        self.asked.append(("ask", *about))
        return "new"

    async def cancel(self, who: Principal, callback_id: str) -> None:
        self.asked.append(("cancel", callback_id))

    async def call_now(self, who: Principal, callback_id: str) -> None:
        self.asked.append(("now", callback_id))

    async def start(self, who: Principal, plan_id: str) -> None:
        self.asked.append(("start", plan_id))

    async def end(self, who: Principal, plan_id: str) -> None:
        self.asked.append(("end", plan_id))


class House:
    def __init__(self, parts: Parts) -> None:
        self.parts, self.engine = parts, Engine()
        callbacks = service.Callbacks(
            parts.database, self.engine, Contacts(parts.database), PlainNames(), parts.clock
        )
        self.app = app_of(parts, api.routes(callbacks), plans_api.routes(self.engine))
        self.tenant_id = ""
        self._facts = 0

    async def keep(self, *facts: Fact) -> None:
        async with self.parts.database.writing_everywhere() as work:
            new = await journal.add_new(work.session, list(facts))
            await take_facts(work, new, lambda _: "CN")
            await service.take_facts(work, new)

    def tell(self, kind: type[promise.CallbackFact], key: str, seconds: float, **fields: Any) -> Fact:
        self._facts += 1
        at = NOON + timedelta(seconds=seconds)
        return kind(id=f"f{self._facts}", tenant_id=self.tenant_id, at=at, callback_id=key, **fields)

    def asked(self, key: str, seconds: float = 0.0, number: str = ANN, **fields: Any) -> Fact:
        about: dict[str, Any] = {"queue_id": "q1", "origin": "line", "first_at": NOON, **fields}
        return self.tell(promise.CallbackAsked, key, seconds, number=f"+86{number}", **about)


@pytest.fixture
async def house(parts: Parts) -> House:
    house = House(parts)
    house.tenant_id = await people(parts, logins=("supervisor", "agent", "administrator"))
    return house


async def test_a_promise_is_followed_to_its_end(house: House) -> None:
    due = NOON + timedelta(seconds=900)
    await house.keep(
        house.asked("c1", callback_of="i1"),
        house.tell(promise.CallbackStarted, "c1", 60, interaction="i2", agent_id="wang", tries=1),
        house.tell(promise.CallbackDelayed, "c1", 100, due=due, cause="busy", tries=1),
        house.asked("c2", 200, BOB),
    )
    async with signed_browser(house.app, "supervisor") as boss:
        one, two = (await boss.get("/api/callbacks")).json()["items"]
        assert (one["state"], one["why"], one["tries"], one["agent"]) == ("scheduled", "busy", 1, "Wang")
        assert (one["number"], one["queue_name"], one["callback_of"]) == ("138 **** 2046", "queue q1", "i1")
        assert two["state"] == "waiting"
        await house.keep(
            house.tell(
                promise.CallbackEnded, "c1", 950, outcome="done", why="reached", tries=1, interaction="i3"
            )
        )
        assert [item["id"] for item in (await boss.get("/api/callbacks")).json()["items"]] == ["c2"]
        (done,) = (await boss.get("/api/callbacks?state=done")).json()["items"]
        assert (done["interaction_id"], done["why"]) == ("i3", "reached")
        assert (await boss.get("/api/callbacks?queue=q2")).json()["items"] == []


async def test_who_reached_nobody_is_listed_until_served_or_promised(house: House) -> None:
    for number, (key, ani, result) in enumerate(
        [("a", ANN, "abandoned"), ("b", ANN, "released"), ("c", BOB, "abandoned"), ("d", "", "abandoned")]
    ):
        await house.keep(*_call(house, key, ani, number * 100.0, result))
    async with signed_browser(house.app, "supervisor") as boss:

        async def missed() -> list[tuple[str, int]]:
            answer = await boss.get(f"/api/callbacks/missed?from={NOON.isoformat().replace('+00:00', 'Z')}")
            return [(item["interaction_id"], item["times"]) for item in answer.json()["items"]]

        assert await missed() == [("c", 1), ("b", 2)]
        await house.keep(house.asked("c1", 400, BOB))
        assert await missed() == [("b", 2)]
        await house.keep(*_call(house, "e", ANN, 500.0, "handled"))
        assert await missed() == []


def _call(house: House, key: str, ani: str, at: float, result: str) -> list[Fact]:
    call = Call(house.tenant_id, key, NOON + timedelta(seconds=at))
    call.arrives(ani=ani)
    call.tell(said.InteractionQueued, 2, queue_id="q1", priority=0)
    outcome = "answered" if result == "handled" else "abandoned"
    call.tell(said.QueueLeft, 30, queue_id="q1", waited=28.0, outcome=outcome)
    ending = {"result": result, "cause": "normal", "clearing_party": "customer", "lasted": 30.0}
    call.tell(said.InteractionEnded, 30, **ending)
    return list(call)


async def test_supervisors_promise_hurry_and_cancel(house: House) -> None:
    await house.keep(*_call(house, "a", ANN, 0.0, "abandoned"))
    async with signed_browser(house.app, "supervisor") as boss:
        made = await boss.send("POST", "/api/callbacks", json={"queue_id": "q1", "interaction_id": "a"})
        assert (made.status_code, made.json()) == (201, {"callback_id": "new"})
        assert house.engine.asked[-1] == ("ask", "q1", f"+86{ANN}", None, "", "a")
        nobody = await boss.send("POST", "/api/callbacks", json={"queue_id": "q1", "interaction_id": "zz"})
        assert (nobody.status_code, nobody.json()["code"]) == (422, "callback.without_number")
        far = {"queue_id": "q1", "number": ANN, "due": "2036-01-01T00:00:00Z"}
        assert (await boss.send("POST", "/api/callbacks", json=far)).json()["code"] == "callback.due_too_far"
        for path in (
            "/api/callbacks/c1/cancel",
            "/api/callbacks/c1/now",
            "/api/plans/p1/start",
            "/api/plans/p1/end",
        ):
            assert (await boss.send("POST", path)).status_code == 204
        assert house.engine.asked[-4:] == [("cancel", "c1"), ("now", "c1"), ("start", "p1"), ("end", "p1")]


async def test_agents_promise_and_no_more(house: House) -> None:
    assert unguarded(house.app) == []
    async with signed_browser(house.app, "agent") as agent:
        made = await agent.send("POST", "/api/callbacks", json={"queue_id": "q1", "number": ANN})
        assert made.status_code == 201
        assert (await agent.get("/api/callbacks")).status_code == 403
        for path in ("/api/callbacks/c1/cancel", "/api/callbacks/c1/now", "/api/plans/p1/start"):
            assert (await agent.send("POST", path)).status_code == 403
