"""Something typed: digits, an amount, a date, a time, or yes and no."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, ClassVar, Literal

from lingtong.floor.ivr.expressions.values import plain
from lingtong.floor.ivr.node import Field, Finding, Node
from lingtong.floor.ivr.steps import Cue, Key, Parts, PromptEnded, Say, Silence

if TYPE_CHECKING:
    from lingtong.floor.ivr.around import Around
    from lingtong.floor.ivr.walk import Walk

Typed = Literal["digits", "amount", "date", "time", "yes_no"]
YES, NO = "1", "2"
POINT = "*"
MOST_TYPED = 40
_FORMS = {"date": {8: "%Y%m%d", 6: "%y%m%d"}, "time": {4: "%H%M", 3: "%H%M"}}
_SAID: dict[str, Literal["digits", "money", "date", "time"]] = {
    "digits": "digits",
    "amount": "money",
    "date": "date",
    "time": "time",
}
# What a variable must be to take what is typed.
TAKES = {
    "digits": frozenset({"digits", "text", "number"}),
    "amount": frozenset({"number", "money", "text"}),
    "date": frozenset({"date", "text"}),
    "time": frozenset({"time", "text"}),
    "yes_no": frozenset({"yes_no", "text"}),
}


class CollectNode(Node, frozen=True, kw_only=True, tag="collect"):
    """`least` and `most` count keys; `most` keys, the end key or a pause of `between` seconds end it.

    In an amount `*` is the decimal point, and `lowest` and `highest` bound it. A date is typed as 20261122 or
    261122, a time as 0930; yes and no are the keys 1 and 2. With `confirm` the value is read back: 1 keeps
    it, 2 begins anew.
    """

    GROUP: ClassVar = "ask"
    FIELDS: ClassVar = (
        Field("prompt", "prompt", needed=True),
        Field("kind", "choice", choices=("digits", "amount", "date", "time", "yes_no")),
        Field("into", "variable", needed=True),
        Field("least", "number", least=0, most=MOST_TYPED),
        Field("most", "number", least=1, most=MOST_TYPED),
        Field("lowest", "number", more=True),
        Field("highest", "number", more=True),
        Field("end_key", "choice", choices=("#", "*", ""), more=True),
        Field("first", "seconds", least=1, most=60, more=True),
        Field("between", "seconds", least=1, most=30, more=True),
        Field("tries", "number", least=1, most=10, more=True),
        Field("silent_prompt", "prompt", more=True),
        Field("short_prompt", "prompt", more=True),
        Field("wrong_prompt", "prompt", more=True),
        Field("confirm", "switch"),
        Field("confirm_before", "prompt", more=True),
        Field("confirm_after", "prompt", more=True),
        Field("barge_in", "switch", more=True),
        Field("done", "exit"),
        Field("otherwise", "exit"),
    )

    prompt: Parts
    kind: Typed = "digits"
    into: str
    least: int = 1
    most: int = 20
    lowest: float | None = None
    highest: float | None = None
    end_key: Literal["#", "*", ""] = "#"
    first: float = 8.0
    between: float = 4.0
    tries: int = 3
    silent_prompt: Parts = "no_key"
    short_prompt: Parts = "typed_too_short"
    wrong_prompt: Parts = "typed_wrong"
    confirm: bool = False
    confirm_before: Parts = "you_typed"
    confirm_after: Parts = "right_or_again"
    barge_in: bool = True
    done: str = ""
    otherwise: str = ""

    def uses(self, key: str) -> bool:
        return key.isdigit() or key == self.end_key or (self.kind == "amount" and key == POINT)

    def collects(self) -> bool:
        return True

    def enter(self, walk: "Walk") -> str | None:
        walk.say(self.prompt, whole=not self.barge_in)
        return None

    def heard(self, walk: "Walk", cue: Cue) -> str | None:
        if isinstance(cue, PromptEnded):
            walk.await_key(self.between if walk.keys.typed and not self._confirms(walk) else self.first)
            return None
        if self._confirms(walk):
            return self._answered(walk, cue)
        if isinstance(cue, Silence):
            return self._finish(walk) if walk.keys.typed else self._again(walk, self.silent_prompt)
        return self._pressed(walk, cue.key) if isinstance(cue, Key) else None

    def _confirms(self, walk: "Walk") -> bool:
        return "confirm" in walk.position.state

    def _pressed(self, walk: "Walk", key: str) -> str | None:
        if key == self.end_key:
            return self._finish(walk)
        if not self.uses(key):
            return self._again(walk, self.wrong_prompt)
        walk.keys.typed += key
        if self.kind == "yes_no" or len(walk.keys.typed) >= self.most:
            return self._finish(walk)
        walk.await_key(self.between)
        return None

    def _finish(self, walk: "Walk") -> str | None:
        if len(walk.keys.typed) < (1 if self.kind == "yes_no" else self.least):
            return self._again(walk, self.short_prompt if walk.keys.typed else self.silent_prompt)
        value = self._value(walk.keys.typed)
        if value is None:
            return self._again(walk, self.wrong_prompt)
        if not self.confirm or self.kind == "yes_no":
            return self._keep(walk, value)
        walk.position.state = {"confirm": "1"}
        self._read_back(walk, value)
        return None

    def _read_back(self, walk: "Walk", value: str) -> None:
        said = Say(kind=_SAID[self.kind], value=value)
        walk.say(self.confirm_before, (said,), self.confirm_after, whole=not self.barge_in)

    def _answered(self, walk: "Walk", cue: Cue) -> str | None:
        value = self._value(walk.keys.typed) or ""
        if isinstance(cue, Key) and cue.key == YES:
            return self._keep(walk, value)
        if isinstance(cue, Key) and cue.key == NO:
            return self._again(walk, "")
        walk.position.tries += 1
        if walk.position.tries >= self.tries:
            return "otherwise"
        walk.keys.ahead = ""
        self._read_back(walk, value)
        return None

    def _keep(self, walk: "Walk", value: str) -> str:
        walk.assign(self.into, value)
        walk.keys.typed = ""
        return "done"

    def _again(self, walk: "Walk", why: Parts) -> str | None:
        walk.position.state, walk.keys.typed, walk.keys.ahead = {}, "", ""
        walk.position.tries += 1
        if walk.position.tries >= self.tries:
            return "otherwise"
        walk.say(why, self.prompt, whole=not self.barge_in)
        return None

    def _value(self, typed: str) -> str | None:
        """As variables keep it; None where it is none."""
        match self.kind:
            case "digits":
                return typed
            case "yes_no":
                return {YES: "yes", NO: "no"}.get(typed)
            case "amount":
                return self._amount(typed)
            case _:
                return _moment(self.kind, typed)

    def _amount(self, typed: str) -> str | None:
        try:
            amount = Decimal(typed.replace(POINT, "."))
        except InvalidOperation:
            return None
        low = self.lowest is not None and amount < Decimal(str(self.lowest))
        high = self.highest is not None and amount > Decimal(str(self.highest))
        return None if low or high else plain(amount)

    def check(self, around: "Around") -> Iterator[Finding]:
        if self.least > self.most:
            yield around.finding("out_of_range", "At least as many keys are wanted as may be typed.", "least")
        if self.kind == "amount" and self.end_key == POINT:
            yield around.finding("key_twice", "The decimal point * cannot end the amount too.", "end_key")
        variable = around.flow.variables.get(self.into)
        if variable is not None and variable.type not in TAKES[self.kind]:
            message = f"{self.into} is a {variable.type} and takes no {self.kind}."
            yield around.finding("type_wrong", message, "into")
        if self.confirm and variable is not None and variable.secret:
            message = f"{self.into} is secret and would be read back aloud."
            yield around.finding("secret_shown", message, "confirm", "warning")


def _moment(kind: str, typed: str) -> str | None:
    form = _FORMS[kind].get(len(typed))
    if form is None or not typed.isdigit():
        return None
    try:
        at = datetime.strptime(typed.zfill(4) if kind == "time" else typed, form)  # noqa: DTZ007 - a wall clock
    except ValueError:
        return None
    return at.strftime("%H:%M") if kind == "time" else date(at.year, at.month, at.day).isoformat()
