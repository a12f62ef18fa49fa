"""The center as the flow of one interaction sees it."""

from lingtong.floor.call_control import admission
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.ivr.world import World


class LiveWorld(World):
    """Knows the lines too."""

    def __init__(self, board: Board, it: Interaction) -> None:
        super().__init__(
            board.center,
            board.now,
            tenant_id=it.tenant_id,
            interaction_id=it.id,
            caller=it.number,
            called=it.dnis,
            language=it.language,
            attached=it.attached,
        )
        self._board = board

    def wait(self, queue_id: str) -> float | None:
        queue = self._board.center.queues.get(queue_id)
        if queue is None or queue.tenant_id != self.tenant_id:
            return None
        return admission.wait_at(self._board, queue_id, self._board.acd.length(queue_id) + 1)
