from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node
from lingtong.floor.ivr.steps import Answer

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class AnswerNode(Node, frozen=True, kw_only=True, tag="answer"):
    FIELDS: ClassVar = (Field("next", "exit"),)

    next: str

    def enter(self, walk: "Walk") -> str | None:
        walk.give(Answer())
        return "next"
