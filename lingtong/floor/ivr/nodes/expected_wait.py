from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node
from lingtong.floor.ivr.prompts.numbers import say_wait
from lingtong.floor.ivr.steps import Cue

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class ExpectedWaitNode(Node, frozen=True, kw_only=True, tag="expected_wait"):
    """Says how long the line of a queue is and goes by it: `short` up to `longest` seconds, else `long`.

    `unknown`: nobody serves the queue now. `variable` gets the minutes, rounded up.
    """

    GROUP: ClassVar = "decide"
    FIELDS: ClassVar = (
        Field("queue_id", "queue", needed=True),
        Field("longest", "seconds", least=0, most=7200),
        Field("speak", "switch"),
        Field("variable", "variable", more=True),
        Field("short", "exit"),
        Field("long", "exit"),
        Field("unknown", "exit"),
    )

    queue_id: str
    longest: float = 300.0
    speak: bool = True
    variable: str = ""
    barge_in: bool = True
    short: str = ""
    long: str = ""
    unknown: str = ""

    def enter(self, walk: "Walk") -> str | None:
        wait = walk.world.wait(self.queue_id)
        if wait is None:
            return "unknown"
        walk.assign(self.variable, str(-int(-wait // 60)))
        way = "short" if wait <= self.longest else "long"
        if not self.speak:
            return way
        walk.position.state = {"way": way}
        walk.say(tuple(say_wait(wait, "en" if walk.world.language == "en" else "zh")))
        return None

    def heard(self, walk: "Walk", cue: Cue) -> str | None:  # noqa: ARG002 - only its end reaches it
        return walk.position.state.get("way", "unknown")
