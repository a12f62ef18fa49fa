from typing import Annotated

from fastapi import APIRouter, Depends

from lingtong.floor.outbound_rules.model import Asked, Decision, decide
from lingtong.floor.outbound_rules.ports import Centers
from lingtong.floor.outbound_rules.schemas import Tried, TryAsk
from lingtong.foundation.http import refusals
from lingtong.foundation.identity import Principal, requires
from lingtong.kit import Clock, Refusal
from lingtong.switch.numbers import NumberUnreadable, check_right, dialable, e164

Administrator = Annotated[Principal, Depends(requires("admin.center"))]


def routes(centers: Centers, clock: Clock) -> APIRouter:
    """The rules themselves are kept in the catalog."""
    router = APIRouter(prefix="/api/outbound", tags=["outbound"])

    @router.post("/try", responses=refusals(NumberUnreadable))
    async def try_number(ask: TryAsk, who: Administrator) -> Tried:
        """Which rule decides now, and what follows. Nobody is called."""
        center, number = centers.current(), dialable(ask.number)
        asked = Asked(
            tenant_id=who.tenant_id,
            number=number,
            use=ask.use,
            agent_id=ask.agent_id,
            queue_id=ask.queue_id,
        )
        decision = decide(center, asked, clock.now())
        return _tried(decision, _why(centers, asked, decision))

    return router


def _why(centers: Centers, asked: Asked, decision: Decision) -> str:
    """In the order in which a call is checked."""
    center = centers.current()
    tenant, agent = center.tenants.get(asked.tenant_id), center.agents.get(asked.agent_id)
    region = tenant.region if tenant is not None else "CN"
    if agent is not None and agent.tenant_id == asked.tenant_id and decision.number_class != "internal":
        try:
            check_right(asked.number, agent.dial_right, region)
        except Refusal:
            return "right"
    if not decision.allowed:
        return "rule"
    full = e164(asked.number, region) or asked.number
    never = (one.number for one in center.do_not_call.values() if one.tenant_id == asked.tenant_id)
    if decision.do_not_call and full in never:
        return "do_not_call"
    return "allowed" if decision.trunks or decision.number_class == "internal" else "no_trunk"


def _tried(decision: Decision, why: str) -> Tried:
    rule = decision.rule
    return Tried.model_validate(
        {
            "allowed": why == "allowed",
            "why": why,
            "number_class": decision.number_class,
            "rule_id": rule.id if rule is not None else "",
            "rule_name": rule.name if rule is not None else "",
            "trunks": list(decision.trunks),
            "caller_number": decision.caller_number,
        }
    )
