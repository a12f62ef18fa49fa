import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from lingtong.floor.agents.events import AgentStateChanged
from lingtong.floor.center import Center, Tenant
from lingtong.foundation.db import NotFound
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import MovableClock, app_of, people, signed_browser
from lingtong.foundation.journal import store as journal
from lingtong.foundation.journal.facts import Fact
from lingtong.insight.simulation.api import routes
from lingtong.insight.simulation.changes import Changes, QueueChange
from lingtong.insight.simulation.errors import ChangeRefused, SimulationRuns, TooMuchTraffic
from lingtong.insight.simulation.planned import ANY, QueueTraffic, Traffic
from lingtong.insight.simulation.playing import Answer, Question, answer
from lingtong.insight.simulation.service import Run, Simulations
from lingtong.insight.simulation.tests.days import agent, center, queue
from lingtong.interactions.events import InteractionQueued, OfferEnded, PartyLeft, QueueLeft, WrapUpFinished

pytestmark = pytest.mark.room

DAY = "2026-11-22"
MIDNIGHT = datetime.fromisoformat(f"{DAY}T00:00:00+08:00")
WAITS = (sys.executable, "-c", "import sys; sys.stdin.buffer.read()")
ENDS = (sys.executable, "-c", "import sys; sys.stdin.readline()")


class Book:
    def __init__(self, of: Center) -> None:
        self.of = of

    def current(self) -> Center:
        return self.of


def for_tenant(tenant_id: str) -> Center:
    found = center([queue(), queue("bill", "3002")], [agent(1, fault=5), agent(2, bill=5)])

    def own(items: dict[str, Any]) -> dict[str, Any]:
        return {key: msgspec.structs.replace(one, tenant_id=tenant_id) for key, one in items.items()}

    return Center(
        tenants={tenant_id: Tenant(id=tenant_id, name="Demo")},
        queues=own(found.queues),
        agents=own(found.agents),
        skills=own(found.skills),
    )


@pytest.fixture
async def tenant_id(parts: Parts) -> str:
    return await people(parts)


@asynccontextmanager
async def at_work(parts: Parts, tenant_id: str, **more: Any) -> AsyncIterator[Simulations]:
    simulations = Simulations(parts.database, Book(for_tenant(tenant_id)), parts.clock, parts.ids, **more)
    task = asyncio.create_task(simulations.run())
    yield simulations
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def until(run: Run, ends: Callable[[Run], bool] = lambda run: run.state != "running") -> None:
    async with asyncio.timeout(50):
        while not ends(run):  # noqa: ASYNC110 - what a screen does too
            await asyncio.sleep(0.01)


async def record(parts: Parts, tenant_id: str, calls: int = 40) -> None:
    """An agent from 9 to 17 o'clock; calls of three minutes every four minutes; every tenth hangs up."""
    facts: list[Fact] = []

    def told(kind: type[Any], at: float, **fields: Any) -> None:
        moment = MIDNIGHT + timedelta(seconds=at)
        facts.append(kind(id=parts.ids.new(), tenant_id=tenant_id, at=moment, **fields))

    told(AgentStateChanged, 9 * 3600, agent_id="a1", state="ready", before="logged_out", lasted=100)
    for number in range(calls):
        at, about = 9 * 3600 + 240 * number, {"interaction_id": f"call-{number}"}
        told(InteractionQueued, at, **about, queue_id="fault", priority=0)
        if number % 10 == 9:
            told(QueueLeft, at + 40, **about, queue_id="fault", waited=40, outcome="abandoned")
            continue
        told(OfferEnded, at + 5, **about, agent_id="a1", queue_id="fault", outcome="answered", rang=5)
        told(QueueLeft, at + 5, **about, queue_id="fault", waited=5, outcome="answered")
        told(PartyLeft, at + 185, **about, leg_id="l", role="agent", agent_id="a1", talked=180)
        told(
            WrapUpFinished,
            at + 200,
            **about,
            agent_id="a1",
            queue_id="fault",
            disposition_id="done",
            notes="",
            after_call_work=15,
        )
    told(AgentStateChanged, 17 * 3600, agent_id="a1", state="logged_out", before="ready", lasted=8 * 3600)
    async with parts.database.writing_everywhere() as work:
        await journal.add_new(work.session, facts)


def of(run: Run) -> Answer:
    assert run.answer is not None, run.refused
    return msgspec.json.decode(run.answer, type=Answer)


async def test_a_recorded_day_is_played_as_it_was_and_as_it_would_be(parts: Parts, tenant_id: str) -> None:
    await record(parts, tenant_id)
    change = Changes(queues={"3001": QueueChange(agents=1)})
    async with at_work(parts, tenant_id) as simulations:
        assert await simulations.days(tenant_id) == [DAY]
        run = simulations.ask(tenant_id, "supervisor", DAY, None, change)
        await until(run)
    found = of(run)
    assert (found.day, found.calls, found.agents, found.agents_changed) == (DAY, 40, 1, 2)
    assert found.truth is not None
    assert found.changed is not None
    assert found.truth.total.day.offered.mean == found.base.total.day.offered.mean == 40
    assert found.truth.total.day.abandoned.mean == 4
    assert found.truth.total.intervals[18].offered.mean == 8
    assert found.base.total.day.asa is not None
    assert found.base.total.day.asa.mean == pytest.approx(5, abs=0.01)
    assert found.base.queues.keys() == {"fault"}
    assert run.progress == 1


