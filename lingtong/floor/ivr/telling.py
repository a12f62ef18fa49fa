"""What a node may do while somebody walks through it: speak, ask, keep values, send others on errands."""

from collections.abc import Sequence

from lingtong.floor.ivr.expressions import (
    NoValue,
    Value,
    Wrong,
    as_text,
    expression,
    from_text,
    template,
    type_of,
)
from lingtong.floor.ivr.graph import Flow
from lingtong.floor.ivr.prompts.say import say as say_value
from lingtong.floor.ivr.prompts.speech_id import SPEECH, speech_id
from lingtong.floor.ivr.steps import Attach, AwaitKey, Keys, Parts, Position, Prompt, Run, Say, Step
from lingtong.floor.ivr.world import World
from lingtong.floor.turn import Errand, ErrandKind

MOST_BACK = 16
MOST_VARIABLES, LONGEST_VALUE = 100, 500
SPEAK_WITHIN = 8.0  # seconds for a text to be spoken the first time


class Telling:
    """`position`, `variables` and `keys` are changed in place; `steps` is what came of the cue so far."""

    __slots__ = ("flow", "keys", "position", "steps", "variables", "world")

    def __init__(
        self, flow: Flow, position: Position, variables: dict[str, str], keys: Keys, world: World
    ) -> None:
        self.flow = flow
        self.position = position
        self.variables = variables
        self.keys = keys
        self.world = world
        self.steps: list[Step] = []

    # --- to the caller

    def say(self, *parts: Parts, whole: bool = False) -> None:
        """Play, then hear `PromptEnded`. To whom has pressed keys ahead it is not played, unless `whole`."""
        self.position.awaiting = "prompt"
        if not whole and self._is_ahead():
            return
        texts: dict[str, str] = {}
        names = self._spoken(parts, texts)
        if texts:
            self.position.unsaid = names
            self.run("speak", {"language": self.world.language, "texts": texts}, SPEAK_WITHIN)
        else:
            self.steps.append(Prompt(tuple(names)))

    def say_unsaid(self, way: str) -> bool:
        """What waited for its speech to be made is said now; without it where it could not be."""
        names, self.position.unsaid = self.position.unsaid, []
        names = [name for name in names if way == "done" or not name.startswith(SPEECH)]
        self.position.awaiting = "prompt"
        if not names or self._is_ahead():
            return False
        self.steps.append(Prompt(tuple(names)))
        return True

    def _is_ahead(self) -> bool:
        """Who has pressed keys meanwhile need not hear what they interrupt."""
        node = self.flow.nodes.get(self.position.node)
        return bool(self.keys.ahead) and node is not None and node.can_interrupt()

    def _spoken(self, parts: tuple[Parts, ...], texts: dict[str, str]) -> list[str]:
        found: list[str] = []
        for part in parts:
            for one in (part,) if isinstance(part, str) else part:
                found += [one] if isinstance(one, str) else self._said(one, texts)
        return [name for name in found if name]

    def _said(self, say: Say, texts: dict[str, str]) -> Sequence[str]:
        text = self.text(say.value)
        if say.kind == "prompt":
            return [text]
        if say.kind != "text":
            return say_value(say.kind, text, "en" if self.world.language == "en" else "zh")
        if not text.strip():
            return []
        name = speech_id(text, self.world.language)
        texts[name] = text
        return [f"{SPEECH}{name}"]

    def await_key(self, seconds: float) -> None:
        """Hear `Silence` after so long, or a key."""
        self.position.awaiting = "key"
        self.steps.append(AwaitKey(min(seconds, self.flow.idle_release)))

    def await_outside(self, name: str, step: Step) -> None:
        """Something else has the caller until `menu.node_done`. `name`: what the position then waits for."""
        self.position.awaiting = name
        self.steps.append(step)

    def attach(self, values: dict[str, str]) -> None:
        """Into the attached data; `language` is the caller's from here on."""
        world = self.world
        world.attached = {**world.attached, **values}
        if values.get("language") in ("zh", "en"):
            world.language = values["language"]
        self.steps.append(Attach(values))

    def give(self, step: Step) -> None:
        self.steps.append(step)

    def at_menu(self) -> None:
        """Here "back" leads from further on."""
        menus = self.position.menus
        if not menus or menus[-1] != self.position.node:
            self.position.menus = [*menus[1 - MOST_BACK :], self.position.node]

    # --- values

    def assign(self, name: str, value: str) -> None:
        """To a variable, if one is named."""
        if name:
            self.keep({name: value})

    def name(self, name: str) -> Value:
        """What a name means in an expression: a variable, something given, or attached data."""
        declared = self.flow.variables.get(name)
        if name in self.variables:
            return from_text(self.variables[name], type_of(declared.type) if declared else "text")
        if declared is not None:
            return "" if type_of(declared.type) == "text" else None
        return self.world.given(name)

    def text(self, template_text: str) -> str:
        """A template filled in; one that cannot be read is nothing, which the check has told."""
        try:
            return template(template_text).text(self.name)
        except Wrong:
            return ""

    def value(self, text: str) -> str | None:
        """An expression's value as variables keep it; None where nothing comes of it."""
        try:
            return as_text(expression(text).value(self.name))
        except (Wrong, NoValue):
            return None

    def holds(self, condition: str) -> bool:
        try:
            return expression(condition).holds(self.name)
        except Wrong:
            return False

    @property
    def visit_id(self) -> str:
        """Of this entering of this node: the key of what is asked of others, so that it happens once."""
        return f"{self.world.interaction_id}:{self.position.count}"

    def run(self, kind: ErrandKind, request: dict[str, str | dict[str, str]], within: float) -> None:
        """Have something done elsewhere and hear `Done` with its outcome and values."""
        errand = Errand(
            id=self.visit_id,
            tenant_id=self.world.tenant_id,
            interaction_id=self.world.interaction_id,
            kind=kind,
            request=request,
            within=within,
        )
        self.await_outside("errand", Run(errand))

    def keep(self, values: dict[str, str]) -> None:
        """Give variables values; too many or too long ones are cut."""
        for name, value in values.items():
            if name in self.variables or len(self.variables) < MOST_VARIABLES:
                self.variables[name] = value[:LONGEST_VALUE]
