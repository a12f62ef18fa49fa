from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class SubflowNode(Node, frozen=True, kw_only=True, tag="subflow"):
    """Walks another flow and comes back: by the exit that its return names, else by `done`.

    Both share their variables. `failed`: the flow is gone, or too many are inside each other.
    """

    GROUP: ClassVar = "decide"
    FIELDS: ClassVar = (
        Field("flow_id", "flow", needed=True),
        Field("exits_by_name", "named_exits", more=True),
        Field("done", "exit"),
        Field("failed", "exit"),
    )

    flow_id: str
    exits_by_name: dict[str, str] = {}
    done: str = ""
    failed: str = ""

    def calls(self) -> tuple[str, ...]:
        return (self.flow_id,)

    def enter(self, walk: "Walk") -> str | None:
        return None if walk.call(self.flow_id) else "failed"