async def test_a_day_without_calls_is_refused_in_words(parts: Parts, tenant_id: str) -> None:
    async with at_work(parts, tenant_id) as simulations:
        assert await simulations.days(tenant_id) == []
        run = simulations.ask(tenant_id, "supervisor", DAY, None, Changes())
        await until(run)
    assert run.state == "failed"
    assert run.refused is not None
    assert (run.refused.code, run.refused.params) == ("simulation.nothing_recorded", {"day": DAY})


async def test_a_change_that_cannot_be_made_to_the_day_is_refused_there(parts: Parts, tenant_id: str) -> None:
    await record(parts, tenant_id)
    async with at_work(parts, tenant_id) as simulations:
        fewer = Changes(queues={"3001": QueueChange(agents=-2)})
        run = simulations.ask(tenant_id, "supervisor", DAY, None, fewer)
        await until(run)
        with pytest.raises(ChangeRefused):
            simulations.ask(
                tenant_id, "supervisor", DAY, None, Changes(queues={"3009": QueueChange(agents=1)})
            )
    assert run.refused is not None
    assert (run.refused.code, run.refused.errors[0]["code"]) == (
        "simulation.change_refused",
        "too_few_agents",
    )


async def test_one_at_a_time_and_it_can_be_stopped(parts: Parts, tenant_id: str) -> None:
    async with at_work(parts, tenant_id, command=WAITS) as simulations:
        run = simulations.ask(tenant_id, "supervisor", DAY, None, Changes())
        with pytest.raises(SimulationRuns):
            simulations.ask(tenant_id, "supervisor", DAY, None, Changes())
        assert simulations.stop(tenant_id, run.id).state == "stopped"
        again = simulations.ask(tenant_id, "supervisor", DAY, None, Changes())
        assert [one.id for one in simulations.of(tenant_id)] == [again.id, run.id]
        with pytest.raises(NotFound):
            simulations.find("other", run.id)


async def test_what_was_stopped_before_it_began_leaves_nothing_behind(parts: Parts, tenant_id: str) -> None:
    async with at_work(parts, tenant_id, command=WAITS) as simulations:
        run = simulations.ask(tenant_id, "supervisor", DAY, None, Changes())
        simulations.stop(tenant_id, run.id)
        await until(
            simulations.ask(tenant_id, "supervisor", DAY, None, Changes()), lambda _: simulations.busy == 1
        )
        simulations.stop(tenant_id, simulations.of(tenant_id)[0].id)
        async with asyncio.timeout(20):
            while simulations.busy:  # noqa: ASYNC110 - until its process has ended
                await asyncio.sleep(0.01)


async def test_a_change_may_not_make_more_calls_than_can_be_played(parts: Parts, tenant_id: str) -> None:
    asked = Question(
        now=parts.clock.now(),
        tenant_id=tenant_id,
        timezone="Asia/Shanghai",
        center=for_tenant(tenant_id),
        traffic=Traffic(queues={"3001": QueueTraffic(calls=2_000, handling=60)}),
        changes=Changes(queues={"3001": QueueChange(volume=10)}),
    )
    with pytest.raises(TooMuchTraffic):
        await answer(asked, None, lambda *_: None)


async def test_it_has_an_end(parts: Parts, tenant_id: str) -> None:
    async with at_work(parts, tenant_id, command=WAITS, at_most=0.2) as simulations:
        run = simulations.ask(tenant_id, "supervisor", DAY, None, Changes())
        await until(run)
    assert run.refused is not None
    assert run.refused.code == "simulation.too_long"


@pytest.mark.parametrize("command", [ENDS, ("/nowhere/python",)])
async def test_a_process_that_fails_is_told(parts: Parts, tenant_id: str, command: tuple[str, ...]) -> None:
    async with at_work(parts, tenant_id, command=command) as simulations:
        run = simulations.ask(tenant_id, "supervisor", DAY, None, Changes())
        await until(run)
    assert run.refused is not None
    assert run.refused.code == "simulation.failed"


async def test_only_the_latest_answers_are_kept(parts: Parts, tenant_id: str) -> None:
    async with at_work(parts, tenant_id, command=ENDS) as simulations:
        for _ in range(7):
            await until(simulations.ask(tenant_id, "supervisor", DAY, None, Changes()))
        assert len(simulations.of(tenant_id)) == 5


