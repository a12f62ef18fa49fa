"""A compiled decision table and what it decides."""

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

import msgspec

from lingtong.floor.ivr.decisions.unary import literal, unary_test
from lingtong.floor.ivr.expressions import NoValue, Value, Wrong, as_text, expression

Hit = Literal["UNIQUE", "FIRST", "ANY", "COLLECT"]
Aggregate = Literal["", "SUM", "MIN", "MAX", "COUNT"]
Scope = Callable[[str], Value]


class Column(msgspec.Struct, frozen=True):
    """Of an input, `text` is an expression; of an output, the name of a value."""

    text: str
    type: str = ""


class Rule(msgspec.Struct, frozen=True):
    when: tuple[str, ...]
    then: tuple[str, ...]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    hit: Hit = "UNIQUE"
    aggregate: Aggregate = ""
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rules: tuple[Rule, ...]


class DecisionTable(msgspec.Struct, frozen=True, kw_only=True):
    """`xml` is what was drawn; flows go by `compiled`. In the engine's snapshot `xml` is empty."""

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    xml: str = ""
    compiled: Table


class NotDecided(Exception):
    """Several rules hold of which one should, or an input has no value."""


def decide(table: Table, scope: Scope) -> dict[str, str] | None:
    """The outputs by name, as variables keep them; None where no rule holds."""
    try:
        values = [expression(column.text).value(scope) for column in table.inputs]
    except (NoValue, Wrong) as error:
        raise NotDecided from error
    held = [rule.then for rule in table.rules if _holds(rule, values)]
    if not held:
        return None
    if table.hit == "COLLECT":
        return {
            column.text: _collected(table.aggregate, [literal(then[place]) for then in held])
            for place, column in enumerate(table.outputs)
        }
    if table.hit != "FIRST" and len(held) > 1 and (table.hit == "UNIQUE" or len(set(held)) > 1):
        raise NotDecided
    return {column.text: as_text(literal(held[0][place])) for place, column in enumerate(table.outputs)}


def _holds(rule: Rule, values: list[Value]) -> bool:
    return all(unary_test(text)(value) for text, value in zip(rule.when, values, strict=True))


def _collected(aggregate: Aggregate, values: list[Value]) -> str:
    if aggregate == "COUNT":
        return str(len(values))
    numbers = [value for value in values if isinstance(value, Decimal)]
    if not aggregate or len(numbers) < len(values):
        return ",".join(as_text(value) for value in values)
    return as_text({"SUM": sum(numbers, Decimal(0)), "MIN": min(numbers), "MAX": max(numbers)}[aggregate])
