from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Finding, Node
from lingtong.floor.ivr.steps import Chosen, Cue, Key, Parts, PromptEnded

if TYPE_CHECKING:
    from lingtong.floor.ivr.around import Around
    from lingtong.floor.ivr.walk import Walk

KEYS = frozenset("0123456789*#")
_LABEL = 200


class MenuNode(Node, frozen=True, kw_only=True, tag="menu"):
    """`keys` maps a digit, `*` or `#` to a node. `wait` is seconds without a key after the prompt."""

    GROUP: ClassVar = "ask"
    FIELDS: ClassVar = (
        Field("prompt", "prompt", needed=True),
        Field("keys", "key_map"),
        Field("labels", "labels"),
        Field("wait", "seconds", least=1, most=60),
        Field("tries", "number", least=1, most=10),
        Field("wrong_prompt", "prompt", more=True),
        Field("silent_prompt", "prompt", more=True),
        Field("barge_in", "switch", more=True),
        Field("otherwise", "exit"),
    )

    prompt: Parts
    keys: dict[str, str]
    labels: dict[str, str] = {}
    wait: float = 6.0
    tries: int = 3
    wrong_prompt: Parts = "wrong_key"
    silent_prompt: Parts = "no_key"
    barge_in: bool = True
    otherwise: str

    def uses(self, key: str) -> bool:
        return key in self.keys

    def takes_keys(self) -> bool:
        return True

    def enter(self, walk: "Walk") -> str | None:
        walk.at_menu()
        walk.say(self.prompt, whole=not self.barge_in)
        return None

    def heard(self, walk: "Walk", cue: Cue) -> str | None:
        if isinstance(cue, PromptEnded):
            walk.await_key(self.wait)
            return None
        if isinstance(cue, Key) and cue.key in self.keys:
            walk.give(Chosen(walk.position.node, cue.key, self.labels.get(cue.key, "")))
            return cue.key
        walk.position.tries += 1
        if walk.position.tries >= self.tries:
            return "otherwise"
        walk.keys.ahead = ""
        why = self.wrong_prompt if isinstance(cue, Key) else self.silent_prompt
        walk.say(why, self.prompt, whole=not self.barge_in)
        return None

    def check(self, around: "Around") -> Iterator[Finding]:
        for key in self.keys:
            if key not in KEYS:
                yield around.finding("key_invalid", f"{key[:10]!r} is no key of a telephone.", "keys")
        if not self.keys:
            message = "A menu without keys asks for what cannot be answered."
            yield around.finding("keys_missing", message, "keys")
        if any(len(label) > _LABEL for label in self.labels.values()) or not self.labels.keys() <= KEYS:
            yield around.finding("label_invalid", "A label belongs to a key and is short.", "labels")
