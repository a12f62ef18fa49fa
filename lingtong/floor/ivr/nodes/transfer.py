from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from lingtong.floor.ivr.node import Field, Finding, Node
from lingtong.floor.ivr.steps import ToAgent, ToNumber, ToQueue
from lingtong.kit import Refusal
from lingtong.switch.numbers import DialRight, check_right, dialable

if TYPE_CHECKING:
    from lingtong.floor.ivr.around import Around
    from lingtong.floor.ivr.walk import Walk

TO = ("number", "agent", "queue", "flow")


class TransferNode(Node, frozen=True, kw_only=True, tag="transfer"):
    """To a telephone number no further away than `right`, an agent's number, a queue, or on in another flow.

    `failed` is where the caller goes on when nobody answers; `box`: an agent's caller leaves a message in the
    agent's own box instead, where there is one that takes such calls.
    """

    GROUP: ClassVar = "route"
    LEADS_AWAY: ClassVar = True
    FIELDS: ClassVar = (
        Field("to", "choice", choices=TO),
        Field("number", "template"),
        Field("agent", "template"),
        Field("queue_id", "queue"),
        Field("flow_id", "flow"),
        Field("ring_for", "seconds", least=5, most=180),
        Field("box", "switch"),
        Field("right", "choice", choices=("national", "international"), more=True),
        Field("failed", "exit"),
    )

    to: Literal["number", "agent", "queue", "flow"] = "number"
    number: str = ""
    agent: str = ""
    queue_id: str = ""
    flow_id: str = ""
    ring_for: float = 30.0
    box: bool = True
    right: Literal["national", "international"] = "national"
    failed: str = ""

    def enter(self, walk: "Walk") -> str | None:
        match self.to:
            case "queue":
                walk.give(ToQueue(self.queue_id, 0))
            case "flow":
                return None if walk.go_over(self.flow_id) else "failed"
            case "agent":
                walk.await_outside("agent", ToAgent(walk.text(self.agent), self.ring_for, self.box))
            case _:
                number = self._number(walk.text(self.number))
                if not number:
                    return "failed"
                walk.await_outside("outside", ToNumber(number, self.ring_for))
        return None

    def _number(self, text: str) -> str:
        """In the form that is dialed; empty where it may not be."""
        try:
            number = dialable(text)
            check_right(number, DialRight(self.right))
        except Refusal:
            return ""
        return number

    def check(self, around: "Around") -> Iterator[Finding]:
        field = self.to if self.to in ("number", "agent") else f"{self.to}_id"
        if not getattr(self, field):
            yield around.finding("field_missing", f"{field} must be given.", field)
        elif self.to == "number" and "{" not in self.number and not self._number(self.number):
            message = f"{self.number[:40]!r} is no telephone number that may be called from here."
            yield around.finding("number_undialable", message, "number")
