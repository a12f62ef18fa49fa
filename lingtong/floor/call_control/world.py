"""The center as the flow of one interaction sees it."""

from collections.abc import Set

import structlog

from lingtong.floor.call_control import admission, by_pin
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.duty.model import on_duty
from lingtong.floor.ivr.model import Officer, World

log = structlog.get_logger()


class LiveWorld(World):
    """Knows the lines too."""

    def __init__(self, board: Board, it: Interaction) -> None:  # one for each cue: cheaper without the base's
        self.center, self.now = board.center, board.now
        self.tenant_id, self.interaction_id = it.tenant_id, it.id
        self.caller, self.called = it.number, it.dnis
        self.language, self.attached = it.language, it.attached
        self._board, self._it = board, it

    def lists_with(self, number: str) -> Set[str]:
        return self._board.lists.lists_with(self.tenant_id, number)

    def is_vip(self) -> bool:
        return bool(self._it.vip_list)

    def officer(self, roster_id: str) -> Officer | None:
        roster = self.center.duty_rosters.get(roster_id)
        if roster is None or roster.tenant_id != self.tenant_id:
            return None
        found = on_duty(roster, self.now, self.center.calendars)
        if found is None:
            return None
        agent = self.center.agents.get(found.officer.agent_id)
        return Officer(found.officer.name, found.officer.mobile or (agent.mobile if agent else ""))

    def by_pin(self, number: str, pin: str) -> str:
        place = f"caller:{self.caller}" if self.caller else ""
        agent, cause = by_pin.look(self._board, self.tenant_id, number, pin, place, "outside")
        if cause:
            log.warning("pin.refused", interaction_id=self.interaction_id, cause=cause)
        return agent.id if agent is not None and not cause else ""

    def wait(self, queue_id: str) -> float | None:
        queue = self._board.center.queues.get(queue_id)
        if queue is None or queue.tenant_id != self.tenant_id:
            return None
        return admission.wait_of_next(self._board, queue_id)
