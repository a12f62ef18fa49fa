from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class LoopNode(Node, frozen=True, kw_only=True, tag="loop"):
    """Guards a way back: `again` so many times in one call, then `enough`."""

    GROUP: ClassVar = "decide"
    ENDS_LOOPS: ClassVar = True
    FIELDS: ClassVar = (
        Field("at_most", "number", least=1, most=50),
        Field("again", "exit"),
        Field("enough", "exit"),
    )

    at_most: int = 3
    again: str = ""
    enough: str = ""

    def enter(self, walk: "Walk") -> str | None:
        return "again" if walk.passes() <= self.at_most else "enough"
