"""Nodes for people of the center at any phone: known by the own phone, or by agent number and PIN."""

from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node
from lingtong.floor.ivr.steps import Cue, Key, Parts, PromptEnded

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk

LONGEST = 12  # digits
STEP, AGENT = "step", "agent"
NUMBER, PIN = "number", "pin"  # steps


class SignedInNode(Node, frozen=True, kw_only=True):
    """Asks who calls, and goes on by `_known`. `refused`: the PIN was wrong too often, here or before."""

    GROUP: ClassVar = "data"
    WHO: ClassVar = (Field("number_prompt", "prompt", more=True), Field("pin_prompt", "prompt", more=True))
    LIMITS: ClassVar = (
        Field("tries", "number", least=1, most=5, more=True),
        Field("wait", "seconds", least=1, most=60, more=True),
        Field("between", "seconds", least=1, most=30, more=True),
    )

    number_prompt: Parts = "desk_agent_number"
    pin_prompt: Parts = "desk_pin"
    tries: int = 3
    wait: float = 10.0
    between: float = 6.0
    refused: str = ""

    def exits_unasked(self) -> dict[str, str]:
        """Who types nothing is refused in the end."""
        return {"refused": self.refused}

    def uses(self, key: str) -> bool:  # noqa: ARG002
        return True

    def collects(self) -> bool:
        return True

    def can_interrupt(self) -> bool:
        return True

    def enter(self, walk: "Walk") -> str | None:
        agent_id = walk.world.person()
        walk.position.state = {STEP: NUMBER, AGENT: agent_id}
        if agent_id:
            self._known(walk)
        else:
            walk.say(self.number_prompt)
        return None

    def _known(self, walk: "Walk") -> None:
        """Who calls is in the state of the position."""
        raise NotImplementedError

    def _typed(self, walk: "Walk", cue: Cue) -> str | None:
        """All that was typed, once it is complete: by `#` or by waiting."""
        if isinstance(cue, Key) and cue.key != "#":
            walk.keys.typed = "" if cue.key == "*" else (walk.keys.typed + cue.key)[:LONGEST]
        elif not isinstance(cue, PromptEnded):
            typed, walk.keys.typed = walk.keys.typed, ""
            return typed
        walk.await_key(self.between if walk.keys.typed else self.wait)
        return None

    def _signs_in(self, walk: "Walk", cue: Cue) -> str | None:
        """While the step is one of `NUMBER` and `PIN`."""
        typed = self._typed(walk, cue)
        if typed is None:
            return None
        if not typed:
            return self._from_the_start(walk, "no_key")
        if walk.position.state[STEP] == NUMBER:
            walk.keys.first = typed
            walk.position.state[STEP] = PIN
            walk.say(self.pin_prompt)
            return None
        number, walk.keys.first = walk.keys.first, ""
        agent_id = walk.world.by_pin(number, typed)
        if not agent_id:
            return self._from_the_start(walk, "pin_wrong")
        walk.position.tries = 0
        walk.position.state[AGENT] = agent_id
        self._known(walk)
        return None

    def _from_the_start(self, walk: "Walk", why: str) -> str | None:
        walk.position.tries += 1
        if walk.position.tries >= self.tries:
            return "refused"
        walk.position.state[STEP], walk.keys.ahead, walk.keys.first = NUMBER, "", ""
        walk.say(why, self.number_prompt)
        return None
