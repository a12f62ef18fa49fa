"""Whom a queue that asks its agents in turn has asked last: a restart does not begin anew."""

from collections.abc import Iterable

import msgspec

from lingtong.floor.center import Center
from lingtong.floor.routing import Acd
from lingtong.floor.routing.model import Match
from lingtong.floor.turn import Turn


class AskedInTurn(msgspec.Struct, frozen=True, kw_only=True):
    """`number` grows with each offer of queues that ask in turn; the smallest is asked next."""

    queue_id: str
    agent_id: str
    number: int


class InTurn:
    """By queue and agent. Kept in the journal as `in_turn`."""

    def __init__(self, turn: Turn, acd: Acd) -> None:
        self._turn, self._acd = turn, acd
        self.asked: dict[str, AskedInTurn] = {}

    def restore(self, asked: Iterable[AskedInTurn]) -> None:
        for one in asked:
            self.asked[f"{one.queue_id}:{one.agent_id}"] = one
            self._acd.set_turn(one.queue_id, one.agent_id, one.number)

    def took(self, match: Match) -> None:
        waiting = self._acd.waiting(match.interaction_id)
        for agent_id in match.agents if waiting is not None else ():
            number = self._acd.turn_of(waiting.queue_id, agent_id) if waiting is not None else 0
            if waiting is not None and number:
                key = f"{waiting.queue_id}:{agent_id}"
                self.asked[key] = AskedInTurn(queue_id=waiting.queue_id, agent_id=agent_id, number=number)
                self._turn.changed("in_turn", key)

    def reconfigure(self, center: Center) -> None:
        """Queues and agents that are gone need no turn."""
        for key, one in list(self.asked.items()):
            if one.queue_id not in center.queues or one.agent_id not in center.agents:
                del self.asked[key]
                self._turn.changed("in_turn", key)
