from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field
from lingtong.floor.ivr.nodes.asking import LONGEST_WAIT, AskingNode, Request

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class HttpNode(AskingNode, frozen=True, kw_only=True, tag="http"):
    """Asks an HTTP service by one of the requests that are kept with it.

    `empty`: it knows nothing of this; `failed`: it is gone, or its answer cannot be read.
    """

    GROUP: ClassVar = "data"
    FIELDS: ClassVar = (
        Field("service_id", "service", needed=True),
        Field("request", "request", needed=True),
        Field("inputs", "inputs"),
        Field("outputs", "outputs", more=True),
        Field("within", "seconds", least=1, most=LONGEST_WAIT, more=True),
        Field("done", "exit"),
        Field("empty", "exit"),
        Field("failed", "exit"),
        Field("late", "exit"),
    )

    service_id: str
    request: str

    def enter(self, walk: "Walk") -> str | None:
        asked: Request = {"service": self.service_id, "request": self.request, "inputs": self.filled(walk)}
        walk.run("http", asked, self.within)
        return None
