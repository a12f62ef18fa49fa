from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lingtong.floor.agents.events import AgentStateChanged
from lingtong.foundation.journal.facts import Fact
from lingtong.insight.reporting.metrics.figures import AgentDay, AgentFigures, Goal, QueueDay, QueueFigures
from lingtong.interactions.events import (
    InteractionEnded,
    InteractionQueued,
    OfferEnded,
    PartyLeft,
    QueueLeft,
    WrapUpFinished,
    WrapUpUnfinished,
)


@dataclass
class _Contact:
    """What the fold must remember of one interaction: on which day it came, and who handled it for whom."""

    seen: date
    arrivals: dict[str, date] = field(default_factory=dict)
    handlers: dict[str, str] = field(default_factory=dict)
    handled: set[str] = field(default_factory=set)
    charged: set[str] = field(default_factory=set)
    ended: bool = False


@dataclass(frozen=True)
class _Now:
    state: str
    reason_id: str
    since: datetime


class Fold:
    """Figures of one tenant by local day, out of facts taken one by one in the order of the journal.

    A contact belongs to the day on which it arrived in the queue, however late it is answered; an agent's
    time belongs to the day in which it passed.
    """

    def __init__(self, timezone: str) -> None:
        self.zone = ZoneInfo(timezone)
        self._queues: dict[tuple[date, str], QueueDay] = {}
        self._agents: dict[tuple[date, str], AgentDay] = {}
        self._contacts: dict[str, _Contact] = {}
        self._now: dict[str, _Now] = {}
        self._takes: dict[type[Fact], Callable[[Any], None]] = {
            InteractionQueued: self._queued,
            QueueLeft: self._left,
            OfferEnded: self._offer_ended,
            PartyLeft: self._party_left,
            WrapUpFinished: self._wrapped_up,
            WrapUpUnfinished: self._wrapped_up,
            InteractionEnded: self._ended,
            AgentStateChanged: self._state_changed,
        }

    def take(self, fact: Fact) -> None:
        act = self._takes.get(type(fact))
        if act is not None:
            act(fact)

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def day_starts(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)

    def queue(self, day: date, queue_id: str, goal: Goal) -> QueueFigures:
        return self._queues.get((day, queue_id), QueueDay()).figures(goal)

    def agent(self, day: date, agent_id: str, now: datetime) -> AgentFigures:
        """With the time of the state that still lasts, up to `now`."""
        found = deepcopy(self._agents.get((day, agent_id), AgentDay()))
        current = self._now.get(agent_id)
        if current is not None:
            for spent_on, seconds in self._days_between(current.since, now):
                if spent_on == day:
                    found.spend(current.state, current.reason_id, seconds)
        return found.figures()

    def agents(self, day: date) -> set[str]:
        return {agent_id for on, agent_id in self._agents if on == day} | set(self._now)

    def forget_before(self, day: date) -> None:
        """Days and contacts that nobody asks for any more."""
        self._queues = {key: kept for key, kept in self._queues.items() if key[0] >= day}
        self._agents = {key: kept for key, kept in self._agents.items() if key[0] >= day}
        self._contacts = {key: kept for key, kept in self._contacts.items() if kept.seen >= day}

    def _queued(self, fact: InteractionQueued) -> None:
        day = self.day_of(fact.at)
        self._contact(fact.interaction_id, fact.at).arrivals[fact.queue_id] = day
        self._queue_day(day, fact.queue_id).offered += 1

    def _left(self, fact: QueueLeft) -> None:
        contact = self._contact(fact.interaction_id, fact.at)
        day = contact.arrivals.setdefault(
            fact.queue_id, self.day_of(fact.at - timedelta(seconds=fact.waited))
        )
        queue = self._queue_day(day, fact.queue_id)
        if fact.outcome == "answered":
            queue.answered.append(fact.waited)
        elif fact.outcome == "abandoned":
            queue.abandoned.append(fact.waited)
        else:
            queue.other += 1

    def _offer_ended(self, fact: OfferEnded) -> None:
        agent = self._agent_day(self.day_of(fact.at), fact.agent_id)
        if fact.outcome == "answered":
            agent.answered += 1
            self._contact(fact.interaction_id, fact.at).handlers[fact.agent_id] = fact.queue_id
        elif fact.outcome in ("declined", "no_answer"):
            agent.missed += 1

    def _party_left(self, fact: PartyLeft) -> None:
        if not fact.agent_id:
            return
        contact = self._contact(fact.interaction_id, fact.at)
        first = fact.agent_id not in contact.handled
        contact.handled.add(fact.agent_id)
        for handling in self._charged_with(
            contact, fact.agent_id, contact.handlers.get(fact.agent_id, ""), fact.at
        ):
            handling.handled += first
            handling.talked += fact.talked
            handling.held += fact.held

    def _wrapped_up(self, fact: WrapUpFinished | WrapUpUnfinished) -> None:
        """Time that ran out is charged when it runs out; finishing later adds nothing."""
        contact = self._contact(fact.interaction_id, fact.at)
        if fact.agent_id not in contact.charged:
            contact.charged.add(fact.agent_id)
            queue_id = fact.queue_id or contact.handlers.get(fact.agent_id, "")
            for handling in self._charged_with(contact, fact.agent_id, queue_id, fact.at):
                handling.after_call_work += fact.after_call_work
        self._drop_finished(fact.interaction_id, contact)

    def _ended(self, fact: InteractionEnded) -> None:
        contact = self._contacts.get(fact.interaction_id)
        if contact is not None:
            contact.ended = True
            self._drop_finished(fact.interaction_id, contact)

    def _state_changed(self, fact: AgentStateChanged) -> None:
        since = fact.at - timedelta(seconds=fact.lasted)
        for day, seconds in self._days_between(since, fact.at):
            self._agent_day(day, fact.agent_id).spend(fact.before, fact.reason_before, seconds)
        self._now[fact.agent_id] = _Now(fact.state, fact.reason_id, fact.at)

    def _charged_with(self, contact: _Contact, agent_id: str, queue_id: str, at: datetime) -> Iterator[Any]:
        yield self._agent_day(self.day_of(at), agent_id).handling
        if queue_id:
            day = contact.arrivals.get(queue_id, self.day_of(at))
            yield self._queue_day(day, queue_id).handling

    def _drop_finished(self, interaction_id: str, contact: _Contact) -> None:
        """A contact that nobody handled needs no memory; one that was handled keeps who was charged."""
        if contact.ended and not contact.handlers and not contact.handled:
            self._contacts.pop(interaction_id, None)

    def _days_between(self, start: datetime, end: datetime) -> Iterator[tuple[date, float]]:
        day = self.day_of(start)
        while start < end:
            day_ends = self.day_starts(day + timedelta(days=1)).astimezone(end.tzinfo)
            until = min(end, day_ends)
            yield day, (until - start).total_seconds()
            start, day = until, day + timedelta(days=1)

    def _contact(self, interaction_id: str, at: datetime) -> _Contact:
        found = self._contacts.get(interaction_id)
        if found is None:
            found = self._contacts[interaction_id] = _Contact(seen=self.day_of(at))
        return found

    def _queue_day(self, day: date, queue_id: str) -> QueueDay:
        return self._queues.setdefault((day, queue_id), QueueDay())

    def _agent_day(self, day: date, agent_id: str) -> AgentDay:
        return self._agents.setdefault((day, agent_id), AgentDay())


KINDS = (
    "interaction.queued",
    "interaction.queue_left",
    "offer.ended",
    "party.left",
    "wrap_up.finished",
    "wrap_up.unfinished",
    "interaction.ended",
    "agent.state_changed",
)
