"""The node protocol: what every kind of node is to the walk, the check and the designer.

A node is a frozen struct, one file a kind. `FIELDS` tells what its fields mean; from it follow the form in
the designer, the exits, the prompts, the things it names and most of the check.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import msgspec

from lingtong.floor.ivr.steps import Cue, Done

if TYPE_CHECKING:
    from lingtong.floor.ivr.around import Around
    from lingtong.floor.ivr.walk import Walk

FieldKind = Literal[
    "prompt",  # one prompt, or parts: `Parts`
    "word",  # the name of one prompt
    "text",
    "template",  # text with {expressions}
    "expression",
    "condition",  # an expression that is true or not
    "variable",  # the name of a variable that is given a value
    "computed",  # variable → expression
    "inputs",  # name of what is given → template
    "outputs",  # name of a result → variable
    "values",  # attached name → template
    "number",
    "seconds",
    "switch",
    "choice",
    "exit",
    "key_map",  # key → exit
    "labels",  # key → text
    "cases",  # condition → exit, in order
    "named_exits",  # name → exit
    "names",
    "queue",
    "calendar",
    "flow",
    "roster",
    "list",
    "source",
    "service",
    "request",  # one of those that the service or source of this node offers
    "write",  # the same, of those that change something
    "table",
    "box",
    "survey",
    "agent",
]
# Which kind of the catalog each field names.
NAMED: dict[str, str] = {
    "queue": "queues",
    "calendar": "calendars",
    "flow": "flows",
    "roster": "duty-rosters",
    "list": "number-lists",
    "source": "data-sources",
    "service": "http-services",
    "table": "decision-tables",
    "box": "voicemail-boxes",
    "survey": "surveys",
}
Group = Literal["speak", "ask", "decide", "data", "route", "leave"]


@dataclass(frozen=True)
class Field:
    """`least` and `most` bound a number or the length of a text. `more`: shown on demand in the designer."""

    name: str
    kind: FieldKind
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    more: bool = False
    needed: bool = False


@dataclass(frozen=True)
class Finding:
    """`node` and `field` are empty where the flow, or the node, as a whole is meant."""

    node: str
    code: str
    message: str
    severity: Literal["error", "warning"] = "error"
    field: str = ""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    when: str
    to: str


class Node(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of all nodes. An exit that leads nowhere is the flow's default exit; without one, the end."""

    FIELDS: ClassVar[tuple[Field, ...]] = ()
    GROUP: ClassVar[Group] = "speak"
    ENDS_LOOPS: ClassVar[bool] = False
    LEADS_AWAY: ClassVar[bool] = False  # so that a menu of an agent cannot have it

    @classmethod
    def type_name(cls) -> str:
        return str(cls.__struct_config__.tag)

    # --- what it is made of

    def exits(self) -> dict[str, str]:
        """Every exit by its name: the node to which it leads, or nothing."""
        found: dict[str, str] = {}
        for field in self.FIELDS:
            if field.kind == "exit":
                found[field.name] = getattr(self, field.name)
            elif field.kind in ("key_map", "named_exits"):
                found.update(getattr(self, field.name))
            elif field.kind == "cases":
                cases = getattr(self, field.name)
                found.update({str(place): case.to for place, case in enumerate(cases, 1)})
        return found

    def exits_unasked(self) -> dict[str, str]:
        """Exits by which a caller goes who presses nothing."""
        found = self.exits()
        for field in self.FIELDS:
            if field.kind == "key_map":
                found = {name: to for name, to in found.items() if name not in getattr(self, field.name)}
        return found

    def prompts(self) -> Iterator[str]:
        """Names of the prompts that it plays, as far as they are known beforehand."""
        for field in self.FIELDS:
            value = getattr(self, field.name, None) if field.kind in ("prompt", "word") else None
            for part in (value,) if isinstance(value, str) else value or ():
                if isinstance(part, str) and part:
                    yield part

    def references(self) -> Iterator[tuple[str, str, str]]:
        """(field, kind of the catalog, id) of each thing that it names."""
        for field in self.FIELDS:
            if field.kind in NAMED and getattr(self, field.name):
                yield field.name, NAMED[field.kind], getattr(self, field.name)

    def calls(self) -> tuple[str, ...]:
        """Flows that are walked inside this one."""
        return ()

    def check(self, around: "Around") -> Iterator[Finding]:  # noqa: ARG002
        """What is wrong beyond its fields' own bounds. `around.finding` makes them."""
        yield from ()

    # --- what it does

    def uses(self, key: str) -> bool:  # noqa: ARG002
        """Whether the key means something here, so that the flow's own `*` and `0` do not."""
        return False

    def takes_keys(self) -> bool:
        """Whether keys are for this node; others keep them for the next that takes some."""
        return self.collects()

    def takes_keys_while(self, awaiting: str) -> bool:  # noqa: ARG002
        """Whether keys are for this node also while this is under way outside the walk."""
        return False

    def collects(self) -> bool:
        """Whether keys are typed here, so that they are nobody's to see."""
        return False

    def can_interrupt(self) -> bool:
        """Whether a key ends what is being said."""
        return getattr(self, "barge_in", False)

    def enter(self, walk: "Walk") -> str | None:
        """Do what it does; gives the name of the exit by which the walk goes on, None where it waits.

        A node may be begun again after a restart, so everything it does must be safe to do twice.
        """
        raise NotImplementedError

    def heard(self, walk: "Walk", cue: Cue) -> str | None:
        """While it waits: the exit by which the walk goes on, or None."""
        if isinstance(cue, Done):
            walk.keep(cue.values)
            return cue.exit
        return None


def defaults(kind: type[Node]) -> Mapping[str, Any]:
    """Of the fields that need not be given."""
    return {
        field.name: field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
        for field in msgspec.structs.fields(kind)
        if field.default is not msgspec.NODEFAULT or field.default_factory is not msgspec.NODEFAULT
    }
