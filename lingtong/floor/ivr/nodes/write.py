from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field
from lingtong.floor.ivr.nodes.asking import LONGEST_WAIT, AskingNode, Request

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class WriteNode(AskingNode, frozen=True, kw_only=True, tag="write"):
    """Writes: a row of a table of ours, or by a query of a database that is kept for writing.

    In a table the row of the same key is changed, and made where there is none. It happens once, also when
    the engine dies meanwhile. `empty`: nothing was there to be changed.
    """

    GROUP: ClassVar = "data"
    FIELDS: ClassVar = (
        Field("source_id", "source", needed=True),
        Field("query", "write"),
        Field("inputs", "inputs"),
        Field("within", "seconds", least=1, most=LONGEST_WAIT, more=True),
        Field("done", "exit"),
        Field("empty", "exit"),
        Field("failed", "exit"),
        Field("late", "exit"),
        Field("outputs", "outputs", more=True),
    )

    source_id: str
    query: str = ""

    def enter(self, walk: "Walk") -> str | None:
        asked: Request = {"source": self.source_id, "query": self.query, "inputs": self.filled(walk)}
        walk.run("write", asked, self.within)
        return None
