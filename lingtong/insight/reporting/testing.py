"""For tests: the same figures once more, counted fact by fact without any of the product's own counting."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from lingtong.floor.agents.events import AgentStateChanged
from lingtong.floor.live.figures import (
    AgentCounters,
    Counted,
    EntryCounted,
    EntryPointFigures,
    QueueFigures,
)
from lingtong.foundation.journal.facts import Fact
from lingtong.interactions.events import (
    InteractionArrived,
    InteractionEnded,
    InteractionQueued,
    PartyJoined,
    QueueLeft,
)

COUNTED = ("offered", "answered", "abandoned", "short_abandoned", "within_goal", "service_level")
ENTRY_COUNTED = ("arrivals", "answered", "handled", "lost", "blocked", "queued", "queue_ends")
# Whoever ends so is not lost.
DONE_WITH = ("degraded", "callback", "message", "handled", "blocked", "screened")
STATES = ("ready", "talking", "after_call_work", "not_ready")
MIDNIGHT = datetime(2026, 11, 22, 16, tzinfo=UTC)

Compared = Iterable[tuple[str, object, object]]  # what, as shown, as it should be


class Shown(Protocol):
    """Figures by the id of what they are of."""

    @property
    def queues(self) -> dict[str, QueueFigures]: ...
    @property
    def entry_points(self) -> dict[str, EntryPointFigures]: ...
    @property
    def counters(self) -> AgentCounters | None: ...


def differences(shown: Shown, facts: Iterable[Fact], now: datetime, goal: float = 20.0) -> list[str]:
    """What is shown otherwise than the facts say. In Shanghai, on the day that begins at `MIDNIGHT`."""
    hand = ByHand(facts, now)
    pairs = [*of_queues(shown, hand, goal), *of_entry_points(shown, hand), *of_agents(shown, hand)]
    return [f"{what}: {found} instead of {wanted}" for what, found, wanted in pairs if found != wanted]


def of_queues(shown: Shown, hand: "ByHand", goal: float) -> Compared:
    now = hand.now
    half_hour = now.replace(minute=now.minute - now.minute % 30, second=0, microsecond=0)
    for queue_id, queue in shown.queues.items():
        waits = hand.waiting(queue_id)
        yield f"{queue_id} waiting", queue.waiting, len(waits)
        yield f"{queue_id} oldest", queue.oldest_queued_at, min(waits, default=None)
        for name, since in (("interval", half_hour), ("today", MIDNIGHT)):
            wanted, found = hand.counted(queue_id, since, goal), getattr(queue, name)
            for field in COUNTED:
                yield f"{queue_id} {name} {field}", getattr(found, field), getattr(wanted, field)
            yield f"{queue_id} {name} asa", found.asa, pytest.approx(wanted.asa)


def of_entry_points(shown: Shown, hand: "ByHand") -> Compared:
    hour, ever = hand.now.replace(minute=0, second=0, microsecond=0), hand.now + timedelta(days=1)
    spans = {
        "this_hour": (hour, ever),
        "last_hour": (hour - timedelta(hours=1), hour),
        "today": (MIDNIGHT, ever),
    }
    for entry_id, entry in shown.entry_points.items():
        queued = sum(hand.entry_of[it] == entry_id for it, _ in hand.queued)
        yield f"{entry_id} waiting", entry.waiting, queued
        for name, span in spans.items():
            wanted, found = hand.entry(entry_id, *span), getattr(entry, name)
            for field in ENTRY_COUNTED:
                yield f"{entry_id} {name} {field}", getattr(found, field), getattr(wanted, field)
            for field in ("queue_time", "lost_time"):
                yield (
                    f"{entry_id} {name} {field}",
                    getattr(found, field),
                    pytest.approx(getattr(wanted, field)),
                )


def of_agents(shown: Shown, hand: "ByHand") -> Compared:
    states = list(hand.states.values())
    for state in STATES:
        yield f"agents {state}", getattr(shown.counters, state), states.count(state)
    yield "agents ringing", getattr(shown.counters, "ringing", None), states.count("reserved")


class ByHand:
    """The same figures, counted fact by fact without any of the product's own counting."""

    def __init__(self, facts: Iterable[Fact], now: datetime) -> None:
        self.now = now
        self.entry_of: dict[str, str] = {}
        self.arrived: dict[str, datetime] = {}
        self.called_back: set[tuple[str, str]] = set()
        self.queued: dict[tuple[str, str], datetime] = {}
        self.left: list[tuple[str, str, datetime, QueueLeft]] = []
        self.entered: list[tuple[str, str, datetime]] = []
        self.answered: set[str] = set()
        self.ended: dict[str, InteractionEnded] = {}
        self.states: dict[str, str] = {}
        for fact in facts:
            self._take(fact)

    def _take(self, fact: Fact) -> None:
        match fact:
            case InteractionArrived():
                self.entry_of[fact.interaction_id] = fact.entry_point_id
                self.arrived[fact.interaction_id] = fact.at
                if fact.direction == "out" and fact.queue_id:
                    self.called_back.add((fact.interaction_id, fact.queue_id))
            case InteractionQueued():
                self.queued[fact.interaction_id, fact.queue_id] = fact.at
                self.entered.append((fact.interaction_id, fact.queue_id, fact.at))
            case QueueLeft():
                came = self.queued.pop((fact.interaction_id, fact.queue_id))
                self.left.append((fact.interaction_id, fact.queue_id, came, fact))
            case PartyJoined() if fact.role not in ("customer", "supervisor"):
                self.answered.add(fact.interaction_id)
            case InteractionEnded():
                self.ended[fact.interaction_id] = fact
            case AgentStateChanged():
                self.states[fact.agent_id] = str(fact.state)

    def waiting(self, queue_id: str) -> list[datetime]:
        return [at for (_, queue), at in self.queued.items() if queue == queue_id]

    def counted(self, queue_id: str, since: datetime, goal: float) -> Counted:
        """Whom we call back was offered before."""
        left = [
            fact
            for it, queue, came, fact in self.left
            if queue == queue_id and came >= since and (it, queue) not in self.called_back
        ]
        answered = [fact.waited for fact in left if fact.outcome == "answered"]
        gone = [fact.waited for fact in left if fact.outcome == "abandoned"]
        short = sum(waited < 5 for waited in gone)
        offered = sum(
            queue == queue_id and came >= since and (it, queue) not in self.called_back
            for it, queue, came in self.entered
        )
        base = len(answered) + len(gone) - short
        return Counted(
            offered=offered,
            answered=len(answered),
            abandoned=len(gone),
            short_abandoned=short,
            within_goal=sum(waited <= goal for waited in answered),
            service_level=sum(waited <= goal for waited in answered) / base if base else None,
            answer_rate=len(answered) / offered if offered else None,
            asa=sum(answered) / len(answered) if answered else None,
        )

    def entry(self, entry_id: str, since: datetime, until: datetime) -> EntryCounted:
        mine = {
            it
            for it, entry in self.entry_of.items()
            if entry == entry_id and since <= self.arrived[it] < until
        }
        ended = {it: fact for it, fact in self.ended.items() if it in mine}
        lost = [
            fact for it, fact in ended.items() if it not in self.answered and fact.result not in DONE_WITH
        ]
        waits = [fact.waited for it, _, _, fact in self.left if it in mine]
        return EntryCounted(
            arrivals=len(mine),
            answered=len(mine & self.answered),
            handled=sum(fact.result == "handled" for fact in ended.values()),
            lost=len(lost),
            blocked=sum(fact.result == "blocked" for fact in ended.values()),
            queued=len({it for it, _, _ in self.entered if it in mine}),
            queue_ends=len(waits),
            queue_time=sum(waits),
            lost_time=sum(fact.lasted for fact in lost),
            average_queue_time=sum(waits) / len(waits) if waits else None,
        )
