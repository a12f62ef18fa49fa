"""From a service's JSON, or a database's row, to the values of a flow. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from lingtong.floor.ivr.expressions.values import from_text, number, plain
from lingtong.floor.ivr.sources.model import Mapped, ValueType

_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,6})\]")
_MISSING: Any = object()
_DAY = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})")


class Unlike(ValueError):
    """The answer is not what it is said to be."""


def mapped(answer: Any, wanted: Sequence[Mapped]) -> dict[str, str] | None:
    """The wanted values; None where the service knows nothing: an answer without content, or nulls alone."""
    if answer is None or answer in ([], {}):
        return None
    found = {one.name: at_path(answer, one.path) for one in wanted}
    if wanted and all(value is _MISSING for value in found.values()):
        raise Unlike
    if wanted and all(value is None or value is _MISSING for value in found.values()):
        return None
    return {one.name: as_value(found[one.name], one.type) for one in wanted}


def at_path(answer: Any, path: str) -> Any:
    steps = _pointer(path) if path.startswith("/") or not path else _dotted(path)
    for step in steps:
        if isinstance(answer, Mapping):
            answer = answer.get(step, _MISSING)
        elif isinstance(answer, list):
            answer = answer[int(step)] if step.isdigit() and int(step) < len(answer) else _MISSING
        else:
            return _MISSING
    return answer


def as_value(value: Any, kind: ValueType) -> str:
    """In the one plain form that variables have; `Unlike` where it is none of this type."""
    if value is None or value is _MISSING:
        return ""
    text = _plain(value)
    if kind == "text" or not text:
        return text
    if kind == "number":
        return _number(text)
    if kind == "date":
        return _date(text)
    found = from_text(text, "yes_no")
    if found is None:
        raise Unlike
    return "yes" if found else "no"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return _number(str(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, str):
        return " ".join(value.split())
    raise Unlike


def _number(text: str) -> str:
    try:
        return plain(number(text))
    except InvalidOperation:
        raise Unlike from None


def _date(text: str) -> str:
    found = _DAY.match(text)
    try:
        return date(*(int(part) for part in found.groups())).isoformat() if found else _unlike()
    except ValueError:
        raise Unlike from None


def _unlike() -> str:
    raise Unlike


def _pointer(path: str) -> list[str]:
    """RFC 6901."""
    return [step.replace("~1", "/").replace("~0", "~") for step in path.split("/")[1:]]


def _dotted(path: str) -> list[str]:
    return [found[1] or found[2] for found in _STEP.finditer(path)]
