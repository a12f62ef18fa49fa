from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Finding, Node
from lingtong.floor.ivr.steps import TakeMessage

if TYPE_CHECKING:
    from lingtong.floor.ivr.around import Around
    from lingtong.floor.ivr.walk import Walk


class VoicemailNode(Node, frozen=True, kw_only=True, tag="voicemail"):
    """The caller leaves a message in this box, or in that of the agent with this number.

    `failed`: there is no such box, it is full, or nothing was said.
    """

    GROUP: ClassVar = "route"
    LEADS_AWAY: ClassVar = True
    FIELDS: ClassVar = (
        Field("box_id", "box"),
        Field("agent", "template", more=True),
        Field("done", "exit"),
        Field("failed", "exit"),
    )

    box_id: str = ""
    agent: str = ""
    done: str = ""
    failed: str = ""

    def enter(self, walk: "Walk") -> str | None:
        walk.await_outside("voicemail", TakeMessage(self.box_id, walk.text(self.agent)))
        return None

    def check(self, around: "Around") -> Iterator[Finding]:
        if not (self.box_id or self.agent):
            yield around.finding("field_missing", "box_id must be given.", "box_id")
