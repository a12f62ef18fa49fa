"""A day out of its facts: who came when, what handling took, who was there, and how it went in truth."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lingtong.floor.agents.events import AgentStateChanged
from lingtong.floor.center import Center
from lingtong.foundation.journal.facts import Fact
from lingtong.insight.simulation.admission import asked_at
from lingtong.insight.simulation.model import Arrival, Recorded, Scenario, Shift
from lingtong.insight.simulation.tally import Tally
from lingtong.insight.simulation.world import goals_of
from lingtong.interactions.events import (
    InteractionArrived,
    InteractionQueued,
    OfferEnded,
    PartyLeft,
    QueueLeft,
    WrapUpFinished,
    WrapUpUnfinished,
)

KINDS = (
    "interaction.arrived",
    "interaction.queued",
    "interaction.queue_left",
    "offer.ended",
    "party.left",
    "wrap_up.finished",
    "wrap_up.unfinished",
    "agent.state_changed",
)
AT_A_CALL = frozenset({"talking", "after_call_work"})
TAKES_CALLS = frozenset({"ready", "reserved"})
RESTS = frozenset({"missed", "declined", "unreachable", "busy"})  # not ready because of an offer
MOST_UNANSWERED = MOST_CALLED_BACK = 0.95


@dataclass
class Stay:
    """One wait in one line, until the caller left it or overflow led on; then what the agent did."""

    at: float
    queue_id: str
    priority: int
    began: float
    outcome: str = ""
    waited: float = 0.0
    agent_id: str = ""
    handling: float | None = None
    after_call_work: float | None = None

    def arrival(self) -> Arrival:
        return Arrival(
            at=self.at,
            queue_id=self.queue_id,
            waited=self.waited,
            outcome="answered" if self.outcome == "answered" else self._not_answered(),
            priority=self.priority,
            handling=self.handling,
            after_call_work=self.after_call_work,
        )

    def _not_answered(self) -> Any:
        return "abandoned" if self.outcome == "abandoned" else "other"


@dataclass(frozen=True)
class _Spell:
    """A state of an agent. `cause` and `interaction_id` are those of the change that began it."""

    begins: float
    ends: float
    state: str
    cause: str = ""
    interaction_id: str = ""


class Recording:
    """Takes the facts of a day in their order, those of some hours after it too: calls end late."""

    def __init__(self, center: Center, start: datetime, length: float) -> None:
        self._center, self._start, self._length = center, start, length
        self._stays: list[Stay] = []
        self._latest: dict[str, Stay] = {}
        self._called_back: dict[str, str] = {}
        self._handled: dict[tuple[str, str], Stay] = {}
        self._spells: dict[str, list[_Spell]] = defaultdict(list)
        self._state: dict[str, AgentStateChanged] = {}
        self._rang: list[float] = []
        self._unanswered = 0
        self.truth = Tally(int(-(-length // 1800)), goals_of(center))
        self._takes: dict[type[Fact], Callable[[Any], None]] = {
            InteractionArrived: self._arrived,
            InteractionQueued: self._queued,
            QueueLeft: self._left,
            OfferEnded: self._offer_ended,
            PartyLeft: self._party_left,
            WrapUpFinished: self._wrapped_up,
            WrapUpUnfinished: self._wrapped_up,
            AgentStateChanged: self._changed,
        }

    def take(self, fact: Fact) -> None:
        act = self._takes.get(type(fact))
        if act is not None:
            act(fact)

    def scenario(self) -> Scenario:
        offers = len(self._rang) + self._unanswered
        return Scenario(
            center=self._center,
            start=self._start,
            length=self._length,
            source=Recorded(arrivals=tuple(stay.arrival() for stay in self._stays if stay.outcome)),
            shifts=self.shifts(),
            answer_after=sum(self._rang) / len(self._rang) if self._rang else 0.0,
            unanswered=min(self._unanswered / offers, MOST_UNANSWERED) if offers else 0.0,
            away_for=self._mean_rest(),
            callbacks=self._share_called_back(),
        )

    def _share_called_back(self) -> float:
        """Of those to whom a call back was offered."""
        asked = taken = 0
        for stay in self._stays:
            queue = self._center.queues[stay.queue_id]
            at = asked_at(queue)
            taken += stay.outcome == "callback"
            asked += stay.outcome == "callback" or (at is not None and stay.waited >= at)
        return min(taken / asked, MOST_CALLED_BACK) if asked else 0.0

    def shifts(self) -> dict[str, tuple[Shift, ...]]:
        """When each agent was there for the lines: also at their calls, also resting after a missed offer."""
        found = {}
        for agent_id in {*self._spells, *self._state}:
            joined: list[Shift] = []
            for spell in self._spells_of(agent_id):
                if not self._is_there(agent_id, spell) or spell.ends <= spell.begins:
                    continue
                if joined and spell.begins - joined[-1].ends < 0.001:
                    joined[-1] = Shift(joined[-1].begins, spell.ends)
                else:
                    joined.append(Shift(spell.begins, spell.ends))
            if joined and agent_id in self._center.agents:
                found[agent_id] = tuple(joined)
        return found

    def finish(self) -> Tally:
        """How the day went in truth, counted as a played day is."""
        for agent_id in {*self._spells, *self._state}:
            for spell in self._spells_of(agent_id):
                if spell.state == "ready":
                    self.truth.spent(self.truth.ready, agent_id, spell.begins, spell.ends)
                elif spell.state in AT_A_CALL and self._is_there(agent_id, spell):
                    self.truth.spent(self.truth.handling, agent_id, spell.begins, spell.ends)
        return self.truth

    # --- calls

    def _arrived(self, fact: InteractionArrived) -> None:
        """Whom we called back was a caller before, and is not offered again."""
        if fact.direction == "out" and fact.queue_id:
            self._called_back[fact.interaction_id] = fact.queue_id

    def _queued(self, fact: InteractionQueued) -> None:
        queue, at = self._center.queues.get(fact.queue_id), self._seconds(fact.at)
        if queue is None or self._called_back.get(fact.interaction_id) == fact.queue_id:
            return
        if self._is_today(at):
            self.truth.offered(queue.id, at)
        before = self._latest.get(fact.interaction_id)
        if before is not None and before.outcome == "overflowed":
            before.outcome = ""  # the rules lead it on again
            before.began = at
            return
        stay = Stay(at, queue.id, max(fact.priority - queue.priority, 0), at)
        self._latest[fact.interaction_id] = stay
        if self._is_today(at):
            self._stays.append(stay)

    def _left(self, fact: QueueLeft) -> None:
        stay = self._latest.get(fact.interaction_id)
        if stay is None:
            return
        stay.outcome, stay.waited = fact.outcome, self._seconds(fact.at) - stay.at
        if fact.queue_id in self._center.queues and self._is_today(stay.began):
            self._count(fact, stay.began)

    def _count(self, fact: QueueLeft, began: float) -> None:
        if fact.outcome == "answered":
            self.truth.answered(fact.queue_id, began, fact.waited)
        elif fact.outcome == "abandoned":
            self.truth.abandoned(fact.queue_id, began, fact.waited)
        else:
            self.truth.other(fact.queue_id, began, fact.waited)

    def _offer_ended(self, fact: OfferEnded) -> None:
        stay = self._latest.get(fact.interaction_id)
        if not fact.queue_id or stay is None:
            return
        if fact.outcome == "answered":
            stay.agent_id, self._handled[fact.interaction_id, fact.agent_id] = fact.agent_id, stay
            self._rang.append(fact.rang)
        elif fact.outcome == "no_answer":
            self._unanswered += 1

    def _party_left(self, fact: PartyLeft) -> None:
        stay = self._handled.get((fact.interaction_id, fact.agent_id))
        if stay is not None:
            stay.handling = (stay.handling or 0.0) + fact.talked + fact.held

    def _wrapped_up(self, fact: WrapUpFinished | WrapUpUnfinished) -> None:
        """Finishing later what ran out of time adds nothing."""
        stay = self._handled.get((fact.interaction_id, fact.agent_id))
        if stay is not None and stay.after_call_work is None:
            stay.after_call_work = fact.after_call_work

    # --- agents

    def _changed(self, fact: AgentStateChanged) -> None:
        ends = self._seconds(fact.at)
        began, known = ends - fact.lasted, self._state.get(fact.agent_id)
        cause, about = (known.cause, known.interaction_id) if known is not None else ("", "")
        if ends > 0 and began < self._length:
            begins, ends = max(began, 0.0), min(ends, self._length)
            self._spells[fact.agent_id].append(_Spell(begins, ends, fact.before, cause, about))
        self._state[fact.agent_id] = fact

    def _spells_of(self, agent_id: str) -> list[_Spell]:
        """With the one that still lasted when the facts ended."""
        last = self._state[agent_id]
        begins = max(self._seconds(last.at), 0.0)
        if begins >= self._length:
            return self._spells[agent_id]
        open_end = _Spell(begins, self._length, last.state, last.cause, last.interaction_id)
        return [*self._spells[agent_id], open_end]

    def _is_there(self, agent_id: str, spell: _Spell) -> bool:
        """At a call that no line gave, the agent is away for the lines."""
        if spell.state in AT_A_CALL:
            return not spell.interaction_id or (spell.interaction_id, agent_id) in self._handled
        return spell.state in TAKES_CALLS or (spell.state == "not_ready" and spell.cause in RESTS)

    def _mean_rest(self) -> float:
        rests = [
            spell.ends - spell.begins
            for agent_id in self._spells
            for spell in self._spells[agent_id]
            if spell.state == "not_ready" and spell.cause in RESTS
        ]
        return sum(rests) / len(rests) if rests else 60.0

    def _seconds(self, at: datetime) -> float:
        return (at - self._start).total_seconds()

    def _is_today(self, at: float) -> bool:
        return 0.0 <= at < self._length
