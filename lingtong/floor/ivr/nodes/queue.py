from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node
from lingtong.floor.ivr.steps import ToQueue

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class QueueNode(Node, frozen=True, kw_only=True, tag="queue"):
    GROUP: ClassVar = "route"
    LEADS_AWAY: ClassVar = True
    FIELDS: ClassVar = (
        Field("queue_id", "queue", needed=True),
        Field("priority", "number", least=0, most=100, more=True),
    )

    queue_id: str
    priority: int = 0

    def enter(self, walk: "Walk") -> str | None:
        walk.give(ToQueue(self.queue_id, self.priority))
        return None
