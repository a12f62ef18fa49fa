from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class HoursNode(Node, frozen=True, kw_only=True, tag="hours"):
    """`holiday`: on days that the calendar names and closes; without this exit they go by `closed`."""

    GROUP: ClassVar = "decide"
    FIELDS: ClassVar = (
        Field("calendar_id", "calendar", needed=True),
        Field("open", "exit"),
        Field("closed", "exit"),
        Field("holiday", "exit", more=True),
    )

    calendar_id: str
    open: str
    closed: str
    holiday: str = ""

    def enter(self, walk: "Walk") -> str | None:
        if walk.world.is_open(self.calendar_id):
            return "open"
        return "holiday" if self.holiday and walk.world.is_holiday(self.calendar_id) else "closed"
