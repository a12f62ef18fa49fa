from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Finding, Node

if TYPE_CHECKING:
    from lingtong.floor.ivr.around import Around
    from lingtong.floor.ivr.walk import Walk

LANGUAGES = frozenset({"zh", "en"})
_MOST, _NAME, _TEXT = 50, 60, 200


class SetNode(Node, frozen=True, kw_only=True, tag="set"):
    """`compute` gives variables values, in order; `values` go into the attached data, which agents see.

    The attached name `language` changes the caller's language.
    """

    GROUP: ClassVar = "data"
    FIELDS: ClassVar = (Field("compute", "computed"), Field("values", "values"), Field("next", "exit"))

    compute: dict[str, str] = {}
    values: dict[str, str] = {}
    next: str = ""

    def enter(self, walk: "Walk") -> str | None:
        for name, text in self.compute.items():
            value = walk.value(text)
            if value is not None:
                walk.keep({name: value})
        if self.values:
            walk.attach({name: walk.text(text) for name, text in self.values.items()})
        return "next"

    def check(self, around: "Around") -> Iterator[Finding]:
        language = self.values.get("language", "zh")
        if language not in LANGUAGES and "{" not in language:
            yield around.finding("language_unknown", "The language is zh or en.", "values")
        long = any(len(name) > _NAME or len(text) > _TEXT for name, text in self.values.items())
        if max(len(self.values), len(self.compute)) > _MOST or long:
            yield around.finding("out_of_range", "Attached data is 50 short values at most.", "values")
