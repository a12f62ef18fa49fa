from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class ReturnNode(Node, frozen=True, kw_only=True, tag="return"):
    """Back to the flow that has called this one, by the exit named there; in the first flow it is the end."""

    GROUP: ClassVar = "leave"
    FIELDS: ClassVar = (Field("exit", "text", most=40),)

    exit: str = ""

    def enter(self, walk: "Walk") -> str | None:
        walk.come_back(self.exit)
        return None
