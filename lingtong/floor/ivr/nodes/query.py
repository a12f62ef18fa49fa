from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field
from lingtong.floor.ivr.nodes.asking import LONGEST_WAIT, AskingNode, Request

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class QueryNode(AskingNode, frozen=True, kw_only=True, tag="query"):
    """Looks something up: in a table of ours by its columns, in a database by a query that is kept with it.

    The columns of the first row that fits are the answer. `query` is empty for a table.
    """

    GROUP: ClassVar = "data"
    FIELDS: ClassVar = (
        Field("source_id", "source", needed=True),
        Field("query", "request"),
        Field("inputs", "inputs"),
        Field("outputs", "outputs", more=True),
        Field("within", "seconds", least=1, most=LONGEST_WAIT, more=True),
        Field("done", "exit"),
        Field("empty", "exit"),
        Field("failed", "exit"),
        Field("late", "exit"),
    )

    source_id: str
    query: str = ""

    def enter(self, walk: "Walk") -> str | None:
        asked: Request = {"source": self.source_id, "query": self.query, "inputs": self.filled(walk)}
        walk.run("query", asked, self.within)
        return None
