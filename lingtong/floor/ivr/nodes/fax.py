from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from lingtong.floor.ivr.node import Field, Finding, Node
from lingtong.floor.ivr.steps import Cue, Done, GiveFax, TakeFax
from lingtong.kit import Refusal
from lingtong.switch.numbers import dialable

if TYPE_CHECKING:
    from lingtong.floor.ivr.around import Around
    from lingtong.floor.ivr.walk import Walk

MADE_WITHIN = 20.0  # seconds for a document to be made


class FaxReceiveNode(Node, frozen=True, kw_only=True, tag="fax_receive"):
    """The caller's machine sends its pages now; they become work of the queue.

    `pages` is the variable that gets how many came.
    """

    GROUP: ClassVar = "route"
    FIELDS: ClassVar = (
        Field("queue_id", "queue"),
        Field("pages", "variable", more=True),
        Field("done", "exit"),
        Field("failed", "exit"),
    )

    queue_id: str = ""
    pages: str = ""
    done: str = ""
    failed: str = ""

    def enter(self, walk: "Walk") -> str | None:
        walk.await_outside("fax", TakeFax(self.queue_id))
        return None

    def heard(self, walk: "Walk", cue: Cue) -> str | None:
        if not isinstance(cue, Done):
            return None
        if self.pages:
            walk.assign(self.pages, cue.values.get("pages", "0"))
        return "done" if cue.exit == "done" else "failed"


class FaxSendNode(Node, frozen=True, kw_only=True, tag="fax_send"):
    """A document with the values of this call goes to a fax machine.

    `caller`: to the machine from which the customer calls, in the same call, as soon as it is started.
    `number`: to this number, as a call of its own; `done` then means that it waits to be sent. In `text` a
    tab, or three spaces, part a label from its value at the right.
    """

    GROUP: ClassVar = "route"
    FIELDS: ClassVar = (
        Field("title", "template", needed=True, most=200),
        Field("text", "template", needed=True),
        Field("to", "choice", choices=("caller", "number")),
        Field("number", "template"),
        Field("done", "exit"),
        Field("failed", "exit"),
    )

    title: str
    text: str
    to: Literal["caller", "number"] = "caller"
    number: str = ""
    done: str = ""
    failed: str = ""

    def enter(self, walk: "Walk") -> str | None:
        number = ""
        if self.to == "number":
            try:
                number = dialable(walk.text(self.number))
            except Refusal:
                return "failed"
        made: dict[str, str | dict[str, str]] = {
            "title": walk.text(self.title),
            "text": walk.text(self.text),
            "number": number,
        }
        walk.run("fax", made, MADE_WITHIN)
        return None

    def heard(self, walk: "Walk", cue: Cue) -> str | None:
        if not isinstance(cue, Done):
            return None
        if cue.exit != "done":
            return "failed"
        if self.to == "number" or walk.position.state.get("made"):
            return "done"
        walk.position.state["made"] = "1"
        walk.await_outside("fax", GiveFax(walk.text(self.title)[:200], ""))
        return None

    def check(self, around: "Around") -> Iterator[Finding]:
        if self.to == "number" and not self.number:
            yield around.finding("field_missing", "number must be given.", "number")
