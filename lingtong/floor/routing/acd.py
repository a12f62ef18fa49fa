"""The automatic call distributor: who talks with whom, decided in memory when something changes.

Of all callers for whom somebody is free the most urgent is served, by the agent who comes first under the
rules of the queue. A decision looks at the fronts of the lines that the change concerns, never at all callers
or all agents, so it costs O(log n) in both. The oracle of the tests says the same by looking at everybody.
"""

import heapq
import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lingtong.floor.routing.capacity import ONE_CALL, VOICE, Capacity
from lingtong.floor.routing.explain import because
from lingtong.floor.routing.hall import Hall
from lingtong.floor.routing.line import HELD, Caller, Group, Line, Stand
from lingtong.floor.routing.model import Match, Waiting
from lingtong.floor.routing.pools import Agent
from lingtong.interactions.events import Why

if TYPE_CHECKING:
    from lingtong.floor.center import Center

AT_ONCE = 20  # agents whom a queue rings at the same time
NOBODY: dict[str, int] = {}


class Acd:
    """Tell it what changes, then ask `match` until it gives None.

    `now` may be left out of every call: then it is the latest time that was told. Whoever uses rings, holds
    or qualifications asks `match` again at `next_at`. `capacity` names agents who do more than one call at
    a time.
    """

    def __init__(
        self, center: "Center", now: datetime | None = None, capacity: Mapping[str, Capacity] | None = None
    ) -> None:
        self._told: datetime | None = None
        self._now = 0.0
        self._hall = Hall(capacity or {}, random.Random(0))
        self._callers: dict[str, Caller] = {}
        self._number = 0
        self._due: list[tuple[float, int, Caller]] = []
        self._fresh: list[Agent] = []  # free since the last match
        self._arrived: list[Caller] = []  # in line, or in a wider ring, since the last match
        self._dirty: dict[Line | Group, None] = {}
        self.reconfigure(center, now)

    def reconfigure(self, center: "Center", now: datetime | None = None) -> None:
        """Lines and free agents stay; who may take what is computed again."""
        self._tell(now)
        self._center = center
        self._hall.build(center, self._now)
        self._fresh = [agent for agent in self._hall.agents.values() if agent.free]
        for agent in self._fresh:
            agent.fresh = True
        self._due.clear()
        self._arrived.clear()
        self._dirty.clear()
        before, self._callers = self._callers, {}
        for old in before.values():
            self._enter(old.waiting, hold=old.hold)

    # --- the line

    def next_number(self) -> int:
        self._number += 1
        return self._number

    def add(self, waiting: Waiting, now: datetime | None = None) -> None:
        self._tell(now or waiting.queued_at)
        self._number = max(self._number, waiting.number)
        self._enter(waiting)

    def remove(self, interaction_id: str) -> Waiting | None:
        caller = self._callers.pop(interaction_id, None)
        if caller is None:
            return None
        if caller.at is None:
            del caller.line.offered[interaction_id]
        else:
            self._step_out(caller)
        return caller.waiting

    def reserve(self, interaction_id: str) -> None:
        """Somebody was chosen by hand: the rules leave this interaction alone until it is given back."""
        caller = self._callers[interaction_id]
        self._leave_to_an_offer(caller)

    def give_back(self, interaction_id: str, now: datetime | None = None) -> None:
        """The offer came to nothing: the interaction stands where it stood."""
        self._tell(now)
        caller = self._callers.get(interaction_id)
        if caller is not None and caller.waiting.reserved:
            caller.waiting.reserved = False
            del caller.line.offered[interaction_id]
            caller.line.count += 1
            self._stand(caller)

    def waiting(self, interaction_id: str) -> Waiting | None:
        caller = self._callers.get(interaction_id)
        return caller.waiting if caller is not None else None

    def in_line(self, queue_id: str) -> list[Waiting]:
        """Everybody who waits in the queue, in order; those being offered included."""
        lines = self._hall.lines_of(queue_id)
        return [entry[4].waiting for entry in sorted(entry for line in lines for entry in line.everybody())]

    def is_held(self, interaction_id: str) -> bool:
        """Whether only the agents who know the caller, or the region, are asked for now."""
        caller = self._callers.get(interaction_id)
        return caller is not None and caller.at is HELD

    def busy_queues(self) -> list[str]:
        """Ids of the queues in which somebody stands."""
        return list(dict.fromkeys(line.queue_id for line in self._hall.lines.values() if len(line)))

    def length(self, queue_id: str) -> int:
        return sum(len(line) for line in self._hall.lines_of(queue_id))

    def place(self, interaction_id: str) -> int:
        """1 for the next to be served."""
        caller = self._callers[interaction_id]
        return 1 + sum(other < caller.entry for other in caller.line.everybody())

    # --- agents

    def agent_free(
        self,
        agent_id: str,
        since: datetime,
        *,
        calls: int = 0,
        free: float = 0.0,
        load: Mapping[str, int] = NOBODY,
        now: datetime | None = None,
    ) -> None:
        """Wants work and has been idle `since`.

        `calls` taken today and seconds `free` today before `since` serve the choices that compare them;
        `load` counts the contacts that the agent has meanwhile, by channel.
        """
        self._tell(now or since)
        agent = self._hall.agents.get(agent_id)
        if agent is None:
            return
        idle = since.timestamp()
        if agent.free and (idle, calls, free, load) == (agent.since, agent.calls, agent.total, agent.load):
            return
        agent.since, agent.calls, agent.total, agent.load = idle, calls, free, load
        agent.open = ONE_CALL if agent.capacity is VOICE and not load else agent.capacity.open_to(load)
        agent.free = bool(agent.open)
        if not agent.present:
            self._hall.here(agent)
        self._refresh(agent)

    def agent_taken(self, agent_id: str) -> None:
        """Here, and not to be asked now."""
        agent = self._hall.agents.get(agent_id)
        if agent is not None:
            self._hall.here(agent)
            agent.free, agent.fresh, agent.open = False, False, ()

    def agent_gone(self, agent_id: str) -> None:
        """Signed out: who was held for this agent alone waits no longer for it."""
        agent = self._hall.agents.get(agent_id)
        if agent is None:
            return
        agent.free, agent.fresh, agent.open = False, False, ()
        for caller in self._hall.gone(agent):
            self._stand(caller)

    def able(self, agent_id: str) -> list[str]:
        """Ids of the queues that the agent serves from the first ring on."""
        return self._hall.able.get(agent_id, [])

    def has_free(self, queue_id: str) -> bool:
        """Whether a new caller would be offered at once."""
        return any(line.rings[0].has_free() for line in self._hall.lines_of(queue_id) if line.rings) or any(
            agent.fresh and queue_id in self.able(agent.id) for agent in self._fresh
        )

    def turn_of(self, queue_id: str, agent_id: str) -> int:
        """When the agent was last asked for the queue, if that asks in turn: a number that grows; or 0."""
        return self._hall.turns(queue_id).get(agent_id, 0)

    def set_turn(self, queue_id: str, agent_id: str, number: int) -> None:
        """As `turn_of` gave it before a restart."""
        self._hall.turned(queue_id, agent_id, number)

    # --- matching

    def next_at(self) -> datetime | None:
        """When a ring opens, a hold ends or a qualification may run out: call `match` then."""
        while self._due and self._due[0][2].due != self._due[0][0]:
            heapq.heappop(self._due)
        times = [self._due[0][0]] if self._due else []
        if self._hall.until is not None:
            times.append(self._hall.until)
        return datetime.fromtimestamp(min(times), UTC) if times else None

    def match(self, queues: Iterable[str] | None = None, now: datetime | None = None) -> Match | None:
        """The most urgent of all who can be served, with the agents to ask, all reserved.

        None when nobody can. What has changed since the last call is known; `queues` names lines to look at
        besides.
        """
        if now is not self._told:
            self._tell(now)
        if self._due or self._hall.until is not None:
            self._advance()
        if queues:
            self._dirty.update((line, None) for queue_id in queues for line in self._hall.lines_of(queue_id))
        while not self._dirty and (self._fresh or self._arrived):
            if len(self._fresh) + len(self._arrived) > 1:
                return self._for_all()
            found = (
                self._for_agent(self._fresh.pop()) if self._fresh else self._for_caller(self._arrived.pop())
            )
            if found is not None:
                return found
        return self._for_all() if self._dirty else None

    # --- inside

    def _tell(self, now: datetime | None) -> None:
        if now is not None and now is not self._told:
            self._told = now
            self._now = max(self._now, now.timestamp())

    def _enter(self, waiting: Waiting, hold: bool = True) -> None:
        if waiting.interaction_id in self._callers:
            self.remove(waiting.interaction_id)
        line = self._hall.line(waiting.queue_id, waiting.channel)
        caller = Caller(waiting, line, hold)
        self._callers[caller.id] = caller
        if waiting.reserved:
            line.offered[caller.id] = caller
        else:
            line.count += 1
            self._stand(caller)

    def _stand(self, caller: Caller) -> None:
        """In the ring that the wait gives; or held, while only some agents are to be asked."""
        line = caller.line
        if line.special or caller.waiting.wants_somebody:
            self._stand_by_rules(caller)
        else:
            line.stand(caller, 0)
        self._arrived.append(caller)

    def _stand_by_rules(self, caller: Caller) -> None:
        line, waited = caller.line, self._now - caller.queued
        self._hall.know(caller)
        due = 0.0
        caller.hold = caller.hold and waited < line.hold_for and any(group.present for group in caller.groups)
        if caller.hold:
            caller.at, due = HELD, caller.queued + line.hold_for
            for group in caller.groups:
                heapq.heappush(group.heap, caller.entry)
        else:
            ring = sum(opens <= waited for opens in line.opens)
            line.stand(caller, ring)
            if ring < len(line.opens):
                due = caller.queued + line.opens[ring]
        caller.due = due
        if due:
            heapq.heappush(self._due, (due, caller.entry[3], caller))

    def _change(self, caller: Caller) -> None:
        """From one ring, or out of a hold, into the next ring."""
        row, caller.at = caller.at, None
        if row is not None and row.first is caller.entry:
            row.pop()
        self._stand(caller)

    def _leave_to_an_offer(self, caller: Caller) -> None:
        self._step_out(caller)
        caller.waiting.reserved = True
        caller.line.offered[caller.id] = caller

    def _step_out(self, caller: Caller) -> None:
        if caller.at is None:
            return
        row, line = caller.at, caller.line
        caller.at, caller.due = None, 0.0
        if row.first is caller.entry:
            row.pop()
        line.count -= 1
        if line.borrowers and line.count == line.lend:
            self._dirty.update(dict.fromkeys(line.borrowers))

    def _advance(self) -> None:
        while self._due and self._due[0][0] <= self._now:
            due, _, caller = heapq.heappop(self._due)
            if caller.due == due and caller.at is not None:
                self._change(caller)
        if self._hall.until is not None and self._hall.until <= self._now:
            self.reconfigure(self._center)

    def _refresh(self, agent: Agent) -> None:
        if agent.free and not agent.fresh:
            agent.fresh = True
            self._fresh.append(agent)
        elif not agent.free:
            agent.fresh = False

    def _for_agent(self, agent: Agent) -> Match | None:
        """Only this agent is new: nobody else can serve whom this agent can serve."""
        if not agent.fresh:
            return None
        agent.fresh = False
        found = self._hall.next_for(agent, self._now)
        if found is None:
            self._hall.enlist(agent)
            return None
        caller, ring, lender, word = found
        self._take(agent, caller.line)
        why = because(caller, agent, ring, lender, word, self._now)
        return self._matched(caller, agent.id, why)

    def _for_caller(self, caller: Caller) -> Match | None:
        """Only this caller is new: nobody else can be served."""
        return self._serve(caller) if caller.at is not None else None

    def _for_all(self) -> Match | None:
        """Several things are new at once: the fronts of all lines that they concern are compared."""
        for agent in self._fresh:
            if agent.fresh:
                agent.fresh = False
                self._hall.enlist(agent)
                self._dirty.update(dict.fromkeys(self._hall.concerned(agent)))
        for caller in self._arrived:
            if caller.at is not None:
                self._dirty.update(dict.fromkeys(caller.groups if caller.at is HELD else [caller.line]))
        self._fresh.clear()
        self._arrived.clear()
        best: Stand | None = None
        first: tuple[float, float, float, int] | None = None
        for source in list(self._dirty):
            entry = source.best()
            if entry is None:
                del self._dirty[source]
                continue
            urgency = entry[4].line.urgency(entry, self._now)
            if first is None or urgency < first:
                best, first = entry, urgency
        return self._serve(best[4]) if best is not None else None

    def _serve(self, caller: Caller) -> Match | None:
        """The agents whom the rules ask first for this caller; several where the queue rings all."""
        chosen = self._hall.choose(caller)
        if chosen is None:
            return None
        agent, ring, lender, word = chosen
        asked = [agent]
        if caller.line.choice == "ring_all":
            agent.free = False  # each is asked once, also who could take several
            while len(asked) < AT_ONCE and (more := self._hall.choose(caller)) is not None:
                more[0].free = False
                asked.append(more[0])
        for one in asked:
            self._take(one, caller.line)
        why = because(caller, agent, ring, lender, word, self._now, len(asked))
        return self._matched(caller, agent.id, why, tuple(one.id for one in asked[1:]))

    def _take(self, agent: Agent, line: Line) -> None:
        self._hall.take(agent, line)
        if agent.free or agent.fresh:
            self._refresh(agent)

    def _matched(
        self, caller: Caller, agent_id: str, why: tuple[Why, ...], others: tuple[str, ...] = ()
    ) -> Match:
        self._leave_to_an_offer(caller)
        return Match(caller.id, agent_id, why, others)
