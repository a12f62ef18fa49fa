"""Who knows the customer: the agent of last time, the dedicated one, and where the customer calls from."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from lingtong.floor.call_control.model import Interaction
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.routing.model import Waiting
from lingtong.switch.numbers import names_a_customer, place_of

if TYPE_CHECKING:
    from lingtong.floor.call_control.board import Board
    from lingtong.floor.turn import Turn

DEDICATED = "dedicated_agent"  # attached data: the number of the agent who serves this customer always
MOST = 20_000  # customers whose last agent is remembered


class Talked(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a customer talked with last."""

    agent_id: str
    at: datetime


class LastAgents:
    """By tenant and number of the customer, oldest first. Kept in the journal as `last_agent`."""

    def __init__(self, turn: "Turn") -> None:
        self._turn = turn
        self.talked: dict[str, Talked] = {}

    def restore(self, kept: Iterable[tuple[str, Talked]]) -> None:
        self.talked.clear()
        self.talked.update(sorted(kept, key=lambda one: one[1].at))

    def of(self, tenant_id: str, number: str, days: int) -> str:
        """Id of the agent, or empty."""
        talked = self.talked.get(f"{tenant_id}:{number}")
        if talked is None or self._turn.now - talked.at > timedelta(days=days):
            return ""
        return talked.agent_id

    def remember(self, tenant_id: str, number: str, agent_id: str, longest: int) -> None:
        """`longest`: days after which nobody asks any more."""
        key, too_old = f"{tenant_id}:{number}", self._turn.now - timedelta(days=longest)
        self.talked.pop(key, None)
        self.talked[key] = Talked(agent_id=agent_id, at=self._turn.now)
        self._turn.changed("last_agent", key)
        while (oldest := next(iter(self.talked))) != key and (
            len(self.talked) > MOST or self.talked[oldest].at < too_old
        ):
            del self.talked[oldest]
            self._turn.changed("last_agent", oldest)


def wishes(board: "Board", it: Interaction, queue: QueueConfig, waiting: Waiting) -> Waiting:
    """The waiting customer with whom the rules of the queue let ask first."""
    number = it.attached.get(DEDICATED, "")
    if number:
        agents = board.center.agents.values()
        mine = (one.id for one in agents if one.agent_number == number and one.tenant_id == it.tenant_id)
        waiting.dedicated = next(mine, "")
    if queue.last_agent:
        waiting.last_agent = board.last_agents.of(it.tenant_id, it.number, queue.last_agent_days)
    if queue.by_region and it.direction != "internal":
        tenant = board.center.tenants.get(it.tenant_id)
        region = tenant.region if tenant else "CN"
        names = (place_of(it.number, language, region)[0] for language in ("zh", "en"))
        waiting.region = " ".join(name for name in names if name)
    return waiting


def talks(board: "Board", it: Interaction, agent_id: str) -> None:
    """A customer and an agent have met, in a queue that wants them to meet again."""
    queue = board.center.queues.get(it.last_queue)
    if queue is None or not queue.last_agent or it.direction == "internal" or not names_a_customer(it.number):
        return
    days = (one.last_agent_days for one in board.center.queues.values() if one.last_agent)
    board.last_agents.remember(it.tenant_id, it.number, agent_id, max(days))
