from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node
from lingtong.floor.ivr.steps import ToCallback

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class CallbackNode(Node, frozen=True, kw_only=True, tag="callback"):
    """Offers to call the customer back from a queue.

    `next` is for those who do not want it or cannot be called.
    """

    GROUP: ClassVar = "route"
    LEADS_AWAY: ClassVar = True
    FIELDS: ClassVar = (
        Field("queue_id", "queue", needed=True),
        Field("priority", "number", least=0, most=100, more=True),
        Field("next", "exit"),
    )

    queue_id: str
    priority: int = 0
    next: str

    def enter(self, walk: "Walk") -> str | None:
        walk.await_outside("callback", ToCallback(self.queue_id, self.priority))
        return None
