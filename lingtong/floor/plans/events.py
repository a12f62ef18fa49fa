from datetime import datetime
from typing import Literal

from lingtong.foundation.journal.facts import Fact


class PlanFact(Fact, frozen=True, kw_only=True):
    plan_id: str
    name: str


class PlanStarted(PlanFact, frozen=True, kw_only=True, tag="plan.started"):
    agent_id: str = ""
    until: datetime


class PlanEnded(PlanFact, frozen=True, kw_only=True, tag="plan.ended"):
    agent_id: str = ""
    why: Literal["own", "time_up", "removed"]
    lasted: float


AnyPlanFact = PlanStarted | PlanEnded
