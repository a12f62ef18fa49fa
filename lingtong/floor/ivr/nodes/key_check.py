import random
from typing import TYPE_CHECKING, ClassVar, Literal

from lingtong.floor.ivr.node import Field, Node
from lingtong.floor.ivr.steps import Cue, Key, Parts, PromptEnded, Say, Silence, Step

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk

KEYS = "123456789"
SETTLES = 1.5  # seconds in which no second key may follow: a pocket presses many


def key_drawn(visit_id: str, tries: int) -> str:
    """The same after a restart, another one in the next try."""
    drawn = random.Random(visit_id).sample(KEYS, len(KEYS))
    return drawn[tries % len(drawn)]


class KeyChecked(Step, frozen=True):
    """What came of asking for a key; kept before the walk goes on."""

    outcome: Literal["passed", "failed", "silent"]


class KeyCheckNode(Node, frozen=True, kw_only=True, tag="key_check"):
    """Asks for a key that is drawn anew for each call and try, so that pocket and random calls fail.

    Keys that are pressed before it is named, and a right key with others behind it, do not count. `silent`:
    not one key was pressed in any try.
    """

    GROUP: ClassVar = "ask"
    FIELDS: ClassVar = (
        Field("prompt", "prompt", needed=True),
        Field("wait", "seconds", least=2, most=60),
        Field("tries", "number", least=1, most=5),
        Field("wrong_prompt", "prompt", more=True),
        Field("passed", "exit"),
        Field("failed", "exit"),
        Field("silent", "exit"),
    )

    prompt: Parts = "screening_question"
    wait: float = 8.0
    tries: int = 2
    wrong_prompt: Parts = "screening_again"
    passed: str = ""
    failed: str = ""
    silent: str = ""

    def uses(self, key: str) -> bool:  # noqa: ARG002
        return True

    def takes_keys(self) -> bool:
        return True

    def enter(self, walk: "Walk") -> str | None:
        self._ask(walk, self.prompt)
        return None

    def heard(self, walk: "Walk", cue: Cue) -> str | None:
        state = walk.position.state
        if isinstance(cue, PromptEnded):
            walk.keys.ahead = ""
            walk.await_key(self.wait)
            return None
        if isinstance(cue, Silence) and "right" in state:
            return self._end(walk, "passed")
        if isinstance(cue, Key) and "right" not in state and cue.key == self.key_of(walk):
            walk.position.state = {"pressed": "1", "right": "1"}
            walk.await_key(SETTLES)
            return None
        if isinstance(cue, Key):
            walk.position.state = {"pressed": "1"}
        walk.position.tries += 1
        if walk.position.tries >= self.tries:
            return self._end(walk, "failed" if "pressed" in walk.position.state else "silent")
        self._ask(walk, self.wrong_prompt)
        return None

    def key_of(self, walk: "Walk") -> str:
        return key_drawn(walk.visit_id, walk.position.tries)

    def _ask(self, walk: "Walk", before: Parts) -> None:
        walk.keys.ahead = ""
        walk.say(before, (Say(kind="digits", value=self.key_of(walk)),), whole=True)

    def _end(self, walk: "Walk", outcome: Literal["passed", "failed", "silent"]) -> str:
        walk.give(KeyChecked(outcome))
        return outcome
