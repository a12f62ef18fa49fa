from collections.abc import Iterable, Sequence

from lingtong.floor.plans.config import Plan
from lingtong.floor.plans.schemas import PlanBody
from lingtong.floor.plans.tables import PlanRow
from lingtong.foundation.catalog import Finding, Kind, Reference
from lingtong.foundation.db import Reading


def _references(plan: Plan) -> Iterable[Reference]:
    for queue_id, target in plan.overflow.items():
        yield Reference(f"overflow.{queue_id}", "queues", queue_id)
        yield Reference(f"overflow.{queue_id}", "queues", target)
    for entry_id, flow_id in plan.flows.items():
        yield Reference(f"flows.{entry_id}", "entry-points", entry_id)
        yield Reference(f"flows.{entry_id}", "flows", flow_id)
    for field, queue_ids in (("heavy_load", plan.heavy_load), ("callbacks_only", plan.callbacks_only)):
        for queue_id in queue_ids:
            yield Reference(field, "queues", queue_id)


async def _findings(_: Reading, plan: Plan) -> Sequence[Finding]:
    found = []
    for queue_id in plan.overflow:
        if _comes_back(plan.overflow, queue_id):
            message = "overflow: callers must not come back to the queue that they left."
            found.append(Finding(field=f"overflow.{queue_id}", code="overflow_circle", message=message))
    if not (plan.overflow or plan.flows or plan.heavy_load or plan.callbacks_only):
        message = "This plan changes nothing: choose at least one action."
        found.append(Finding(field="name", code="plan_empty", message=message, severity="warning"))
    return found


def _comes_back(overflow: dict[str, str], queue_id: str) -> bool:
    here, seen = overflow.get(queue_id, ""), set[str]()
    while here and here not in seen and here != queue_id:
        seen.add(here)
        here = overflow.get(here, "")
    return here == queue_id


PLANS = Kind(
    name="plans",
    item=Plan,
    table=PlanRow,
    body=PlanBody,
    at_most=100,
    references=_references,
    findings=_findings,
)
