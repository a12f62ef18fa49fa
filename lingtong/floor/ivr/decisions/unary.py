"""Tests and values of DMN tables: the part of S-FEEL that tables are written in (DMN 1.3, chapter 9).

A test is `-`, a value, `< 5`, `[1..10]` with either bound open, several with commas, or `not(…)` of these.
Values are numbers, "texts", true, false and date("2026-11-22").
"""

import operator
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from lingtong.floor.ivr.expressions import Value, Wrong
from lingtong.floor.ivr.expressions.values import number

Test = Callable[[Value], bool]
LONGEST = 300
_VALUE = r'"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|date\("\d{4}-\d\d-\d\d"\)'
_ONE = re.compile(rf"\s*(?:(<=|>=|<|>|!=|=)\s*)?({_VALUE})\s*")
_RANGE = re.compile(rf"\s*([\[\](])\s*({_VALUE})\s*\.\.\s*({_VALUE})\s*([\])\[])\s*")
_NOT = re.compile(r"\s*not\s*\((.*)\)\s*", re.DOTALL)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


@lru_cache(maxsize=4096)
def unary_test(text: str) -> Test:
    """Raises `Wrong` for what is no test."""
    if len(text) > LONGEST:
        raise Wrong("table_entry_unreadable", f"An entry has {LONGEST} signs at most.")
    if text.strip() in ("", "-"):
        return lambda _: True
    inner = _NOT.fullmatch(text)
    if inner is not None:
        denied = _any_of(inner.group(1))
        return lambda value: not denied(value)
    return _any_of(text)


def _any_of(text: str) -> Test:
    tests, at = list[Test](), 0
    while True:
        found = _RANGE.match(text, at) or _ONE.match(text, at)
        if found is None:
            raise _unreadable(text)
        tests.append(_range(found) if found.re is _RANGE else _one(found))
        at = found.end()
        if at == len(text):
            return lambda value: any(test(value) for test in tests)
        if text[at] != ",":
            raise _unreadable(text)
        at += 1


def _one(found: re.Match[str]) -> Test:
    compare, wanted = _COMPARE[found.group(1) or "="], literal(found.group(2))
    return lambda value: type(value) is type(wanted) and compare(value, wanted)


def _range(found: re.Match[str]) -> Test:
    opens, low, high, closes = found.groups()
    from_value, to_value = literal(low), literal(high)
    above: Callable[[Any, Any], bool] = operator.le if opens == "[" else operator.lt
    below: Callable[[Any, Any], bool] = operator.le if closes == "]" else operator.lt
    if type(from_value) is not type(to_value):
        raise _unreadable(found.group())

    def lies_between(value: Any) -> bool:
        same = type(value) is type(from_value)
        return same and bool(above(from_value, value) and below(value, to_value))

    return lies_between


@lru_cache(maxsize=4096)
def literal(text: str) -> Value:
    """Raises `Wrong` for what is no value."""
    text = text.strip()
    if not re.fullmatch(_VALUE, text) or len(text) > LONGEST:
        raise _unreadable(text)
    if text in ("true", "false"):
        return text == "true"
    if text.startswith('"'):
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    try:
        return date.fromisoformat(text[6:-2]) if text.startswith("date") else _number(text)
    except (ValueError, ArithmeticError):
        raise _unreadable(text) from None


def _number(text: str) -> Decimal:
    return number(text)


def _unreadable(text: str) -> Wrong:
    return Wrong("table_entry_unreadable", f"{text[:60]!r} is no entry of a decision table.")
