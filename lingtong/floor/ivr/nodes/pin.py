"""PINs of callers: typed, compared elsewhere and forgotten. No PIN ever becomes a variable."""

from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node
from lingtong.floor.ivr.steps import Cue, Done, Parts, PromptEnded, Silence

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk

LEAST, MOST = 4, 12
WITHIN = 10.0


class PinNode(Node, frozen=True, kw_only=True):
    """Collects the digits. What is typed stands in `walk.keys` alone, which nobody writes anywhere."""

    account: str
    least: int = 4
    most: int = 8
    tries: int = 3
    wait: float = 8.0
    between: float = 4.0

    def exits_unasked(self) -> dict[str, str]:
        """Who types nothing is refused in the end."""
        return {name: to for name, to in self.exits().items() if name == "refused"}

    def uses(self, key: str) -> bool:
        return key.isdigit() or key == "#"

    def collects(self) -> bool:
        return True

    def can_interrupt(self) -> bool:
        return True

    def heard(self, walk: "Walk", cue: Cue) -> str | None:
        if isinstance(cue, PromptEnded):
            walk.await_key(self.between if walk.keys.typed else self.wait)
            return None
        if isinstance(cue, Done):
            return self.answered(walk, cue)
        if isinstance(cue, Silence) or cue.key == "#":
            return self._finish(walk)
        return self._pressed(walk, cue.key)

    def _pressed(self, walk: "Walk", key: str) -> str | None:
        if not key.isdigit():
            return self.again(walk, "typed_wrong")
        walk.keys.typed += key
        if len(walk.keys.typed) >= self.most:
            return self._finish(walk)
        walk.await_key(self.between)
        return None

    def _finish(self, walk: "Walk") -> str | None:
        if len(walk.keys.typed) < self.least:
            return self.again(walk, "typed_too_short" if walk.keys.typed else "no_key")
        typed, walk.keys.typed = walk.keys.typed, ""
        return self.typed(walk, typed)

    def again(self, walk: "Walk", why: Parts) -> str | None:
        walk.keys.typed, walk.keys.ahead = "", ""
        walk.position.tries += 1
        if walk.position.tries >= self.tries:
            return "refused"
        walk.say(why, self.asks(walk))
        return None

    def request(self, walk: "Walk", pin: str) -> dict[str, str | dict[str, str]]:
        return {"account": walk.text(self.account), "pin": pin, "caller": walk.world.caller}

    def asks(self, walk: "Walk") -> Parts:
        raise NotImplementedError

    def typed(self, walk: "Walk", pin: str) -> str | None:
        raise NotImplementedError

    def answered(self, walk: "Walk", answer: Done) -> str | None:
        raise NotImplementedError


class PinCheckNode(PinNode, frozen=True, kw_only=True, tag="pin_check"):
    """Whether the caller knows the PIN of this account.

    `refused`: wrong, as often as may be tried here; `locked`: too often wrong, in this call or before;
    `empty`: the account has no PIN.
    """

    GROUP: ClassVar = "data"
    FIELDS: ClassVar = (
        Field("account", "template", needed=True),
        Field("prompt", "prompt", more=True),
        Field("wrong_prompt", "prompt", more=True),
        Field("least", "number", least=LEAST, most=MOST, more=True),
        Field("most", "number", least=LEAST, most=MOST, more=True),
        Field("tries", "number", least=1, most=5, more=True),
        Field("wait", "seconds", least=1, most=60, more=True),
        Field("between", "seconds", least=1, most=30, more=True),
        Field("done", "exit"),
        Field("refused", "exit"),
        Field("locked", "exit"),
        Field("empty", "exit"),
        Field("failed", "exit"),
    )

    prompt: Parts = "pin_enter"
    wrong_prompt: Parts = "pin_wrong"
    done: str = ""
    refused: str = ""
    locked: str = ""
    empty: str = ""
    failed: str = ""

    def enter(self, walk: "Walk") -> str | None:
        walk.say(self.prompt)
        return None

    def asks(self, _: "Walk") -> Parts:
        return self.prompt

    def typed(self, walk: "Walk", pin: str) -> str | None:
        walk.run("pin_check", self.request(walk, pin), WITHIN)
        return None

    def answered(self, walk: "Walk", answer: Done) -> str | None:
        if answer.exit != "refused":
            return answer.exit if answer.exit in ("done", "empty") else "failed"
        return "locked" if "locked" in answer.values else self.again(walk, self.wrong_prompt)


class PinSetNode(PinNode, frozen=True, kw_only=True, tag="pin_set"):
    """A new PIN for this account, typed twice. Who calls must be known for sure before.

    `refused`: no good PIN was typed within the tries.
    """

    GROUP: ClassVar = "data"
    FIELDS: ClassVar = (
        Field("account", "template", needed=True),
        Field("prompt", "prompt", more=True),
        Field("repeat_prompt", "prompt", more=True),
        Field("least", "number", least=LEAST, most=MOST, more=True),
        Field("most", "number", least=LEAST, most=MOST, more=True),
        Field("tries", "number", least=1, most=5, more=True),
        Field("wait", "seconds", least=1, most=60, more=True),
        Field("between", "seconds", least=1, most=30, more=True),
        Field("done", "exit"),
        Field("refused", "exit"),
        Field("failed", "exit"),
    )

    prompt: Parts = "pin_new"
    repeat_prompt: Parts = "pin_repeat"
    done: str = ""
    refused: str = ""
    failed: str = ""

    def enter(self, walk: "Walk") -> str | None:
        walk.keys.first = ""
        walk.say(self.prompt)
        return None

    def asks(self, walk: "Walk") -> Parts:
        walk.keys.first = ""
        return self.prompt

    def typed(self, walk: "Walk", pin: str) -> str | None:
        first, walk.keys.first = walk.keys.first, ""
        if not first:
            walk.keys.first = pin
            walk.say(self.repeat_prompt)
            return None
        if first != pin:
            return self.again(walk, "pin_differs")
        walk.run("pin_set", self.request(walk, pin), WITHIN)
        return None

    def answered(self, walk: "Walk", answer: Done) -> str | None:
        if answer.exit == "refused":
            return self.again(walk, "pin_too_easy")
        return "done" if answer.exit == "done" else "failed"
