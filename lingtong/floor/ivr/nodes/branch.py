from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Case, Field, Finding, Node

if TYPE_CHECKING:
    from lingtong.floor.ivr.around import Around
    from lingtong.floor.ivr.walk import Walk

MOST_CASES = 30


class BranchNode(Node, frozen=True, kw_only=True, tag="branch"):
    """The first case whose condition holds; its exits are named 1, 2 …"""

    GROUP: ClassVar = "decide"
    FIELDS: ClassVar = (Field("cases", "cases"), Field("otherwise", "exit"))

    cases: tuple[Case, ...]
    otherwise: str = ""

    def enter(self, walk: "Walk") -> str | None:
        for place, case in enumerate(self.cases, 1):
            if walk.holds(case.when):
                return str(place)
        return "otherwise"

    def check(self, around: "Around") -> Iterator[Finding]:
        if not 1 <= len(self.cases) <= MOST_CASES:
            yield around.finding("out_of_range", f"A branch has 1 to {MOST_CASES} cases.", "cases")
