from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Finding, Node

if TYPE_CHECKING:
    from lingtong.floor.ivr.around import Around
    from lingtong.floor.ivr.walk import Walk

LANGUAGES = frozenset({"zh", "en"})
_MOST, _NAME, _TEXT = 50, 60, 200


class SetNode(Node, frozen=True, kw_only=True, tag="set"):
    """Puts values into the attached data; the name `language` changes the caller's language."""

    GROUP: ClassVar = "data"
    FIELDS: ClassVar = (Field("values", "values"), Field("next", "exit"))

    values: dict[str, str]
    next: str

    def enter(self, walk: "Walk") -> str | None:
        walk.attach(self.values)
        return "next"

    def check(self, around: "Around") -> Iterator[Finding]:
        if self.values.get("language", "zh") not in LANGUAGES:
            yield around.finding("language_unknown", "The language is zh or en.", "values")
        long = any(len(name) > _NAME or len(text) > _TEXT for name, text in self.values.items())
        if len(self.values) > _MOST or long:
            yield around.finding("out_of_range", "Attached data is 50 short values at most.", "values")
