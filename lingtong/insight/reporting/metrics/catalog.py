"""Every figure by its one definition: what boards, alarms and `docs/guide/figures.md` mean by it."""

import tomllib
from pathlib import Path
from typing import Literal

import msgspec

Unit = Literal["count", "rate", "seconds", "share", "moment"]
Of = Literal["queue", "entry_point", "agent", "center", "trunk"]
OF_WORDS: dict[Of, tuple[str, str]] = {
    "queue": ("Queues", "技能组"),
    "entry_point": ("Entry points and media", "接入点与媒体"),
    "agent": ("Agents", "坐席"),
    "center": ("The whole center", "全中心"),
    "trunk": ("Trunks", "中继"),
}
FILE = Path(__file__).with_name("figures.toml")


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """`field` is its place in the live view (`floor/live/figures.py`). `label` fits on a tile.

    `source`: `state` is the router's own state, right now; `facts` is the fold of the journal's facts.
    `says` is the definition: formula, what counts when, what is left out. `good`: which way is better.
    """

    code: str
    field: str
    unit: Unit
    source: Literal["state", "facts"]
    name: str
    name_zh: str
    label: str
    label_zh: str
    says: str
    says_zh: str
    good: Literal["", "low", "high"] = ""

    @property
    def of(self) -> str:
        """What it is a figure of, a key of `OF_WORDS`."""
        return self.code.partition(".")[0]


def _read() -> tuple[Figure, ...]:
    return msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8"))["figure"], tuple[Figure, ...])


FIGURES = _read()
BY_CODE = {figure.code: figure for figure in FIGURES}
