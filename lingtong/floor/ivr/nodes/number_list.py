from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class ListNode(Node, frozen=True, kw_only=True, tag="list"):
    """Whether the caller, or another `number`, is on a list now."""

    GROUP: ClassVar = "decide"
    FIELDS: ClassVar = (
        Field("list_id", "list", needed=True),
        Field("number", "template", more=True),
        Field("on_it", "exit"),
        Field("not_on_it", "exit"),
    )

    list_id: str
    number: str = "{caller}"
    on_it: str = ""
    not_on_it: str = ""

    def enter(self, walk: "Walk") -> str | None:
        return "on_it" if self.list_id in walk.world.lists_with(walk.text(self.number)) else "not_on_it"
