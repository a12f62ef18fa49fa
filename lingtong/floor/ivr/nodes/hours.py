from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class HoursNode(Node, frozen=True, kw_only=True, tag="hours"):
    GROUP: ClassVar = "decide"
    FIELDS: ClassVar = (
        Field("calendar_id", "calendar", needed=True),
        Field("open", "exit"),
        Field("closed", "exit"),
    )

    calendar_id: str
    open: str
    closed: str

    def enter(self, walk: "Walk") -> str | None:
        return "open" if walk.world.is_open(self.calendar_id) else "closed"
