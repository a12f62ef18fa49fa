from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Finding, Node
from lingtong.floor.ivr.steps import ToNumber
from lingtong.kit import Refusal
from lingtong.switch.numbers import dialable

if TYPE_CHECKING:
    from lingtong.floor.ivr.around import Around
    from lingtong.floor.ivr.walk import Walk


class TransferNode(Node, frozen=True, kw_only=True, tag="transfer"):
    """To a telephone number; `failed` is where the caller goes on when nobody answers."""

    GROUP: ClassVar = "route"
    LEADS_AWAY: ClassVar = True
    FIELDS: ClassVar = (
        Field("number", "template", needed=True),
        Field("ring_for", "seconds", least=5, most=180),
        Field("failed", "exit"),
    )

    number: str
    ring_for: float = 30.0
    failed: str

    def enter(self, walk: "Walk") -> str | None:
        walk.await_outside("outside", ToNumber(self.number, self.ring_for))
        return None

    def check(self, around: "Around") -> Iterator[Finding]:
        try:
            dialable(self.number)
        except Refusal:
            message = f"{self.number[:40]!r} is no telephone number."
            yield around.finding("number_undialable", message, "number")
