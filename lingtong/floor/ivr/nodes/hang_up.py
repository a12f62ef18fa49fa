from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node
from lingtong.floor.ivr.steps import HangUp

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class HangUpNode(Node, frozen=True, kw_only=True, tag="hang_up"):
    GROUP: ClassVar = "leave"
    FIELDS: ClassVar = (Field("prompt", "word"),)

    prompt: str = "goodbye"

    def enter(self, walk: "Walk") -> str | None:
        walk.give(HangUp(self.prompt))
        return None
