from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Response

from lingtong.foundation.db import NotFound
from lingtong.foundation.http.refusals import refusals
from lingtong.foundation.identity import Principal, requires
from lingtong.insight.simulation import erlang, sizing
from lingtong.insight.simulation.changes import Changes
from lingtong.insight.simulation.errors import ChangeRefused, NoSize, SimulationRuns
from lingtong.insight.simulation.planned import Traffic
from lingtong.insight.simulation.schemas import (
    DemandQuery,
    LinesView,
    QuestionBody,
    RunsView,
    RunView,
    SeatsQuery,
    SeatsView,
    SizeView,
)
from lingtong.insight.simulation.service import Run, Simulations

Viewer = Annotated[Principal, Depends(requires("floor.view"))]
Load = Annotated[float, Query(gt=0, le=20_000, allow_inf_nan=False)]
Goal = Annotated[float, Query(gt=0, lt=1, allow_inf_nan=False)]


def routes(simulations: Simulations) -> APIRouter:
    router = APIRouter(tags=["simulation"])
    router.include_router(_simulation(simulations))
    router.include_router(_sizing())
    return router


def _simulation(simulations: Simulations) -> APIRouter:
    router = APIRouter(prefix="/api/simulation")

    @router.post(
        "", status_code=202, response_model=RunView, responses=refusals(ChangeRefused, SimulationRuns)
    )
    async def ask(body: QuestionBody, who: Viewer) -> Response:
        """Play a day, as it was and as it would be. The answer comes later, at the given id."""
        changes = msgspec.convert(body.changes.model_dump(), Changes)
        traffic = msgspec.convert(body.traffic.model_dump(), Traffic) if body.traffic is not None else None
        day = body.day.isoformat() if body.day is not None else ""
        return _sent(simulations.ask(who.tenant_id, who.login, day, traffic, changes), 202)

    @router.get("", response_model=RunsView)
    async def runs(who: Viewer) -> Response:
        """Days that can be played, and the latest simulations without their answers."""
        found = {
            "days": await simulations.days(who.tenant_id),
            "runs": [_view(run) for run in await simulations.all_of(who.tenant_id)],
        }
        return Response(msgspec.json.encode(found), media_type="application/json")

    @router.get("/{run_id}", response_model=RunView, responses=refusals(NotFound))
    async def one(run_id: str, who: Viewer) -> Response:
        return _sent(await simulations.look(who.tenant_id, run_id))

    @router.delete("/{run_id}", response_model=RunView, responses=refusals(NotFound))
    async def stop(run_id: str, who: Viewer) -> Response:
        return _sent(simulations.stop(who.tenant_id, run_id))

    return router


def _sizing() -> APIRouter:
    router = APIRouter(prefix="/api/sizing")

    @router.get("", responses=refusals(NoSize))
    def agents(_: Viewer, demand: Annotated[DemandQuery, Query()]) -> SizeView:
        """Agents for a goal: Erlang C, or Erlang A where callers hang up."""
        found = sizing.size(sizing.Demand(**demand.model_dump()))
        return SizeView(**msgspec.to_builtins(found))

    @router.get("/lines", responses=refusals(NoSize))
    def lines(_: Viewer, load: Load, loss: Goal = 0.01) -> LinesView:
        """Lines that lose no larger share of the calls: Erlang B."""
        found = sizing.lines_for(load, loss)
        return LinesView(lines=found, loss=erlang.erlang_b(load, found))

    @router.get("/seats", responses=refusals(NoSize))
    def seats(_: Viewer, asked: Annotated[SeatsQuery, Query()]) -> SeatsView:
        """Seats for a population by the customary rule, with Erlang C beside it."""
        exact = erlang.seats_by_population(**asked.model_dump())
        calls = asked.people * asked.asking * asked.busy_share
        demand = sizing.Demand(calls=calls, handling=asked.handling)
        return SeatsView(
            exact=exact, seats=sizing.seats_for(exact), load=demand.load, erlang=sizing.size(demand).agents
        )

    return router


def _view(run: Run) -> dict[str, object]:
    return {name: getattr(run, name) for name in run.__struct_fields__ if name not in ("tenant_id", "answer")}


def _sent(run: Run, status: int = 200) -> Response:
    body = msgspec.json.encode({**_view(run), "answer": run.answer})
    return Response(body, status, media_type="application/json")
