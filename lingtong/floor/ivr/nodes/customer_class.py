from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk

ATTACHED = "class"  # the name under which a flow or a service attaches a customer's class


class ClassNode(Node, frozen=True, kw_only=True, tag="class"):
    """By the customer's class: what is attached as `class`, else whether a VIP list has the caller."""

    GROUP: ClassVar = "decide"
    FIELDS: ClassVar = (Field("classes", "named_exits"), Field("vip", "exit"), Field("otherwise", "exit"))

    classes: dict[str, str] = {}
    vip: str = ""
    otherwise: str = ""

    def enter(self, walk: "Walk") -> str | None:
        attached = walk.world.attached.get(ATTACHED, "")
        if attached in self.classes:
            return attached
        return "vip" if walk.world.is_vip() else "otherwise"
