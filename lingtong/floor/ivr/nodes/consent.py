from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from lingtong.floor.ivr.node import Field, Finding, Node
from lingtong.floor.ivr.steps import Cue, Key, Parts, PromptEnded, Step

if TYPE_CHECKING:
    from lingtong.floor.ivr.around import Around
    from lingtong.floor.ivr.walk import Walk

KEYS = frozenset("0123456789*#")


class Consented(Step, frozen=True):
    """What the caller has said to being recorded; kept before the walk goes on."""

    node: str
    answer: Literal["yes", "no", "silent"]


class ConsentNode(Node, frozen=True, kw_only=True, tag="consent"):
    """Asks whether the talk may be recorded. The rules of recording decide what an answer means."""

    GROUP: ClassVar = "ask"
    FIELDS: ClassVar = (
        Field("prompt", "prompt", needed=True),
        Field("yes_key", "text", least=1, most=1),
        Field("no_key", "text", least=1, most=1),
        Field("wait", "seconds", least=1, most=60),
        Field("tries", "number", least=1, most=10),
        Field("wrong_prompt", "prompt", more=True),
        Field("silent_prompt", "prompt", more=True),
        Field("yes", "exit"),
        Field("no", "exit"),
        Field("silent", "exit"),
    )

    prompt: Parts = "recording_consent"
    yes_key: str = "1"
    no_key: str = "2"
    wait: float = 6.0
    tries: int = 2
    wrong_prompt: Parts = "wrong_key"
    silent_prompt: Parts = "no_key"
    yes: str = ""
    no: str = ""
    silent: str = ""

    def uses(self, key: str) -> bool:
        return key in (self.yes_key, self.no_key)

    def takes_keys(self) -> bool:
        return True

    def enter(self, walk: "Walk") -> str | None:
        walk.say(self.prompt)
        return None

    def heard(self, walk: "Walk", cue: Cue) -> str | None:
        if isinstance(cue, PromptEnded):
            walk.await_key(self.wait)
            return None
        if isinstance(cue, Key) and self.uses(cue.key):
            return self._said(walk, "yes" if cue.key == self.yes_key else "no")
        walk.position.tries += 1
        if walk.position.tries >= self.tries:
            return self._said(walk, "silent")
        walk.keys.ahead = ""
        walk.say(self.wrong_prompt if isinstance(cue, Key) else self.silent_prompt, self.prompt)
        return None

    def _said(self, walk: "Walk", answer: Literal["yes", "no", "silent"]) -> str:
        walk.give(Consented(walk.position.node, answer))
        return answer

    def check(self, around: "Around") -> Iterator[Finding]:
        for name in ("yes_key", "no_key"):
            if getattr(self, name) not in KEYS:
                yield around.finding("key_invalid", "This is no key of a telephone.", name)
        if self.yes_key == self.no_key:
            yield around.finding("key_twice", "Yes and no need different keys.", "no_key")
