from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.decisions.table import NotDecided, decide
from lingtong.floor.ivr.node import Field, Finding, Node

if TYPE_CHECKING:
    from lingtong.floor.ivr.around import Around
    from lingtong.floor.ivr.walk import Walk


class DecisionNode(Node, frozen=True, kw_only=True, tag="decision"):
    """Values from a decision table, whose inputs are expressions over the flow's variables.

    `outputs` says which variable gets which output; an output that is not named there goes to the variable of
    its name. `empty`: no rule holds; `failed`: several do of which one should, or an input has no value.
    """

    GROUP: ClassVar = "decide"
    FIELDS: ClassVar = (
        Field("table_id", "table", needed=True),
        Field("outputs", "outputs", more=True),
        Field("done", "exit"),
        Field("empty", "exit"),
        Field("failed", "exit"),
    )

    table_id: str
    outputs: dict[str, str] = {}
    done: str = ""
    empty: str = ""
    failed: str = ""

    def enter(self, walk: "Walk") -> str | None:
        table = walk.world.table(self.table_id)
        if table is None:
            return "failed"
        try:
            decided = decide(table, walk.name)
        except NotDecided:
            return "failed"
        if decided is None:
            return "empty"
        walk.keep({self.outputs.get(name, name): value for name, value in decided.items()})
        return "done"

    def check(self, around: "Around") -> Iterator[Finding]:
        for variable in self.outputs.values():
            if variable not in around.flow.variables:
                yield around.finding(
                    "variable_unknown", f"There is no variable {variable[:40]!r}.", "outputs"
                )
