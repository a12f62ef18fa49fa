"""Emergency plans that are on, and what they change for callers who arrive."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from lingtong.floor.call_control.errors import PlanUnknown
from lingtong.floor.plans.config import Plan
from lingtong.floor.plans.events import PlanEnded, PlanFact, PlanStarted
from lingtong.floor.plans.model import Running

if TYPE_CHECKING:
    from lingtong.floor.call_control.board import Board


class Plans:
    def __init__(self, board: "Board") -> None:
        self._board = board
        self._turn = board.turn
        self.running: dict[str, Running] = {}

    def restore(self, running: Iterable[Running]) -> None:
        for run in running:
            self.running[run.plan_id] = run
            self._turn.after(max((run.until - self._turn.now).total_seconds(), 0.0), "plan", run.plan_id)

    def reconfigure(self) -> None:
        for plan_id in [plan_id for plan_id in self.running if plan_id not in self._board.center.plans]:
            self._end(self.running[plan_id], "removed")

    # --- by hand and by the clock

    def start(self, tenant_id: str, plan_id: str, by: str) -> None:
        """A plan that is on already runs its whole time again."""
        plan = self._plan(tenant_id, plan_id)
        before = self.running.get(plan_id)
        since: datetime = before.since if before is not None else self._turn.now
        until = self._turn.after(timedelta(hours=plan.most_hours).total_seconds(), "plan", plan_id)
        self.running[plan_id] = Running(
            plan_id=plan_id, tenant_id=tenant_id, name=plan.name, since=since, until=until, by=by
        )
        self._tell(PlanStarted, self.running[plan_id], agent_id=by, until=until)

    def end(self, tenant_id: str, plan_id: str, by: str) -> None:
        run = self.running.get(plan_id)
        if run is None or run.tenant_id != tenant_id:
            self._plan(tenant_id, plan_id)
            return
        self._end(run, "own", by)

    def run_out(self, plan_id: str) -> None:
        if plan_id in self.running:
            self._end(self.running[plan_id], "time_up")

    # --- what they change

    def flow_of(self, entry_point_id: str, flow_id: str) -> str:
        return next(
            (plan.flows[entry_point_id] for plan in self._on() if entry_point_id in plan.flows), flow_id
        )

    def overflow_of(self, queue_id: str) -> str:
        """Where callers of the queue go if they are served sooner there; empty: nowhere."""
        return next((plan.overflow[queue_id] for plan in self._on() if queue_id in plan.overflow), "")

    def says_heavy_load(self, queue_id: str) -> bool:
        return any(queue_id in plan.heavy_load for plan in self._on())

    def only_calls_back(self, queue_id: str) -> bool:
        return any(queue_id in plan.callbacks_only for plan in self._on())

    # --- inside

    def _on(self) -> Iterable[Plan]:
        plans = self._board.center.plans
        return (plans[plan_id] for plan_id in self.running if plan_id in plans)

    def _plan(self, tenant_id: str, plan_id: str) -> Plan:
        plan = self._board.center.plans.get(plan_id)
        if plan is None or plan.tenant_id != tenant_id:
            raise PlanUnknown("This plan does not exist any more.")
        return plan

    def _end(self, run: Running, why: Literal["own", "time_up", "removed"], by: str = "") -> None:
        del self.running[run.plan_id]
        self._turn.timers.drop(("plan", run.plan_id))
        lasted = (self._turn.now - run.since).total_seconds()
        self._tell(PlanEnded, run, agent_id=by, why=why, lasted=lasted)

    def _tell(self, kind: type[PlanFact], run: Running, **fields: Any) -> None:
        self._turn.announce(
            kind(
                id=self._turn.ids.new(),
                tenant_id=run.tenant_id,
                at=self._turn.now,
                plan_id=run.plan_id,
                name=run.name,
                **fields,
            )
        )
        self._turn.changed("plan", run.plan_id)
