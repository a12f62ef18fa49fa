from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node
from lingtong.floor.ivr.steps import Cue, Parts

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class PlayNode(Node, frozen=True, kw_only=True, tag="play"):
    """With `barge_in` a key ends the announcement and is kept for the menu behind it."""

    FIELDS: ClassVar = (
        Field("prompt", "prompt", needed=True),
        Field("barge_in", "switch", more=True),
        Field("next", "exit"),
    )

    prompt: Parts
    barge_in: bool = True
    next: str

    def enter(self, walk: "Walk") -> str | None:
        walk.say(self.prompt, whole=not self.barge_in)
        return None

    def heard(self, walk: "Walk", cue: Cue) -> str | None:  # noqa: ARG002 - only its prompt's end reaches it
        return "next"
