"""Values of the language, and how variables keep them: as texts in one plain form for each type."""

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Literal

Type = Literal["text", "number", "date", "time", "yes_no"]
Value = str | Decimal | date | time | bool | None  # None: nothing was given yet

NAME = re.compile(r"[^\W\d]\w{0,39}")
LONGEST = 500
MOST_DIGITS = 28
_KINDS: dict[str, Type] = {"digits": "text", "money": "number"}
_YES = frozenset({"yes", "true", "1", "是"})
_NO = frozenset({"no", "false", "0", "否"})


class Wrong(ValueError):
    """The text is no expression, or one that cannot be right. `code` names the finding."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class NoValue(ArithmeticError):
    """Nothing comes of it now: a value is missing, is no number, or is divided by zero."""


def type_of(kind: str) -> Type:
    """What a variable's type is to the language: money is a number, digits are a text."""
    return _KINDS.get(kind, kind)  # type: ignore[arg-type]


def from_text(text: str, of: Type) -> Value:
    """A kept value; None where the text is none of its type."""
    if of == "text":
        return text
    if not text:
        return None
    try:
        return _READ[of](text)
    except (ValueError, InvalidOperation):
        return None


def as_text(value: Value) -> str:
    """`yes` and `no`, `12.5`, `2026-11-22`, `13:05`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value[:LONGEST]


def plain(number: Decimal) -> str:
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def number(text: str) -> Decimal:
    found = Decimal(text.strip().replace(",", ""))
    if (
        not found.is_finite()
        or len(found.as_tuple().digits) > MOST_DIGITS
        or abs(found.adjusted()) > MOST_DIGITS
    ):
        raise InvalidOperation
    return found


def _yes_no(text: str) -> bool:
    lower = text.strip().lower()
    if lower in _YES or lower in _NO:
        return lower in _YES
    raise ValueError


_READ: dict[str, Callable[[str], Value]] = {
    "number": number,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "yes_no": _yes_no,
}
