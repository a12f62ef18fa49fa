"""The functions that an expression may call. Each takes and gives values; what cannot be is `NoValue`."""

import math
from collections.abc import Callable
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal, NamedTuple

from lingtong.floor.ivr.expressions.values import NoValue, Type, Value, as_text, from_text

Takes = Type | Literal["any"]


class Function(NamedTuple):
    """`gives` may be `same`: the type of the first argument. The last `optional` may be left out."""

    takes: tuple[Takes, ...]
    gives: Type | Literal["same"]
    call: Callable[..., Value]
    optional: int = 0
    many: bool = False  # the last argument may come again


def _must(value: Value) -> Value:
    if value is None:
        raise NoValue
    return value


def _mid(text: str, start: Decimal, length: Decimal) -> str:
    first = max(int(start) - 1, 0)
    return text[first : first + max(int(length), 0)]


def _right(text: str, length: Decimal) -> str:
    return text[-int(length) :] if length >= 1 else ""


def _round(value: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-max(0, min(int(places), 9))), ROUND_HALF_UP)


def _default(value: Value, other: Value) -> Value:
    return other if value in (None, "") else value


def _of(kind: Type) -> Callable[[Any], Value]:
    return lambda value: _must(from_text(as_text(value).strip(), kind))


def _whole(function: Callable[[Decimal], int]) -> Callable[[Decimal], Decimal]:
    return lambda value: Decimal(function(value))


def _part(name: str) -> Callable[[date | time], Decimal]:
    return lambda value: Decimal(getattr(value, name))


FUNCTIONS: dict[str, Function] = {
    "number": Function(("any",), "number", _of("number")),
    "date": Function(("any",), "date", _of("date")),
    "time": Function(("any",), "time", _of("time")),
    "text": Function(("any",), "text", as_text),
    "empty": Function(("any",), "yes_no", lambda value: value in (None, "")),
    "default": Function(("any", "any"), "same", _default),
    "length": Function(("text",), "number", lambda text: Decimal(len(text))),
    "upper": Function(("text",), "text", lambda text: str(text).upper()),
    "lower": Function(("text",), "text", lambda text: str(text).lower()),
    "trim": Function(("text",), "text", lambda text: str(text).strip()),
    "left": Function(("text", "number"), "text", lambda text, length: text[: max(int(length), 0)]),
    "right": Function(("text", "number"), "text", _right),
    "middle": Function(("text", "number", "number"), "text", _mid),
    "digits": Function(("text",), "text", lambda text: "".join(one for one in text if one in "0123456789")),
    "contains": Function(("text", "text"), "yes_no", lambda text, part: part in text),
    "begins": Function(("text", "text"), "yes_no", lambda text, part: text.startswith(part)),
    "ends": Function(("text", "text"), "yes_no", lambda text, part: text.endswith(part)),
    "round": Function(("number", "number"), "number", _round, optional=1),
    "floor": Function(("number",), "number", _whole(math.floor)),
    "ceiling": Function(("number",), "number", _whole(math.ceil)),
    "abs": Function(("number",), "number", abs),
    "least": Function(("number", "number"), "number", min, many=True),
    "most": Function(("number", "number"), "number", max, many=True),
    "year": Function(("date",), "number", _part("year")),
    "month": Function(("date",), "number", _part("month")),
    "day": Function(("date",), "number", _part("day")),
    "weekday": Function(("date",), "number", lambda day: Decimal(day.isoweekday())),
    "hour": Function(("time",), "number", _part("hour")),
    "minute": Function(("time",), "number", _part("minute")),
}
TAKE_NOTHING = frozenset({"empty", "default", "text"})  # may be given a value that is not there

# What every expression may name beside the flow's variables.
GIVEN: dict[str, Type] = {
    "caller": "text",
    "called": "text",
    "language": "text",
    "today": "date",
    "now": "time",
}
