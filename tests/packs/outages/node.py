from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.graph import Variable
from lingtong.floor.ivr.model import Field, Finding, Node
from lingtong.floor.ivr.steps import Cue, Done, Parts, Say
from tests.packs.outages.plan import AREAS

if TYPE_CHECKING:
    from lingtong.floor.ivr.model import Around, Walk


class OutageNode(Node, frozen=True, kw_only=True, tag="outage"):
    """Says until when there is no power in an area, where that is planned."""

    GROUP: ClassVar = "data"
    FIELDS: ClassVar = (
        Field("area", "template", needed=True),
        Field("before", "prompt"),
        Field("until", "variable", more=True),
        Field("detail", "choice", choices=("time", "nothing")),
        Field("affected", "exit"),
        Field("not_affected", "exit"),
        Field("failed", "exit"),
    )

    area: str
    before: Parts = ""
    until: str = ""
    detail: str = "time"
    barge_in: bool = True
    affected: str = ""
    not_affected: str = ""
    failed: str = ""

    def check(self, around: "Around") -> Iterator[Finding]:
        kind = around.flow.variables.get(self.until, Variable(type="time")).type
        if kind != "time":
            yield around.finding("outage_until_no_time", f"{self.until} takes no time.", "until")
        if "{" not in self.area and self.area and self.area not in AREAS:
            yield around.finding("outage_area_unknown", f"Nothing is ever planned in {self.area}.", "area")

    def enter(self, walk: "Walk") -> str | None:
        walk.run("pack", {"does": "outages.look_up", "area": walk.text(self.area)}, 5.0)
        return None

    def heard(self, walk: "Walk", cue: Cue) -> str | None:
        if not isinstance(cue, Done):
            return "affected"
        if cue.exit != "done":
            return "not_affected" if cue.exit == "empty" else "failed"
        walk.assign(self.until, cue.values["until"])
        if self.detail == "nothing" and not self.before:
            return "affected"
        time = (Say(kind="time", value=cue.values["until"]),) if self.detail == "time" else ()
        walk.say(self.before, time, whole=not self.barge_in)
        return None
