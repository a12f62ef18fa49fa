from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from lingtong.floor.agents.events import (
    AgentLoggedIn,
    AgentLoggedOut,
    AgentStateChanged,
    PhoneReachabilityChanged,
)
from lingtong.foundation.journal.facts import Fact
from lingtong.insight.reporting.metrics.entry_points import EntryFold
from lingtong.insight.reporting.metrics.figures import AgentDay, AgentFigures, Goal, QueueDay, QueueFigures
from lingtong.insight.reporting.metrics.pace import Pace
from lingtong.insight.reporting.metrics.spans import HALF_HOUR, Spans
from lingtong.insight.reporting.metrics.surge import SurgeFold
from lingtong.interactions.events import (
    InteractionArrived,
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
    """What the fold must remember of one interaction: when it came, and who handled it for whom."""

    seen: date
    arrivals: dict[str, datetime] = field(default_factory=dict)
    handlers: dict[str, str] = field(default_factory=dict)
    handled: set[str] = field(default_factory=set)
    charged: set[str] = field(default_factory=set)
    ended: bool = False
    called_back: str = ""  # the queue for which we called; its line was offered this contact before


@dataclass(frozen=True)
class _Now:
    state: str
    reason_id: str
    since: datetime


@dataclass
class Presence:
    """When the agent last came and went, and since when the phone is as it is."""

    logged_in_at: datetime | None = None
    logged_out_at: datetime | None = None
    phone_since: datetime | None = None


class Fold:
    """Figures of one tenant, out of facts taken one by one in the order of the journal.

    A contact belongs to the day and the half hour in which it arrived in the queue, however late it is
    answered; an agent's time belongs to the day in which it passed. All by the tenant's own clock.
    """

    def __init__(self, timezone: str) -> None:
        self.spans = Spans(timezone)
        self.moved: Counter[tuple[str, str]] = Counter()
        self.entry_points = EntryFold(self.spans, self._moved)
        self.surge = SurgeFold(self.spans)
        self.presence: dict[str, Presence] = {}
        self._paces: dict[str, Pace] = {}
        self._queues: dict[tuple[date, str], QueueDay] = {}
        self._half_hours: dict[tuple[datetime, str], QueueDay] = {}
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
            AgentLoggedIn: self._logged_in,
            AgentLoggedOut: self._logged_out,
            PhoneReachabilityChanged: self._phone_changed,
            InteractionArrived: self._arrived,
        }

    def take(self, fact: Fact) -> None:
        self.entry_points.take(fact)
        self.surge.take(fact)
        act = self._takes.get(type(fact))
        if act is not None:
            act(fact)

    def day_of(self, at: datetime) -> date:
        return self.spans.day_of(at)

    def day_starts(self, day: date) -> datetime:
        return self.spans.day_starts(day)

    def pace(self, queue_id: str) -> Pace:
        """How fast callers come to the queue."""
        return self._paces.setdefault(queue_id, Pace())

    def half_hour(self, start: datetime, queue_id: str, goal: Goal) -> QueueFigures:
        """`start` as `Spans.starts` gives it."""
        return self._half_hours.get((start, queue_id), QueueDay()).figures(goal)

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
        first = self.day_starts(day)
        self.entry_points.forget_before(day)
        self.surge.forget_before(first)
        for pace in self._paces.values():
            pace.forget_before(first)
        self._half_hours = {key: kept for key, kept in self._half_hours.items() if key[0] >= first}
        self._queues = {key: kept for key, kept in self._queues.items() if key[0] >= day}
        self._agents = {key: kept for key, kept in self._agents.items() if key[0] >= day}
        self._contacts = {key: kept for key, kept in self._contacts.items() if kept.seen >= day}

    def _queued(self, fact: InteractionQueued) -> None:
        contact = self._contact(fact.interaction_id, fact.at)
        contact.arrivals[fact.queue_id] = fact.at
        if contact.called_back == fact.queue_id:
            return
        self.pace(fact.queue_id).count(fact.at)
        for queue in self._spans_of(fact.queue_id, fact.at):
            queue.offered += 1

    def _left(self, fact: QueueLeft) -> None:
        contact = self._contact(fact.interaction_id, fact.at)
        arrived = contact.arrivals.setdefault(fact.queue_id, fact.at - timedelta(seconds=fact.waited))
        if contact.called_back == fact.queue_id:
            return
        for queue in self._spans_of(fact.queue_id, arrived):
            if fact.outcome == "answered":
                queue.answered.append(fact.waited)
            elif fact.outcome == "abandoned":
                queue.abandoned.append(fact.waited)
            else:
                queue.other += 1

    def _offer_ended(self, fact: OfferEnded) -> None:
        agent = self._agent_day(self.day_of(fact.at), fact.agent_id)
        self._moved("agent", fact.agent_id)
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

    def _arrived(self, fact: InteractionArrived) -> None:
        """A callback stands in for a caller who was offered once; whom we call is not offered again."""
        if fact.direction == "out" and fact.queue_id:
            self._contact(fact.interaction_id, fact.at).called_back = fact.queue_id
        if fact.direction == "out" and fact.agent_id:
            self._agent_day(self.day_of(fact.at), fact.agent_id).went_out += 1
            self._moved("agent", fact.agent_id)

    def _logged_in(self, fact: AgentLoggedIn) -> None:
        self._presence_of(fact.agent_id).logged_in_at = fact.at

    def _logged_out(self, fact: AgentLoggedOut) -> None:
        self._presence_of(fact.agent_id).logged_out_at = fact.at

    def _phone_changed(self, fact: PhoneReachabilityChanged) -> None:
        self._presence_of(fact.agent_id).phone_since = fact.at

    def _presence_of(self, agent_id: str) -> Presence:
        self._moved("agent", agent_id)
        return self.presence.setdefault(agent_id, Presence())

    def _moved(self, kind: str, key: str) -> None:
        self.moved[kind, key] += 1

    def _charged_with(self, contact: _Contact, agent_id: str, queue_id: str, at: datetime) -> Iterator[Any]:
        self._moved("agent", agent_id)
        yield self._agent_day(self.day_of(at), agent_id).handling
        if queue_id:
            for queue in self._spans_of(queue_id, contact.arrivals.get(queue_id, at)):
                yield queue.handling

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

    def _spans_of(self, queue_id: str, arrived: datetime) -> tuple[QueueDay, QueueDay]:
        """The day and the half hour of an arrival in the queue."""
        self._moved("queue", queue_id)
        day, half_hour = self.day_of(arrived), self.spans.starts(arrived, HALF_HOUR)
        return (
            self._queues.setdefault((day, queue_id), QueueDay()),
            self._half_hours.setdefault((half_hour, queue_id), QueueDay()),
        )

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
    "agent.logged_in",
    "agent.logged_out",
    "agent.phone_reachability_changed",
    "interaction.arrived",
    "party.joined",
    "screening.began",
    "screening.ended",
    "false_report.made",
    "false_report.taken_back",
)
# Of whom was here before today began: when they came, and since when their phones are as they are.
PRESENCE_KINDS = ("agent.logged_in", "agent.logged_out", "agent.phone_reachability_changed")
