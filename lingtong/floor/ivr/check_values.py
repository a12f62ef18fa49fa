"""Expressions, templates and variables of a flow: readable, known, well typed, and nothing secret shown."""

from collections.abc import Callable, Iterator, Mapping
from keyword import iskeyword
from typing import Any

from lingtong.floor.ivr.around import Around
from lingtong.floor.ivr.expressions import (
    NAME,
    Expression,
    Type,
    Wrong,
    check_expression,
    check_template,
    type_of,
)
from lingtong.floor.ivr.expressions.functions import FUNCTIONS, GIVEN
from lingtong.floor.ivr.graph import Flow
from lingtong.floor.ivr.node import Case, Field, Finding, Node
from lingtong.floor.ivr.steps import Parts, Say

MOST_VARIABLES, MOST_PARTS = 100, 20
Types = Mapping[str, Type]
Found = Iterator[Finding]


def types_of(flow: Flow) -> dict[str, Type]:
    """Of every name that an expression of this flow may use; what the flow attaches is text."""
    attached = (name for node in flow.nodes.values() for name in getattr(node, "values", {}))
    found: dict[str, Type] = {name: "text" for name in attached if NAME.fullmatch(name)}
    return found | {name: type_of(variable.type) for name, variable in flow.variables.items()}


def check_variables(flow: Flow) -> Found:
    if len(flow.variables) > MOST_VARIABLES:
        yield Finding("", "too_many_variables", f"A flow has {MOST_VARIABLES} variables.", field="variables")
    for name in flow.variables:
        if not NAME.fullmatch(name) or name in GIVEN or name in FUNCTIONS or iskeyword(name):
            message = f"{name[:40]!r} cannot be a variable's name."
            yield Finding("", "variable_name_invalid", message, field="variables")


def check_values(node: Node, around: Around, types: Types) -> Found:
    for field in node.FIELDS:
        look = _LOOKS.get(field.kind)
        if look is None:
            continue
        try:
            yield from look(field, getattr(node, field.name), around, types)
        except Wrong as wrong:
            yield around.finding(wrong.code, wrong.message, field.name)


def _prompt(field: Field, parts: Parts, around: Around, types: Types) -> Found:
    if isinstance(parts, str):
        return
    if len(parts) > MOST_PARTS:
        yield around.finding("prompt_too_long", f"A prompt has {MOST_PARTS} parts at most.", field.name)
    for part in parts:
        if isinstance(part, Say):
            used = check_template(part.value, types)
            if part.kind == "text":
                yield from _shown(used, around, field.name)


def _template(_: Field, text: str, __: Around, types: Types) -> Found:
    check_template(text, types)
    yield from ()


def _inputs(_: Field, inputs: dict[str, str], __: Around, types: Types) -> Found:
    for text in inputs.values():
        check_template(text, types)
    yield from ()


def _expression(_: Field, text: str, __: Around, types: Types) -> Found:
    check_expression(text, types)
    yield from ()


def _cases(_: Field, cases: tuple[Case, ...], __: Around, types: Types) -> Found:
    for case in cases:
        kind, _found = check_expression(case.when, types)
        if kind != "yes_no":
            raise Wrong("type_wrong", f"{case.when[:60]!r} is a {kind} and no condition.")
    yield from ()


def _computed(field: Field, computed: dict[str, str], around: Around, types: Types) -> Found:
    for name, text in computed.items():
        yield from _variable(field, name, around, types)
        kind, _ = check_expression(text, types)
        if name in around.flow.variables and types[name] not in ("text", kind):
            raise Wrong("type_wrong", f"{name} is a {types[name]} and gets a {kind}.")


def _values(field: Field, values: dict[str, str], around: Around, types: Types) -> Found:
    for text in values.values():
        yield from _shown(check_template(text, types), around, field.name)


def _variable(field: Field, name: str, around: Around, _: Types) -> Found:
    if name and name not in around.flow.variables:
        message = f"There is no variable {name[:40]!r}."
        yield around.finding("variable_unknown", message, field.name)


def _shown(used: tuple[Expression, ...], around: Around, field: str) -> Found:
    secret = {name for name, variable in around.flow.variables.items() if variable.secret}
    names = sorted({name for one in used for name in one.names} & secret)
    if names:
        yield around.finding("secret_shown", f"{names[0]} is secret and would be shown here.", field)


_LOOKS: dict[str, Callable[[Field, Any, Around, Types], Found]] = {
    "prompt": _prompt,
    "template": _template,
    "expression": _expression,
    "inputs": _inputs,
    "cases": _cases,
    "computed": _computed,
    "values": _values,
    "variable": _variable,
}
