from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class DutyNode(Node, frozen=True, kw_only=True, tag="duty"):
    """Whether somebody is on duty by the roster; `number` and `name` are variables that get the officer's.

    A transfer behind it may then lead to that number.
    """

    GROUP: ClassVar = "decide"
    FIELDS: ClassVar = (
        Field("roster_id", "roster", needed=True),
        Field("number", "variable", more=True),
        Field("name", "variable", more=True),
        Field("on_duty", "exit"),
        Field("nobody", "exit"),
    )

    roster_id: str
    number: str = ""
    name: str = ""
    on_duty: str = ""
    nobody: str = ""

    def enter(self, walk: "Walk") -> str | None:
        officer = walk.world.officer(self.roster_id)
        if officer is None:
            return "nobody"
        walk.assign(self.number, officer.number)
        walk.assign(self.name, officer.name)
        return "on_duty"
