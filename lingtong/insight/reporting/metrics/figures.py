from array import array
from dataclasses import dataclass, field

import msgspec
import numpy as np

from lingtong.insight.reporting.metrics import definitions


class Goal(msgspec.Struct, frozen=True):
    """T of the service level and the threshold of a short abandonment, in seconds."""

    seconds: float = 20.0
    short_abandoned: float = 5.0


class QueueFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One queue in one interval of arrival. `other`: overflowed, released, transferred or failed."""

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    short_abandoned: int = 0
    within_goal: int = 0
    other: int = 0
    handled: int = 0
    service_level: float | None = None
    answer_rate: float | None = None
    asa: float | None = None
    aht: float | None = None


class AgentFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One agent in one interval. Times in seconds; `not_ready` by reason id.

    `working`: in talk and after-call work.
    """

    answered: int = 0
    missed: int = 0
    went_out: int = 0
    handled: int = 0
    talked: float = 0.0
    held: float = 0.0
    after_call_work: float = 0.0
    ready: float = 0.0
    working: float = 0.0
    logged_in: float = 0.0
    not_ready: dict[str, float] = {}
    aht: float | None = None
    occupancy: float | None = None
    utilization: float | None = None


@dataclass
class Handling:
    """Work with contacts, charged once for each contact and agent."""

    handled: int = 0
    talked: float = 0.0
    held: float = 0.0
    after_call_work: float = 0.0

    @property
    def aht(self) -> float | None:
        return definitions.aht(self.talked, self.held, self.after_call_work, self.handled)


def _waits() -> "array[float]":
    return array("d")


@dataclass
class QueueDay:
    """Waits are kept one by one, so that a changed goal is answered exactly."""

    offered: int = 0
    other: int = 0
    answered: "array[float]" = field(default_factory=_waits)
    abandoned: "array[float]" = field(default_factory=_waits)
    handling: Handling = field(default_factory=Handling)

    def figures(self, goal: Goal) -> QueueFigures:
        answered, abandoned = np.array(self.answered), np.array(self.abandoned)
        within = int(np.count_nonzero(answered <= goal.seconds))
        short = int(np.count_nonzero(abandoned < goal.short_abandoned))
        return QueueFigures(
            offered=self.offered,
            answered=len(answered),
            abandoned=len(abandoned),
            short_abandoned=short,
            within_goal=within,
            other=self.other,
            handled=self.handling.handled,
            service_level=definitions.service_level(within, len(answered), len(abandoned), short),
            answer_rate=definitions.answer_rate(len(answered), self.offered),
            asa=definitions.asa(float(answered.sum()), len(answered)),
            aht=self.handling.aht,
        )


@dataclass
class AgentDay:
    answered: int = 0
    missed: int = 0
    went_out: int = 0
    handling: Handling = field(default_factory=Handling)
    in_state: dict[str, float] = field(default_factory=dict)
    by_reason: dict[str, float] = field(default_factory=dict)

    def spend(self, state: str, reason_id: str, seconds: float) -> None:
        self.in_state[state] = self.in_state.get(state, 0.0) + seconds
        if state == "not_ready":
            self.by_reason[reason_id] = self.by_reason.get(reason_id, 0.0) + seconds

    def figures(self) -> AgentFigures:
        spent = self.in_state
        working = spent.get("talking", 0.0) + spent.get("after_call_work", 0.0)
        logged_in = sum(seconds for state, seconds in spent.items() if state != "logged_out")
        return AgentFigures(
            answered=self.answered,
            missed=self.missed,
            went_out=self.went_out,
            handled=self.handling.handled,
            talked=self.handling.talked,
            held=self.handling.held,
            after_call_work=self.handling.after_call_work,
            ready=spent.get("ready", 0.0),
            working=working,
            logged_in=logged_in,
            not_ready=dict(self.by_reason),
            aht=self.handling.aht,
            occupancy=definitions.occupancy(working, spent.get("ready", 0.0)),
            utilization=definitions.utilization(working, logged_in),
        )