async def test_answers_outlive_the_process_that_gave_them(parts: Parts, tenant_id: str) -> None:
    traffic = Traffic(queues={ANY: QueueTraffic(calls=60, handling=60, agents=3)})
    async with at_work(parts, tenant_id) as simulations:
        good = simulations.ask(tenant_id, "supervisor", "", traffic, Changes())
        await until(good)
        assert isinstance(parts.clock, MovableClock)
        parts.clock.move(1)
        bad = simulations.ask(tenant_id, "supervisor", "2020-01-01", None, Changes())
        await until(bad)
        while simulations.busy:  # noqa: ASYNC110 - the rest of a task
            await asyncio.sleep(0.01)
    async with at_work(parts, tenant_id) as later:
        assert later.of(tenant_id) == []
        listed = await later.all_of(tenant_id)
        assert [(run.id, run.state, run.answer) for run in listed] == [
            (bad.id, "failed", None),
            (good.id, "done", None),
        ]
        found = await later.look(tenant_id, good.id)
        assert of(found) == of(good)
        assert (await later.look(tenant_id, bad.id)).refused == bad.refused
        with pytest.raises(NotFound):
            await later.look(tenant_id, "nobody")


async def test_the_size_by_formula_is_that_of_the_simulation(parts: Parts, tenant_id: str) -> None:
    """`*` is a queue of its own: 200 calls an hour of 180 s, 14 agents: Erlang C says 88.8 %."""
    traffic = Traffic(queues={ANY: QueueTraffic(calls=200, handling=180, exponential=True, agents=14)})
    async with at_work(parts, tenant_id) as simulations:
        run = simulations.ask(tenant_id, "supervisor", "", traffic, Changes())
        await until(run)
    level = of(run).base.total.day.service_level
    assert level is not None
    assert level.low - 0.02 <= 0.888 <= level.high + 0.02


async def test_over_the_api(parts: Parts, tenant_id: str) -> None:
    await record(parts, tenant_id)
    async with at_work(parts, tenant_id) as simulations:
        app = app_of(parts, routes(simulations))
        async with signed_browser(app, "agent") as nobody:
            assert (await nobody.get("/api/simulation")).status_code == 403
            assert (await nobody.get("/api/sizing?calls=200&handling=180")).status_code == 403
        async with signed_browser(app, "supervisor") as it:
            rules = {"rings": [{"after": 20, "borrow": ["3002"]}]}
            asked = {"day": DAY, "changes": {"queues": {"3001": {"agents": 1, "rules": rules}}}}
            answer = await it.send("POST", "/api/simulation", json=asked)
            assert answer.status_code == 202, answer.text
            run_id = answer.json()["id"]
            busy = await it.send("POST", "/api/simulation", json=asked)
            assert (busy.status_code, busy.json()["code"]) == (409, "simulation.runs")
            await until(simulations.find(tenant_id, run_id))
            found = (await it.get(f"/api/simulation/{run_id}")).json()
            assert (found["state"], found["asked_by"], found["answer"]["calls"]) == ("done", "supervisor", 40)
            listed = (await it.get("/api/simulation")).json()
            assert listed["days"] == [DAY]
            assert [run["id"] for run in listed["runs"]] == [run_id]
            assert "answer" not in listed["runs"][0]
            assert (await it.get("/api/simulation/none")).status_code == 404
            stopped = await it.send("DELETE", f"/api/simulation/{run_id}")
            assert stopped.json()["state"] == "done"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"day": DAY, "traffic": {"queues": {"3001": {"calls": 1, "handling": 60}}}}, "body"),
        ({"day": "yesterday"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"day": DAY, "changes": {"queues": {"3001": {"agents": "many"}}}}, "changes.queues.3001.agents"),
        ({"day": DAY, "changes": {"queues": {"3009": {}}}}, "queues.3009"),
    ],
)
async def test_a_question_that_makes_no_sense(
    parts: Parts, tenant_id: str, body: dict[str, Any], field: str
) -> None:
    async with at_work(parts, tenant_id, command=ENDS) as simulations:
        app = app_of(parts, routes(simulations))
        async with signed_browser(app, "supervisor") as it:
            answer = await it.send("POST", "/api/simulation", json=body)
            assert answer.status_code == 422
            assert field in [error["field"] for error in answer.json()["errors"]]


async def test_sizing_over_the_api(parts: Parts, tenant_id: str) -> None:
    app = app_of(parts, routes(Simulations(parts.database, Book(Center()), parts.clock, parts.ids)))
    async with signed_browser(app, "supervisor") as it:
        found = (await it.get("/api/sizing?calls=200&handling=180")).json()
        assert (found["agents"], found["formula"], found["load"]) == (14, "C", 10)
        found = (await it.get("/api/sizing?calls=200&handling=180&patience=120&shrinkage=0.3")).json()
        assert (found["agents"], found["formula"], found["paid"]) == (12, "A", 18)
        found = (await it.get("/api/sizing/lines?load=10&loss=0.0365")).json()
        assert found["lines"] == 15
        asked = "people=500000&asking=0.003&busy_share=0.18&handling=150&seat_load=0.7"
        found = (await it.get(f"/api/sizing/seats?{asked}")).json()
        assert (round(found["exact"], 2), found["seats"], found["load"], found["erlang"]) == (
            16.07,
            16,
            11.25,
            15,
        )
        refused = await it.get("/api/sizing?calls=1000000&handling=3600")
        assert (refused.status_code, refused.json()["code"]) == (422, "sizing.none")
        assert (await it.get("/api/sizing?calls=0&handling=180")).status_code == 422
