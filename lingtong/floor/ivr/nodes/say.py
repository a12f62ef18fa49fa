from typing import TYPE_CHECKING, ClassVar, Literal

from lingtong.floor.ivr.node import Field, Node
from lingtong.floor.ivr.steps import Cue, Parts, Say

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk

SAID = ("number", "money", "date", "time", "digits", "text")


class SayNode(Node, frozen=True, kw_only=True, tag="say"):
    """A value in the grammar of the caller's language, between two prompts; a speech provider says `text`."""

    FIELDS: ClassVar = (
        Field("before", "prompt"),
        Field("kind", "choice", choices=SAID),
        Field("value", "template", needed=True),
        Field("after", "prompt"),
        Field("barge_in", "switch", more=True),
        Field("next", "exit"),
    )

    before: Parts = ""
    kind: Literal["number", "money", "date", "time", "digits", "text"] = "number"
    value: str
    after: Parts = ""
    barge_in: bool = True
    next: str = ""

    def enter(self, walk: "Walk") -> str | None:
        value = Say(kind=self.kind, value=self.value)
        walk.say(self.before, (value,), self.after, whole=not self.barge_in)
        return None

    def heard(self, walk: "Walk", cue: Cue) -> str | None:  # noqa: ARG002 - only its end reaches it
        return "next"
